// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {EtherFaucet} from "../src/EtherFaucet.sol";
import {Faucet} from "../src/Faucet.sol";
import {Base} from "./Base.sol";

contract FaucetSetup is Base {
    Coin internal coin;
    Faucet internal faucet;
    EtherFaucet internal etherFaucet;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        faucet = new Faucet(coin);
        etherFaucet = new EtherFaucet();
        coin.transfer(address(faucet), 100_000 ether);
        coin.transfer(ada, 5_000 ether);
        vm.stopPrank();
        vm.deal(address(etherFaucet), 50 ether);
        vm.prank(ada);
        faucet.drip();
        vm.prank(ben);
        etherFaucet.give(payable(ben), 0.1 ether);
    }
}
