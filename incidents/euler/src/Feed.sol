// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// What whole tokens cost in ether, as told by an owner.
contract Feed {
    address public immutable owner;
    mapping(Erc20 => uint256) public priceOf;

    error NotOwner();
    error NoPrice();

    constructor() {
        owner = msg.sender;
    }

    function setPrice(Erc20 token, uint256 price) external {
        if (msg.sender != owner) revert NotOwner();
        if (price == 0) revert NoPrice();
        priceOf[token] = price;
    }
}
