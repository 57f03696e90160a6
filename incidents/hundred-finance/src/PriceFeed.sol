// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// What tokens cost, as a keeper reports it: dollars with 36 decimals, less those of the token, for its smallest unit. What an amount is
/// worth has 18 decimals then, whichever token it is.
contract PriceFeed {
    address public immutable keeper;
    mapping(Erc20 => uint256) public priceOf;

    event Reported(Erc20 indexed token, uint256 price);

    error NotKeeper();

    constructor() {
        keeper = msg.sender;
    }

    function report(Erc20 token, uint256 dollars) external {
        if (msg.sender != keeper) revert NotKeeper();
        priceOf[token] = dollars * 10 ** (36 - token.decimals());
        emit Reported(token, priceOf[token]);
    }
}
