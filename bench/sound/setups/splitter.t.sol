// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {SlowBank, Splitter} from "../src/Splitter.sol";
import {Base} from "./Base.sol";

contract SplitterSetup is Base {
    Splitter internal splitter;
    SlowBank internal bank;

    function setUp() public {
        vm.warp(1_700_000_000);
        address[] memory partners = new address[](2);
        uint256[] memory parts = new uint256[](2);
        (partners[0], partners[1], parts[0], parts[1]) = (ada, ben, 3, 1);
        splitter = new Splitter(partners, parts);
        bank = new SlowBank();
        vm.deal(address(splitter), 40 ether);
        vm.prank(ada);
        splitter.release(payable(ada));
        enter(ada, 9 ether);
        enter(ben, 7 ether);
        vm.deal(address(splitter), 33 ether);
    }

    function enter(address user, uint256 amount) private {
        vm.deal(user, 2 * amount);
        vm.prank(user);
        bank.deposit{value: amount}();
    }
}
