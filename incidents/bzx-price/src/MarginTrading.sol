// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {Exchange} from "./Exchange.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// Lenders put ether in. A trader who bets against ether puts a part of a position in, the rest is borrowed, and all of it is spent on
/// tokens at the exchange. They are kept here until the trader closes the position, or it is worth too little.
contract MarginTrading {
    uint256 private constant WAD = 1e18;
    uint256 public constant LEVERAGE = 5;
    /// What a position must be worth, by its debt.
    uint256 public constant MAINTENANCE = 1.15e18;

    struct Position {
        uint256 tokens;
        uint256 debt;
    }

    Erc20 public immutable token;
    Exchange public immutable exchange;
    PriceFeed public immutable feed;
    uint256 public totalSupply;
    uint256 public totalLent;
    mapping(address => uint256) public balanceOf;
    mapping(address => Position) public positionOf;

    event Deposited(address indexed lender, uint256 amount, uint256 shares);
    event Withdrawn(address indexed lender, uint256 amount, uint256 shares);
    event Opened(address indexed trader, uint256 ethers, uint256 tokens);
    event Closed(address indexed trader, uint256 ethers, uint256 tokens);

    error NotEnough();
    error AlreadyOpen();
    error NotHealthy(address trader);
    error Healthy(address trader);
    error NotPaid();

    constructor(Exchange exchange_, PriceFeed feed_) {
        (exchange, feed, token) = (exchange_, feed_, exchange_.token());
    }

    /// Ether for traders, against shares of all that is here and lent.
    function deposit() external payable {
        uint256 before = address(this).balance - msg.value + totalLent;
        uint256 shares = totalSupply == 0 ? msg.value : (msg.value * totalSupply) / before;
        if (shares == 0) revert NotEnough();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Deposited(msg.sender, msg.value, shares);
    }

    function withdraw(uint256 shares) external {
        uint256 amount = (shares * (address(this).balance + totalLent)) / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Withdrawn(msg.sender, amount, shares);
        _pay(msg.sender, amount);
    }

    /// What is sent is a fifth of the position.
    function openShort(uint256 tokensMin) external payable {
        Position storage p = positionOf[msg.sender];
        if (p.debt != 0) revert AlreadyOpen();
        p.debt = msg.value * (LEVERAGE - 1);
        if (p.debt == 0 || p.debt > address(this).balance - msg.value) revert NotEnough();
        totalLent += p.debt; // flaw
        p.tokens = exchange.buyTokens{value: msg.value * LEVERAGE}(tokensMin); // flaw
        emit Opened(msg.sender, msg.value * LEVERAGE, p.tokens);
    }

    /// Sells the tokens of the caller's position, pays what was borrowed back, and the rest to the caller.
    function close(uint256 ethersMin) external {
        Position memory p = positionOf[msg.sender];
        delete positionOf[msg.sender];
        totalLent -= p.debt;
        token.approve(address(exchange), p.tokens);
        uint256 ethers = exchange.sellTokens(p.tokens, ethersMin);
        if (ethers < p.debt) revert NotEnough();
        emit Closed(msg.sender, ethers, p.tokens);
        _pay(msg.sender, ethers - p.debt); // flaw
    }

    /// Whoever pays the debt of a position that is worth too little gets its tokens.
    function liquidate(address trader) external payable {
        if (isHealthy(trader)) revert Healthy(trader);
        Position memory p = positionOf[trader];
        if (msg.value != p.debt) revert NotEnough();
        delete positionOf[trader];
        totalLent -= p.debt;
        emit Closed(trader, p.debt, p.tokens);
        require(token.transfer(msg.sender, p.tokens), "tokens");
    }

    function isHealthy(address trader) public view returns (bool) {
        Position memory p = positionOf[trader];
        return (p.tokens * feed.price()) / WAD >= (p.debt * MAINTENANCE) / WAD;
    }

    /// The exchange pays in ether.
    receive() external payable {
        if (msg.sender != address(exchange)) revert NotPaid();
    }

    function _pay(address to, uint256 amount) private {
        (bool ok, ) = to.call{value: amount}("");
        if (!ok) revert NotPaid();
    }
}
