// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {Subscriptions} from "../src/Subscriptions.sol";
import {Base} from "./Base.sol";

contract SubscriptionsSetup is Base {
    Coin internal coin;
    Subscriptions internal subscriptions;

    function setUp() public {
        vm.warp(1_700_000_000);
        coin = new Coin("COIN", 1_000_000 ether);
        subscriptions = new Subscriptions(coin);
        coin.transfer(ada, 60_000 ether);
        coin.transfer(ben, 20_000 ether);
        vm.startPrank(cleo);
        subscriptions.offer(50 ether, 30 days);
        subscriptions.offer(500 ether, 365 days);
        vm.stopPrank();
        enter(ada, 0);
        enter(ben, 1);
        // A month is over: the first is due.
        vm.warp(block.timestamp + 31 days);
    }

    function enter(address user, uint256 plan) private as_(user) {
        coin.approve(address(subscriptions), type(uint256).max);
        subscriptions.subscribe(plan);
    }
}
