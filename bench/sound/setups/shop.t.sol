// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {Shop} from "../src/Shop.sol";
import {Base} from "./Base.sol";

contract ShopSetup is Base {
    Coin internal coin;
    Shop internal shop;

    function setUp() public {
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        shop = new Shop(operator, coin);
        coin.transfer(address(shop), 300_000 ether);
        vm.stopPrank();
        buy(ada, 40);
        buy(ben, 10);
        vm.prank(ben);
        shop.rebate();
    }

    function buy(address user, uint256 count) private {
        vm.deal(user, 20 ether);
        vm.prank(user);
        shop.buy{value: count * 0.2 ether}(count);
    }
}
