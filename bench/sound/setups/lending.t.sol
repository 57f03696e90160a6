// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {FixedFeed, Lending} from "../src/Lending.sol";
import {Base} from "./Base.sol";

contract LendingSetup is Base {
    Coin internal coin;
    FixedFeed internal feed;
    Lending internal lending;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        // A coin is worth a thousandth of an ether.
        feed = new FixedFeed(0.001 ether);
        lending = new Lending(coin, feed);
        coin.transfer(ada, 60_000 ether);
        coin.transfer(ben, 20_000 ether);
        vm.stopPrank();
        supply(ada, 40_000 ether);
        supply(ben, 10_000 ether);
        vm.deal(cleo, 50 ether);
        vm.startPrank(cleo);
        lending.addCollateral{value: 20 ether}();
        lending.borrow(8_000 ether);
        vm.stopPrank();
    }

    function supply(address user, uint256 amount) private as_(user) {
        coin.approve(address(lending), amount);
        lending.supply(amount);
    }
}
