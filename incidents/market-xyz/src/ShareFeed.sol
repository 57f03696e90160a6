// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {StakedPool} from "./StakedPool.sol";

/// What a share of the pool is worth in dollars: what it is worth in coins, times what a coin costs.
contract ShareFeed {
    uint256 private constant WAD = 1e18;

    StakedPool public immutable pool;
    address public immutable keeper;
    uint256 public coinPrice;

    error NotKeeper();

    constructor(StakedPool pool_, uint256 coinPrice_) {
        (pool, keeper, coinPrice) = (pool_, msg.sender, coinPrice_);
    }

    function report(uint256 coinPrice_) external {
        if (msg.sender != keeper) revert NotKeeper();
        coinPrice = coinPrice_;
    }

    function price() external view returns (uint256) {
        return (pool.virtualPrice() * coinPrice) / WAD; // flaw
    }
}
