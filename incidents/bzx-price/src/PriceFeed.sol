// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What a token costs on all markets together, as a keeper reports it.
contract PriceFeed {
    address public immutable keeper;
    /// Ether for one token, with 18 decimals.
    uint256 public price;

    event Reported(uint256 price);

    error NotKeeper();

    constructor(uint256 price_) {
        (keeper, price) = (msg.sender, price_);
    }

    function report(uint256 price_) external {
        if (msg.sender != keeper) revert NotKeeper();
        price = price_;
        emit Reported(price_);
    }
}
