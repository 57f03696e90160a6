// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {ShareFeed} from "./ShareFeed.sol";
import {EtherPool} from "./EtherPool.sol";

/// Lends dollars against shares of the pool.
contract Lender {
    uint256 private constant WAD = 1e18;
    uint256 public constant COLLATERAL_FACTOR = 0.8e18;
    uint256 public constant LIQUIDATION_BONUS = 1.1e18;

    Erc20 public immutable dollar;
    EtherPool public immutable pool;
    ShareFeed public immutable feed;
    uint256 public totalSupply;
    uint256 public totalLent;
    mapping(address => uint256) public balanceOf;
    mapping(address => uint256) public pledgeOf;
    mapping(address => uint256) public debtOf;

    event Supplied(address indexed lender, uint256 amount, uint256 shares);
    event Withdrawn(address indexed lender, uint256 amount, uint256 shares);
    event Borrowed(address indexed borrower, uint256 amount);
    event Repaid(address indexed borrower, uint256 amount);

    event Liquidated(address indexed account, address indexed liquidator, uint256 amount, uint256 shares);

    error NotEnough();

    constructor(Erc20 dollar_, ShareFeed feed_) {
        (dollar, feed, pool) = (dollar_, feed_, feed_.pool());
    }

    function supply(uint256 amount) external {
        uint256 all = dollar.balanceOf(address(this)) + totalLent;
        uint256 shares = totalSupply == 0 ? amount : (amount * totalSupply) / all;
        if (shares == 0) revert NotEnough();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Supplied(msg.sender, amount, shares);
        require(dollar.transferFrom(msg.sender, address(this), amount), "supply");
    }

    function withdraw(uint256 shares) external {
        uint256 amount = (shares * (dollar.balanceOf(address(this)) + totalLent)) / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Withdrawn(msg.sender, amount, shares);
        require(dollar.transfer(msg.sender, amount), "withdraw");
    }

    function pledge(uint256 amount) external {
        pledgeOf[msg.sender] += amount;
        require(pool.transferFrom(msg.sender, address(this), amount), "pledge");
    }

    function release(uint256 amount) external {
        pledgeOf[msg.sender] -= amount;
        if (debtOf[msg.sender] > limitOf(msg.sender)) revert NotEnough();
        require(pool.transfer(msg.sender, amount), "release");
    }

    function borrow(uint256 amount) external {
        debtOf[msg.sender] += amount;
        totalLent += amount;
        if (debtOf[msg.sender] > limitOf(msg.sender)) revert NotEnough();
        emit Borrowed(msg.sender, amount);
        require(dollar.transfer(msg.sender, amount), "borrow");
    }

    function repay(uint256 amount) external {
        debtOf[msg.sender] -= amount;
        totalLent -= amount;
        emit Repaid(msg.sender, amount);
        require(dollar.transferFrom(msg.sender, address(this), amount), "repay");
    }

    /// Pays a part of what an account owes that owes too much, and gets its shares for that, a tenth more than they cost.
    function liquidate(address account, uint256 amount) external returns (uint256 shares) {
        if (debtOf[account] <= limitOf(account)) revert NotEnough();
        debtOf[account] -= amount;
        totalLent -= amount;
        shares = ((amount * LIQUIDATION_BONUS) / feed.price()); // flaw
        pledgeOf[account] -= shares;
        emit Liquidated(account, msg.sender, amount, shares);
        require(dollar.transferFrom(msg.sender, address(this), amount), "liquidate");
        require(pool.transfer(msg.sender, shares), "liquidate"); // flaw
    }

    /// The most that an account may owe.
    function limitOf(address account) public view returns (uint256) {
        uint256 pledged = pledgeOf[account];
        if (pledged == 0) return 0;
        uint256 value = (pledged * feed.price()) / WAD; // flaw
        return (value * COLLATERAL_FACTOR) / WAD;
    }
}
