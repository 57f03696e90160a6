// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {StableMath} from "./StableMath.sol";

/// A pool of ether and a token that is worth as much. Shares are a token themselves. No function may be entered while another one runs.
contract StablePool {
    string public constant name = "Stable pool share";
    string public constant symbol = "SPS";
    uint8 public constant decimals = 18;
    uint256 public constant AMP = 100;
    /// Of what is swapped, by 10,000.
    uint256 public constant FEE = 4;

    Erc20 public immutable token;
    uint256 public ethers;
    uint256 public tokens;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    /// One for all functions.
    bool private isRunning;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Swapped(address indexed trader, uint256 ethersIn, uint256 tokensIn, uint256 out);

    error Locked();
    error TooLittle();
    error NotPaid();

    constructor(Erc20 token_) {
        token = token_;
    }

    function addLiquidity(uint256 amount, uint256 sharesMin) external payable returns (uint256 shares) {
        if (isRunning) revert Locked();
        isRunning = true;
        uint256 before = StableMath.invariant(ethers, tokens, AMP);
        ethers += msg.value;
        tokens += amount;
        if (ethers == 0 || tokens == 0) revert TooLittle();
        uint256 afterwards = StableMath.invariant(ethers, tokens, AMP);
        shares = totalSupply == 0 ? afterwards : (totalSupply * (afterwards - before)) / before;
        // Who adds unequal amounts has swapped a part of it.
        shares -= (shares * FEE) / 10_000;
        if (shares < sharesMin || shares == 0) revert TooLittle();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, shares);
        require(token.transferFrom(msg.sender, address(this), amount), "add");
        isRunning = false;
    }

    /// Shares for their part of both coins.
    function removeLiquidity(uint256 shares) external {
        if (isRunning) revert Locked();
        isRunning = true;
        uint256 ethersOut = (ethers * shares) / totalSupply;
        uint256 tokensOut = (tokens * shares) / totalSupply;
        ethers -= ethersOut;
        _pay(msg.sender, ethersOut);
        tokens -= tokensOut;
        require(token.transfer(msg.sender, tokensOut), "remove");
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Transfer(msg.sender, address(0), shares);
        isRunning = false;
    }

    function swapEthers(uint256 outMin) external payable returns (uint256 out) {
        if (isRunning) revert Locked();
        isRunning = true;
        out = _out(ethers + msg.value, tokens);
        if (out < outMin || out == 0) revert TooLittle();
        ethers += msg.value;
        tokens -= out;
        emit Swapped(msg.sender, msg.value, 0, out);
        require(token.transfer(msg.sender, out), "swap");
        isRunning = false;
    }

    function swapTokens(uint256 amount, uint256 outMin) external returns (uint256 out) {
        if (isRunning) revert Locked();
        isRunning = true;
        out = _out(tokens + amount, ethers);
        if (out < outMin || out == 0) revert TooLittle();
        tokens += amount;
        ethers -= out;
        emit Swapped(msg.sender, 0, amount, out);
        require(token.transferFrom(msg.sender, address(this), amount), "swap");
        _pay(msg.sender, out);
        isRunning = false;
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

    /// What comes out of one coin if there is so much of the other one then.
    function _out(uint256 afterwards, uint256 has) private view returns (uint256) {
        uint256 d = StableMath.invariant(ethers, tokens, AMP);
        uint256 left = StableMath.other(afterwards, d, AMP) + 1;
        uint256 out = has < left ? 0 : has - left;
        return out - (out * FEE) / 10_000;
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
