// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ElasticCoin} from "../src/RebasingEther.sol";
import {Base} from "./Base.sol";

/// Balances are stretched.
contract ElasticCoinSetup is Base {
    ElasticCoin internal coin;

    function setUp() public {
        vm.warp(1_700_000_000);
        coin = new ElasticCoin(operator, 1_000_000 ether);
        vm.startPrank(operator);
        coin.transfer(ada, 60_000 ether);
        coin.transfer(ben, 20_000 ether);
        vm.stopPrank();
        vm.warp(block.timestamp + 30 days);
    }
}
