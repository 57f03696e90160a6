// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Coin} from "../src/Coin.sol";
import {Compounder, YieldSource} from "../src/Compounder.sol";
import {Base} from "./Base.sol";

contract CompounderSetup is Base {
    Coin internal coin;
    YieldSource internal source;
    Compounder internal vault;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        source = new YieldSource(coin);
        vault = new Compounder(coin, source);
        source.setVault(address(vault));
        coin.transfer(address(source), 90_000 ether);
        coin.transfer(ada, 20_000 ether);
        coin.transfer(ben, 5_000 ether);
        vm.stopPrank();
        enter(ada, 8_000 ether);
        enter(ben, 3_000 ether);
        // There is something to harvest.
        vm.warp(block.timestamp + 2 days);
    }

    function enter(address user, uint256 amount) private as_(user) {
        coin.approve(address(vault), amount);
        vault.deposit(amount, user);
    }
}
