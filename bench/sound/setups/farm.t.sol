// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {Farm} from "../src/Farm.sol";
import {Base} from "./Base.sol";

contract FarmSetup is Base {
    Coin internal coin;
    Farm internal farm;

    function setUp() public {
        coin = new Coin("COIN", 1_000_000 ether);
        farm = new Farm(coin);
        coin.transfer(ada, 60_000 ether);
        coin.transfer(ben, 20_000 ether);
        enter(ada, 40_000 ether);
        vm.roll(block.number + 10);
        enter(ben, 10_000 ether);
        vm.roll(block.number + 100);
    }

    function enter(address user, uint256 amount) private as_(user) {
        coin.approve(address(farm), amount);
        farm.deposit(amount);
    }
}
