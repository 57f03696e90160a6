// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Flash20} from "../src/Flash20.sol";
import {Base} from "./Base.sol";

contract OzFlashMint is Base {
    Flash20 internal token;

    function setUp() public as_(operator) {
        token = new Flash20(operator);
        token.transfer(ada, 300_000 ether);
        token.transfer(ben, 200_000 ether);
    }
}
