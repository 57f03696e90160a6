// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Market} from "./Market.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// Which markets there are, what of a deposit may be borrowed against it, and who may do what without owing too much.
contract Comptroller {
    uint256 private constant WAD = 1e18;
    uint256 private constant FACTOR_MAX = 0.9e18;
    uint256 public constant LIQUIDATION_BONUS = 1.08e18;
    /// Of what an account owes, the most that is paid for it at once.
    uint256 public constant CLOSE_FACTOR = 0.5e18;

    address public immutable admin;
    PriceFeed public immutable feed;
    mapping(Market => bool) public isListed;
    /// By market: what may be borrowed against one dollar in it.
    mapping(Market => uint256) public factorOf;
    mapping(address => mapping(Market => bool)) public isEntered;
    mapping(address => Market[]) private entered;

    event Listed(Market indexed market, uint256 factor);
    event Entered(address indexed account, Market indexed market);
    event Exited(address indexed account, Market indexed market);

    error NotAdmin();
    error NotListed();
    error NotPriced();
    error TooMuch();
    error Shortfall();
    error NoShortfall();

    constructor(PriceFeed feed_) {
        (admin, feed) = (msg.sender, feed_);
    }

    function list(Market market, uint256 factor) external {
        if (msg.sender != admin) revert NotAdmin();
        if (factor > FACTOR_MAX) revert TooMuch();
        isListed[market] = true;
        factorOf[market] = factor;
        emit Listed(market, factor);
    }

    /// What the caller has in the market counts for what it may borrow.
    function enterMarket(Market market) external {
        _enter(msg.sender, market);
    }

    /// It does not any more.
    function exitMarket(Market market) external {
        if (market.debtOf(msg.sender) > 0) revert TooMuch();
        redeemAllowed(market, msg.sender, market.balanceOf(msg.sender));
        if (!isEntered[msg.sender][market]) return;
        isEntered[msg.sender][market] = false;
        Market[] storage markets = entered[msg.sender];
        for (uint256 i = 0; i < markets.length; i++) {
            if (markets[i] != market) continue;
            markets[i] = markets[markets.length - 1];
            markets.pop();
            break;
        }
        emit Exited(msg.sender, market);
    }

    function marketsOf(address account) external view returns (Market[] memory) {
        return entered[account];
    }

    // ---- asked by markets ----------------------------------------------------------------------------------------

    function mintAllowed(Market market) external view {
        if (!isListed[market]) revert NotListed();
    }

    function redeemAllowed(Market market, address account, uint256 shares) public view {
        if (!isListed[market]) revert NotListed();
        if (!isEntered[account][market]) return;
        (, uint256 shortfall) = liquidityAfter(account, market, shares, 0);
        if (shortfall > 0) revert Shortfall();
    }

    function borrowAllowed(address account, uint256 amount) external {
        Market market = Market(msg.sender);
        _enter(account, market);
        (, uint256 shortfall) = liquidityAfter(account, market, 0, amount);
        if (shortfall > 0) revert Shortfall();
    }

    function liquidateAllowed(Market market, Market pledge, address account, uint256 amount) external view {
        if (!isListed[market] || !isListed[pledge]) revert NotListed();
        (, uint256 shortfall) = liquidityOf(account);
        if (shortfall == 0) revert NoShortfall();
        if (amount > (market.debtOf(account) * CLOSE_FACTOR) / WAD) revert TooMuch();
    }

    /// Shares of `pledge` for who pays so much of what is owed in `market`.
    function seizedFor(Market market, Market pledge, uint256 amount) external view returns (uint256) {
        uint256 value = (amount * feed.priceOf(market.underlying()) * LIQUIDATION_BONUS) / WAD;
        return (value * WAD) / (feed.priceOf(pledge.underlying()) * pledge.exchangeRate());
    }

    // ---- what accounts may owe -----------------------------------------------------------------------------------

    /// In dollars: what the account may still borrow, or what it owes too much.
    function liquidityOf(address account) public view returns (uint256 liquidity, uint256 shortfall) {
        return liquidityAfter(account, Market(address(0)), 0, 0);
    }

    /// The same if it redeemed so many shares of a market, or borrowed so much there.
    function liquidityAfter(
        address account,
        Market changed,
        uint256 redeemed,
        uint256 borrowed
    ) public view returns (uint256 liquidity, uint256 shortfall) {
        uint256 limit;
        uint256 owed;
        for (uint256 i = 0; i < entered[account].length; i++) {
            Market market = entered[account][i];
            (uint256 share, uint256 price) = _worth(market);
            limit += (market.balanceOf(account) * share) / WAD;
            owed += (market.debtOf(account) * price) / WAD;
            if (market == changed) owed += (redeemed * share + borrowed * price) / WAD;
        }
        if (limit > owed) liquidity = limit - owed;
        else shortfall = owed - limit;
    }

    /// What may be borrowed against one share of the market, and what one unit of what it lends costs.
    function _worth(Market market) private view returns (uint256 share, uint256 price) {
        price = feed.priceOf(market.underlying());
        if (price == 0) revert NotPriced();
        share = (((factorOf[market] * market.exchangeRate()) / WAD) * price) / WAD;
    }

    function _enter(address account, Market market) private {
        if (!isListed[market]) revert NotListed();
        if (isEntered[account][market]) return;
        isEntered[account][market] = true;
        entered[account].push(market);
        emit Entered(account, market);
    }
}
