// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Coin} from "../src/Coin.sol";
import {Vault4626} from "../src/Vault4626.sol";
import {Base} from "./Base.sol";

contract OzErc4626 is Base {
    Coin internal coin;
    Vault4626 internal vault;

    function setUp() public {
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        vault = new Vault4626(coin);
        coin.transfer(ada, 10_000 ether);
        coin.transfer(ben, 5_000 ether);
        vm.stopPrank();
        enter(ada, 8_000 ether);
        enter(ben, 3_000 ether);
        // Yield: a share is worth more than one.
        vm.prank(operator);
        coin.transfer(address(vault), 700 ether);
    }

    function enter(address user, uint256 amount) private as_(user) {
        coin.approve(address(vault), amount);
        vault.deposit(amount, user);
    }
}
