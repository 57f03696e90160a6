// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// What a coin is worth in wei; only its owner says so.
contract FixedFeed {
    address public owner;
    uint256 public price;

    constructor(uint256 price_) {
        owner = msg.sender;
        price = price_;
    }

    function setPrice(uint256 price_) external {
        require(msg.sender == owner, "not the owner");
        price = price_;
    }
}

/// Lends coins against ether, with interest, up to half of what the ether is worth.
contract Lending {
    using SafeERC20 for IERC20;

    IERC20 public immutable COIN;
    FixedFeed public immutable FEED;
    uint256 public constant LOAN_PERCENT = 50;
    uint256 public constant LIQUIDATION_PERCENT = 75;
    uint256 public constant BONUS_PERCENT = 5;
    uint256 public constant YEARLY_PERCENT = 6;

    uint256 public totalShares;
    uint256 public totalDebtShares;
    uint256 public totalDebt;
    uint256 public accruedAt;
    mapping(address account => uint256) public shares;
    mapping(address account => uint256) public collateral;
    mapping(address account => uint256) public debtShares;

    constructor(IERC20 coin, FixedFeed feed) {
        COIN = coin;
        FEED = feed;
        accruedAt = block.timestamp;
    }

    function accrue() public {
        uint256 elapsed = block.timestamp - accruedAt;
        accruedAt = block.timestamp;
        totalDebt += totalDebt * YEARLY_PERCENT * elapsed / 100 / 365 days;
    }

    function supply(uint256 amount) external {
        accrue();
        uint256 minted = amount * (totalShares + 1000) / (assets() + 1);
        shares[msg.sender] += minted;
        totalShares += minted;
        COIN.safeTransferFrom(msg.sender, address(this), amount);
    }

    function withdraw(uint256 burned) external {
        accrue();
        uint256 amount = burned * (assets() + 1) / (totalShares + 1000);
        shares[msg.sender] -= burned;
        totalShares -= burned;
        COIN.safeTransfer(msg.sender, amount);
    }

    function addCollateral() external payable {
        collateral[msg.sender] += msg.value;
    }

    function removeCollateral(uint256 amount) external {
        accrue();
        collateral[msg.sender] -= amount;
        require(isCovered(msg.sender, LOAN_PERCENT), "debt");
        pay(msg.sender, amount);
    }

    function borrow(uint256 amount) external {
        accrue();
        uint256 minted = totalDebt == 0 ? amount : ceilDiv(amount * totalDebtShares, totalDebt);
        debtShares[msg.sender] += minted;
        totalDebtShares += minted;
        totalDebt += amount;
        require(isCovered(msg.sender, LOAN_PERCENT), "collateral");
        COIN.safeTransfer(msg.sender, amount);
    }

    function repay(address account, uint256 burned) external {
        accrue();
        takeDebt(account, burned);
    }

    /// Anybody may close a loan that is not covered any more.
    function liquidate(address account) external {
        accrue();
        require(!isCovered(account, LIQUIDATION_PERCENT), "covered");
        uint256 amount = takeDebt(account, debtShares[account]);
        uint256 seized = amount * FEED.price() / 1e18 * (100 + BONUS_PERCENT) / 100;
        if (seized > collateral[account]) seized = collateral[account];
        collateral[account] -= seized;
        pay(msg.sender, seized);
    }

    function assets() public view returns (uint256) {
        return COIN.balanceOf(address(this)) + totalDebt;
    }

    function debtOf(address account) public view returns (uint256) {
        return totalDebtShares == 0 ? 0 : ceilDiv(debtShares[account] * totalDebt, totalDebtShares);
    }

    function isCovered(address account, uint256 percent) public view returns (bool) {
        return ceilDiv(debtOf(account) * FEED.price(), 1e18) * 100 <= collateral[account] * percent;
    }

    function takeDebt(address account, uint256 burned) private returns (uint256 amount) {
        amount = ceilDiv(burned * totalDebt, totalDebtShares);
        debtShares[account] -= burned;
        totalDebtShares -= burned;
        totalDebt -= amount;
        COIN.safeTransferFrom(msg.sender, address(this), amount);
    }

    function ceilDiv(uint256 a, uint256 b) private pure returns (uint256) {
        return (a + b - 1) / b;
    }

    function pay(address to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
