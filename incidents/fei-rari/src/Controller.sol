// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Market} from "./Market.sol";

/// Knows all markets, what their tokens cost and how much of a supply counts, and says who may borrow and redeem.
contract Controller {
    uint256 private constant WAD = 1e18;

    address public immutable admin;
    Market[] public markets;
    mapping(Market => bool) public isListed;
    /// Dollars for one token.
    mapping(Market => uint256) public priceOf;
    mapping(Market => uint256) public collateralFactorOf;

    event Listed(Market indexed market, uint256 collateralFactor);
    event PriceSet(Market indexed market, uint256 price);

    error NotAdmin();

    modifier onlyAdmin() {
        if (msg.sender != admin) revert NotAdmin();
        _;
    }

    constructor() {
        admin = msg.sender;
    }

    function list(Market market, uint256 price, uint256 collateralFactor) external onlyAdmin {
        if (isListed[market]) revert NotAdmin();
        (isListed[market], priceOf[market], collateralFactorOf[market]) = (true, price, collateralFactor);
        markets.push(market);
        emit Listed(market, collateralFactor);
    }

    function setPrice(Market market, uint256 price) external onlyAdmin {
        priceOf[market] = price;
        emit PriceSet(market, price);
    }

    function mayBorrow(address account, Market market, uint256 amount) external view returns (bool) {
        (uint256 counts, uint256 owed) = liquidityOf(account, market, 0, amount);
        return isListed[market] && owed <= counts;
    }

    function mayRedeem(address account, Market market, uint256 shares) external view returns (bool) {
        (uint256 counts, uint256 owed) = liquidityOf(account, market, shares, 0);
        return owed == 0 || owed <= counts;
    }

    /// What counts of an account's shares and what it owes, in dollars, if it redeemed and borrowed that first.
    function liquidityOf(address account, Market market, uint256 redeemed, uint256 borrowed)
        public
        view
        returns (uint256 counts, uint256 owed)
    {
        for (uint256 i = 0; i < markets.length; i++) {
            Market each = markets[i];
            uint256 shares = each.balanceOf(account);
            uint256 debt = each.borrowBalance(account);
            if (each == market) {
                shares = shares < redeemed ? 0 : shares - redeemed;
                debt += borrowed;
            }
            uint256 amount = (shares * each.exchangeRate()) / WAD;
            counts += (((amount * priceOf[each]) / WAD) * collateralFactorOf[each]) / WAD;
            owed += (debt * priceOf[each] + WAD - 1) / WAD;
        }
    }
}
