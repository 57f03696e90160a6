// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Comptroller} from "./Comptroller.sol";
import {Erc20} from "./Erc20.sol";

/// Lends one token. Lenders hold shares of all that is here and all that is lent, and shares of one market are what is pledged for loans
/// from another.
contract Market {
    uint256 private constant WAD = 1e18;
    uint256 private constant DEAD_SHARES = 1e6;

    string public name;
    string public symbol;
    uint8 public constant decimals = 8;
    Erc20 public immutable underlying;
    Comptroller public immutable comptroller;
    /// What the first share costs.
    uint256 public immutable initialRate;
    uint256 public totalSupply;
    uint256 public totalBorrows;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => uint256) public debtOf;
    bool private isLocked;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Minted(address indexed minter, uint256 amount, uint256 shares);
    event Redeemed(address indexed redeemer, uint256 amount, uint256 shares);
    event Borrowed(address indexed borrower, uint256 amount);
    event Repaid(address indexed payer, address indexed borrower, uint256 amount);
    event Liquidated(address indexed borrower, address indexed liquidator, uint256 amount, Market pledge, uint256 shares);

    error Locked();
    error Zero();
    error NotMarket();

    modifier nonReentrant() {
        if (isLocked) revert Locked();
        isLocked = true;
        _;
        isLocked = false;
    }

    constructor(string memory name_, string memory symbol_, Erc20 underlying_, Comptroller comptroller_, uint256 initialRate_) {
        (name, symbol, underlying, comptroller, initialRate) = (name_, symbol_, underlying_, comptroller_, initialRate_);
    }

    // ---- lenders ---------------------------------------------------------------------------------------------------

    function mint(uint256 amount) external nonReentrant returns (uint256 shares) {
        comptroller.mintAllowed(this);
        shares = (amount * WAD) / exchangeRate();
        if (totalSupply == 0) {
            // Nobody's, for good: a market is never nearly empty.
            if (shares <= DEAD_SHARES) revert Zero();
            shares -= DEAD_SHARES;
            totalSupply = DEAD_SHARES;
            balanceOf[address(0)] = DEAD_SHARES;
            emit Transfer(address(0), address(0), DEAD_SHARES);
        }
        if (shares == 0) revert Zero();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Minted(msg.sender, amount, shares);
        emit Transfer(address(0), msg.sender, shares);
        require(underlying.transferFrom(msg.sender, address(this), amount), "mint");
    }

    /// So many shares, for what they are worth.
    function redeem(uint256 shares) external nonReentrant {
        _redeem(shares, (shares * exchangeRate()) / WAD);
    }

    /// As many shares as so much is worth, and one more if it is worth a part of one.
    function redeemUnderlying(uint256 amount) external nonReentrant {
        uint256 rate = exchangeRate();
        uint256 shares = (amount * WAD + rate - 1) / rate;
        _redeem(shares, amount);
    }

    function transfer(address to, uint256 shares) external returns (bool) {
        _move(msg.sender, to, shares);
        return true;
    }

    function transferFrom(address from, address to, uint256 shares) external returns (bool) {
        allowance[from][msg.sender] -= shares;
        _move(from, to, shares);
        return true;
    }

    function approve(address spender, uint256 shares) external returns (bool) {
        allowance[msg.sender][spender] = shares;
        emit Approval(msg.sender, spender, shares);
        return true;
    }

    // ---- borrowers -------------------------------------------------------------------------------------------------

    function borrow(uint256 amount) external nonReentrant {
        comptroller.borrowAllowed(msg.sender, amount);
        debtOf[msg.sender] += amount;
        totalBorrows += amount;
        emit Borrowed(msg.sender, amount);
        require(underlying.transfer(msg.sender, amount), "borrow");
    }

    function repay(uint256 amount) external nonReentrant {
        _repay(msg.sender, amount);
    }

    /// Pays a part of what somebody owes that owes too much, and gets shares of what was pledged for it.
    function liquidate(address borrower, uint256 amount, Market pledge) external nonReentrant {
        comptroller.liquidateAllowed(this, pledge, borrower, amount);
        uint256 shares = comptroller.seizedFor(this, pledge, amount);
        _repay(borrower, amount);
        emit Liquidated(borrower, msg.sender, amount, pledge, shares);
        pledge.seize(msg.sender, borrower, shares);
    }

    function seize(address liquidator, address borrower, uint256 shares) external {
        if (!comptroller.isListed(Market(msg.sender))) revert NotMarket();
        balanceOf[borrower] -= shares;
        balanceOf[liquidator] += shares;
        emit Transfer(borrower, liquidator, shares);
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    /// What a share is worth: all that is here and all that is lent, by all shares.
    function exchangeRate() public view returns (uint256) {
        if (totalSupply == 0) return initialRate;
        return ((underlying.balanceOf(address(this)) + totalBorrows) * WAD) / totalSupply;
    }

    function _redeem(uint256 shares, uint256 amount) private {
        if (shares == 0) revert Zero();
        comptroller.redeemAllowed(this, msg.sender, shares);
        totalSupply -= shares;
        balanceOf[msg.sender] -= shares;
        emit Redeemed(msg.sender, amount, shares);
        emit Transfer(msg.sender, address(0), shares);
        require(underlying.transfer(msg.sender, amount), "redeem");
    }

    function _move(address from, address to, uint256 shares) private {
        comptroller.redeemAllowed(this, from, shares);
        balanceOf[from] -= shares;
        balanceOf[to] += shares;
        emit Transfer(from, to, shares);
    }

    function _repay(address borrower, uint256 amount) private {
        debtOf[borrower] -= amount;
        totalBorrows -= amount;
        emit Repaid(msg.sender, borrower, amount);
        require(underlying.transferFrom(msg.sender, address(this), amount), "repay");
    }
}
