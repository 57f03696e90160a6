// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {FlashLender} from "../src/FlashLender.sol";
import {Base} from "./Base.sol";

contract FlashLenderSetup is Base {
    Coin internal coin;
    FlashLender internal lender;

    function setUp() public {
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        lender = new FlashLender(coin);
        coin.transfer(ada, 60_000 ether);
        coin.transfer(ben, 20_000 ether);
        vm.stopPrank();
        enter(ada, 40_000 ether);
        enter(ben, 10_000 ether);
    }

    function enter(address user, uint256 amount) private as_(user) {
        coin.approve(address(lender), amount);
        lender.deposit(amount);
    }
}
