// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {Streams} from "../src/Streams.sol";
import {Base} from "./Base.sol";

contract StreamsSetup is Base {
    Coin internal coin;
    Streams internal streams;

    function setUp() public {
        vm.warp(1_700_000_000);
        coin = new Coin("COIN", 1_000_000 ether);
        streams = new Streams(coin);
        coin.transfer(ada, 60_000 ether);
        vm.startPrank(ada);
        coin.approve(address(streams), type(uint256).max);
        streams.open(ben, 0.001 ether, 365 days);
        streams.open(cleo, 0.002 ether, 30 days);
        vm.stopPrank();
        vm.warp(block.timestamp + 5 days);
    }
}
