// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Controller} from "./Controller.sol";
import {Erc20} from "./Erc20.sol";
import {Market} from "./Market.sol";

contract TokenMarket is Market {
    Erc20 public immutable token;

    constructor(Controller controller_, Erc20 token_) Market(controller_) {
        token = token_;
    }

    function mint(uint256 amount) external {
        _mint(amount);
        require(token.transferFrom(msg.sender, address(this), amount), "mint");
    }

    function repay(uint256 amount) external {
        _repay(amount);
        require(token.transferFrom(msg.sender, address(this), amount), "repay");
    }

    function _pay(address to, uint256 amount) internal override {
        require(token.transfer(to, amount), "paid");
    }
}
