// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {StableMath} from "./StableMath.sol";

/// A pool of a chain's coin and a token that stands for the same coin, staked. Shares are a token themselves. No function that moves
/// anything may be entered while another one runs, nor is the price of a share told.
contract StakedPool {
    string public constant name = "Staked coin pool share";
    string public constant symbol = "stMATIC-f";
    uint8 public constant decimals = 18;
    uint256 public constant AMP = 100;
    /// Of what is swapped, by 10,000.
    uint256 public constant FEE = 4;

    Erc20 public immutable token;
    uint256 public coins;
    uint256 public tokens;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    bool private isLocked;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Swapped(address indexed trader, uint256 coinsIn, uint256 tokensIn, uint256 out);

    error Locked();
    error TooLittle();
    error NotPaid();

    modifier nonReentrant() {
        if (isLocked) revert Locked();
        isLocked = true;
        _;
        isLocked = false;
    }

    constructor(Erc20 token_) {
        token = token_;
    }

    function addLiquidity(uint256 amount, uint256 sharesMin) external payable nonReentrant returns (uint256 shares) {
        uint256 before = StableMath.invariant(coins, tokens, AMP);
        coins += msg.value;
        tokens += amount;
        if (coins == 0 || tokens == 0) revert TooLittle();
        uint256 afterwards = StableMath.invariant(coins, tokens, AMP);
        shares = totalSupply == 0 ? afterwards : (totalSupply * (afterwards - before)) / before;
        // Who adds unequal amounts has swapped a part of it.
        shares -= (shares * FEE) / 10_000;
        if (shares < sharesMin || shares == 0) revert TooLittle();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, shares);
        require(token.transferFrom(msg.sender, address(this), amount), "add");
    }

    /// Shares for their part of both.
    function removeLiquidity(uint256 shares) external nonReentrant {
        uint256 coinsOut = (coins * shares) / totalSupply;
        uint256 tokensOut = (tokens * shares) / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Transfer(msg.sender, address(0), shares);
        coins -= coinsOut;
        _pay(msg.sender, coinsOut);
        tokens -= tokensOut;
        require(token.transfer(msg.sender, tokensOut), "remove");
    }

    function swapCoins(uint256 outMin) external payable nonReentrant returns (uint256 out) {
        out = _out(coins, coins + msg.value, tokens);
        if (out < outMin || out == 0) revert TooLittle();
        coins += msg.value;
        tokens -= out;
        emit Swapped(msg.sender, msg.value, 0, out);
        require(token.transfer(msg.sender, out), "swap");
    }

    function swapTokens(uint256 amount, uint256 outMin) external nonReentrant returns (uint256 out) {
        out = _out(tokens, tokens + amount, coins);
        if (out < outMin || out == 0) revert TooLittle();
        tokens += amount;
        coins -= out;
        emit Swapped(msg.sender, 0, amount, out);
        require(token.transferFrom(msg.sender, address(this), amount), "swap");
        _pay(msg.sender, out);
    }

    /// What a share is worth in coins. Swaps do not move it, fees make it more. Nobody is told while something is half done.
    function virtualPrice() external view returns (uint256) {
        if (isLocked) revert Locked();
        return (StableMath.invariant(coins, tokens, AMP) * 1e18) / totalSupply;
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

    /// What comes out of one side if there is so much on the other one then.
    function _out(uint256 has, uint256 afterwards, uint256 other) private view returns (uint256 out) {
        uint256 left = StableMath.other(afterwards, StableMath.invariant(has, other, AMP), AMP) + 1;
        out = other < left ? 0 : other - left;
        out -= (out * FEE) / 10_000;
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    function _pay(address to, uint256 amount) private {
        (bool ok, ) = to.call{value: amount}("");
        if (!ok) revert NotPaid();
    }
}
