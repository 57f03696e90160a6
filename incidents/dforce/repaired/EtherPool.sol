// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// Ether and one token, half and half, at what the product of both allows, for a fee of 0.1 %. Shares are a token themselves. Every
/// function that moves anything is locked against reentrancy; reading is free.
contract EtherPool {
    string public constant name = "Ether pool share";
    string public constant symbol = "BPT";
    uint8 public constant decimals = 18;

    Erc20 public immutable token;
    /// What the pool has of both. What somebody just sends is not the pool's.
    uint256 public ethers;
    uint256 public tokens;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    bool private isLocked;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Swapped(address indexed trader, uint256 ethersIn, uint256 tokensIn, uint256 out);

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

    /// Both, in the pool's proportion; what is sent too much of comes back.
    function join(uint256 tokensMax) external payable nonReentrant returns (uint256 shares) {
        uint256 tokensIn = tokensMax;
        shares = msg.value;
        if (totalSupply > 0) {
            tokensIn = (msg.value * tokens + ethers - 1) / ethers;
            shares = (msg.value * totalSupply) / ethers;
        }
        if (tokensIn > tokensMax || shares == 0) revert TooLittle();
        ethers += msg.value;
        tokens += tokensIn;
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, shares);
        require(token.transferFrom(msg.sender, address(this), tokensIn), "join");
    }

    /// Shares are given back for their part of both.
    function exit(uint256 shares) external nonReentrant {
        uint256 ethersOut = (shares * ethers) / totalSupply;
        uint256 tokensOut = (shares * tokens) / totalSupply;
        ethers -= ethersOut;
        tokens -= tokensOut;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Transfer(msg.sender, address(0), shares);
        _pay(msg.sender, ethersOut);
        require(token.transfer(msg.sender, tokensOut), "exit");
    }

    function swapEthers(uint256 outMin) external payable nonReentrant returns (uint256 out) {
        uint256 withFee = msg.value * 999;
        out = (withFee * tokens) / (ethers * 1000 + withFee);
        if (out < outMin || out == 0) revert TooLittle();
        ethers += msg.value;
        tokens -= out;
        emit Swapped(msg.sender, msg.value, 0, out);
        require(token.transfer(msg.sender, out), "swap");
    }

    function swapTokens(uint256 amount, uint256 outMin) external nonReentrant returns (uint256 out) {
        uint256 withFee = amount * 999;
        out = (withFee * ethers) / (tokens * 1000 + withFee);
        if (out < outMin || out == 0) revert TooLittle();
        tokens += amount;
        ethers -= out;
        emit Swapped(msg.sender, 0, amount, out);
        require(token.transferFrom(msg.sender, address(this), amount), "swap");
        _pay(msg.sender, out);
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
