// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plain20} from "../src/Plain20.sol";
import {Votes20} from "../src/Votes20.sol";
import {Base} from "./Base.sol";

contract OzErc20 is Base {
    Plain20 internal plain;
    Votes20 internal votes;

    function setUp() public as_(operator) {
        plain = new Plain20(operator);
        plain.mint(ada, 600 ether);
        plain.mint(ben, 400 ether);
        votes = new Votes20();
        votes.transfer(ada, 300_000 ether);
        votes.transfer(ben, 200_000 ether);
        vm.stopPrank();
        vm.prank(ada);
        plain.approve(ben, 100 ether);
        vm.prank(ben);
        votes.delegate(ada);
    }
}
