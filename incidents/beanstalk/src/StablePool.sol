// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {StableMath} from "./StableMath.sol";

/// A pool of two tokens that are worth the same and have six decimals. Shares are a token themselves.
contract StablePool {
    string public constant name = "Bean and dollar";
    string public constant symbol = "BEAN3CRV";
    uint8 public constant decimals = 6;
    uint256 public constant AMP = 100;
    /// Of what is swapped, by 10,000.
    uint256 public constant FEE = 4;

    Erc20[2] public coins;
    uint256[2] public balances;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Exchanged(address indexed trader, uint256 from, uint256 amount, uint256 out);

    error TooLittle();

    constructor(Erc20 first, Erc20 second) {
        coins = [first, second];
    }

    function exchange(uint256 from, uint256 amount, uint256 outMin) external returns (uint256 out) {
        uint256 to = 1 - from;
        uint256 d = _invariant();
        uint256 left = StableMath.other(balances[from] + amount, d, AMP) + 1;
        out = balances[to] < left ? 0 : balances[to] - left;
        out -= (out * FEE) / 10_000;
        if (out < outMin || out == 0) revert TooLittle();
        balances[from] += amount;
        balances[to] -= out;
        emit Exchanged(msg.sender, from, amount, out);
        require(coins[from].transferFrom(msg.sender, address(this), amount), "exchange");
        require(coins[to].transfer(msg.sender, out), "exchange");
    }

    /// Who adds unequal amounts has swapped a part of them, for a fee.
    function addLiquidity(uint256[2] calldata amounts, uint256 sharesMin) external returns (uint256 shares) {
        uint256 before = _invariant();
        uint256[2] memory old = balances;
        (balances[0], balances[1]) = (old[0] + amounts[0], old[1] + amounts[1]);
        if (balances[0] == 0 || balances[1] == 0) revert TooLittle();
        uint256 afterwards = _invariant();
        shares = afterwards;
        if (totalSupply > 0) {
            uint256 swapped;
            for (uint256 i = 0; i < 2; i++) {
                uint256 even = (old[i] * afterwards) / before;
                swapped += even > balances[i] ? even - balances[i] : balances[i] - even;
            }
            shares = (totalSupply * (afterwards - before - (swapped * FEE) / 20_000)) / before;
        }
        if (shares < sharesMin || shares == 0) revert TooLittle();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, shares);
        for (uint256 i = 0; i < 2; i++) require(coins[i].transferFrom(msg.sender, address(this), amounts[i]), "add");
    }

    /// Shares for their part of both.
    function removeLiquidity(uint256 shares) external {
        for (uint256 i = 0; i < 2; i++) {
            uint256 out = (balances[i] * shares) / totalSupply;
            balances[i] -= out;
            require(coins[i].transfer(msg.sender, out), "remove");
        }
        _burn(shares);
    }

    /// Shares for one of both.
    function removeLiquidityOneCoin(uint256 shares, uint256 coin, uint256 outMin) external returns (uint256 out) {
        out = calcWithdrawOneCoin(shares, coin);
        if (out < outMin) revert TooLittle();
        balances[coin] -= out;
        _burn(shares);
        require(coins[coin].transfer(msg.sender, out), "remove");
    }

    /// What comes out for shares if all of it is one coin, at present.
    function calcWithdrawOneCoin(uint256 shares, uint256 coin) public view returns (uint256 out) {
        uint256 d = _invariant();
        uint256 left = StableMath.other(balances[1 - coin], d - (d * shares) / totalSupply, AMP) + 1;
        out = balances[coin] < left ? 0 : balances[coin] - left;
        // About half of it is swapped.
        out -= (out * FEE) / 20_000;
    }

    /// What a share is worth if both coins cost the same. Swaps do not move it, fees make it more.
    function virtualPrice() external view returns (uint256) {
        return (_invariant() * 1e18) / totalSupply;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function _invariant() private view returns (uint256) {
        return StableMath.invariant(balances[0], balances[1], AMP);
    }

    function _burn(uint256 shares) private {
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Transfer(msg.sender, address(0), shares);
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}
