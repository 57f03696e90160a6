// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {Feed} from "./Feed.sol";

/// Who has put in what and owes what, and whether that is enough. A debt in a token is secured by a deposit of the same token nearly
/// one to one, as their prices move together; what is left is secured by other deposits, with a margin for each token.
abstract contract Health {
    struct Market {
        bool isListed;
        /// What a deposit counts as security for other debts, by WAD.
        uint256 collateralFactor;
        /// A debt counts for so much more, by WAD.
        uint256 borrowFactor;
        /// Deposits that belong to the protocol.
        uint256 reserves;
        uint256 totalDeposits;
        uint256 totalDebts;
    }

    uint256 internal constant WAD = 1e18;
    uint256 public constant SELF_COLLATERAL_FACTOR = 0.95e18;

    Feed public immutable feed;
    Erc20[] public tokens;
    mapping(Erc20 => Market) public markets;
    mapping(Erc20 => mapping(address => uint256)) public depositOf;
    mapping(Erc20 => mapping(address => uint256)) public debtOf;

    error NotHealthy();

    constructor(Feed feed_) {
        feed = feed_;
    }

    /// What deposits of an account secure, and what it owes, in ether.
    function liquidityOf(address account) public view returns (uint256 collateral, uint256 liability) {
        for (uint256 i = 0; i < tokens.length; i++) {
            Erc20 token = tokens[i];
            uint256 deposited = depositOf[token][account];
            uint256 owed = debtOf[token][account];
            if (deposited == 0 && owed == 0) continue;
            uint256 price = feed.priceOf(token);
            uint256 own = deposited;
            uint256 secured = (own * SELF_COLLATERAL_FACTOR) / WAD;
            if (secured > owed) {
                own = (owed * WAD) / SELF_COLLATERAL_FACTOR;
                secured = owed;
            }
            Market storage market = markets[token];
            uint256 others = (((deposited - own) * market.collateralFactor) / WAD) + secured;
            uint256 debts = (((owed - secured) * WAD) / market.borrowFactor) + secured;
            collateral += (others * price) / WAD;
            liability += (debts * price) / WAD;
        }
    }

    /// Below WAD: somebody else may take the account's debts over, and its deposits with them.
    function healthOf(address account) public view returns (uint256) {
        (uint256 collateral, uint256 liability) = liquidityOf(account);
        return liability == 0 ? type(uint256).max : (collateral * WAD) / liability;
    }

    function _requireHealthy(address account) internal view {
        if (healthOf(account) < WAD) revert NotHealthy();
    }
}
