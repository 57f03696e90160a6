// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Controller} from "./Controller.sol";
import {Market} from "./Market.sol";

contract EtherMarket is Market {
    error NotPaid();

    constructor(Controller controller_) Market(controller_) {}

    function mint() external payable {
        _mint(msg.value);
    }

    function repay() external payable {
        _repay(msg.value);
    }

    function _pay(address to, uint256 amount) internal override {
        (bool ok, ) = to.call{value: amount}(""); // flaw
        if (!ok) revert NotPaid();
    }
}
