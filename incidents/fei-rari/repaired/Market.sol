// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Controller} from "./Controller.sol";

/// The market of ether or of one token, with a lock of its own: nobody gets into a function of it while another one runs.
abstract contract Market {
    uint256 private constant WAD = 1e18;
    uint256 public constant INTEREST_PER_YEAR = 0.05e18;

    Controller public immutable controller;
    uint256 public cash;
    uint256 public totalSupply;
    uint256 public totalBorrows;
    uint256 public accruedAt;
    mapping(address => uint256) public balanceOf;
    /// Shares of all debts, which grow with the interest.
    uint256 public totalDebtShares;
    mapping(address => uint256) public debtSharesOf;
    bool private isLocked;

    event Mint(address indexed account, uint256 amount, uint256 shares);
    event Redeem(address indexed account, uint256 amount, uint256 shares);
    event Borrow(address indexed account, uint256 amount);
    event Repay(address indexed account, uint256 amount);

    error NotAllowed();
    error NotEnough();
    error Locked();

    modifier nonReentrant() {
        if (isLocked) revert Locked();
        isLocked = true;
        _;
        isLocked = false;
    }

    constructor(Controller controller_) {
        (controller, accruedAt) = (controller_, block.timestamp);
    }

    function _mint(uint256 amount) internal nonReentrant {
        accrue();
        uint256 shares = (amount * WAD) / exchangeRate();
        if (shares == 0) revert NotEnough();
        balanceOf[msg.sender] += shares;
        totalSupply += shares;
        cash += amount;
        emit Mint(msg.sender, amount, shares);
    }

    function redeem(uint256 shares) external nonReentrant {
        accrue();
        uint256 amount = (shares * exchangeRate()) / WAD;
        if (amount > cash) revert NotEnough();
        if (!controller.mayRedeem(msg.sender, this, shares)) revert NotAllowed();
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        cash -= amount;
        emit Redeem(msg.sender, amount, shares);
        _pay(msg.sender, amount);
    }

    function borrow(uint256 amount) external nonReentrant {
        accrue();
        if (amount > cash) revert NotEnough();
        if (!controller.mayBorrow(msg.sender, this, amount)) revert NotAllowed();
        cash -= amount;
        // Rounded up: who borrows owes no less than that.
        uint256 shares = totalBorrows == 0 ? amount : (amount * totalDebtShares + totalBorrows - 1) / totalBorrows;
        debtSharesOf[msg.sender] += shares;
        totalDebtShares += shares;
        totalBorrows += amount;
        emit Borrow(msg.sender, amount);
        _pay(msg.sender, amount);
    }

    function _repay(uint256 amount) internal nonReentrant {
        accrue();
        uint256 owed = borrowBalance(msg.sender);
        if (amount > owed || amount == 0) revert NotEnough();
        uint256 shares = amount == owed ? debtSharesOf[msg.sender] : (amount * totalDebtShares) / totalBorrows;
        debtSharesOf[msg.sender] -= shares;
        totalDebtShares -= shares;
        totalBorrows -= amount < totalBorrows ? amount : totalBorrows;
        cash += amount;
        emit Repay(msg.sender, amount);
    }

    function accrue() public {
        totalBorrows += (totalBorrows * INTEREST_PER_YEAR * (block.timestamp - accruedAt)) / (365 days * WAD);
        accruedAt = block.timestamp;
    }

    function _pay(address to, uint256 amount) internal virtual;

    /// What one share is worth.
    function exchangeRate() public view returns (uint256) {
        return totalSupply == 0 ? WAD : ((cash + totalBorrows) * WAD) / totalSupply;
    }

    function borrowBalance(address account) public view returns (uint256) {
        uint256 shares = debtSharesOf[account];
        return shares == 0 ? 0 : (shares * totalBorrows + totalDebtShares - 1) / totalDebtShares;
    }
}
