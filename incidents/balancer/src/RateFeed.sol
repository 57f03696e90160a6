// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What a staked coin is worth in coins, as a keeper reports it.
contract RateFeed {
    address public immutable keeper;
    uint256 public rate;

    error NotKeeper();

    constructor(uint256 rate_) {
        (keeper, rate) = (msg.sender, rate_);
    }

    function report(uint256 rate_) external {
        if (msg.sender != keeper) revert NotKeeper();
        rate = rate_;
    }
}
