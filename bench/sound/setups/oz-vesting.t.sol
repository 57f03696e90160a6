// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {Coin} from "../src/Coin.sol";
import {Base} from "./Base.sol";

contract OzVesting is Base {
    Coin internal coin;
    VestingWallet internal adasWallet;
    VestingWallet internal bensWallet;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        adasWallet = new VestingWallet(ada, uint64(block.timestamp - 30 days), 365 days);
        bensWallet = new VestingWallet(ben, uint64(block.timestamp), 730 days);
        coin.transfer(address(adasWallet), 20_000 ether);
        coin.transfer(address(bensWallet), 40_000 ether);
        vm.stopPrank();
        vm.deal(address(adasWallet), 12 ether);
        vm.deal(address(bensWallet), 7 ether);
    }
}
