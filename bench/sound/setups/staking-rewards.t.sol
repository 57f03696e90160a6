// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Coin} from "../src/Coin.sol";
import {StakingRewards} from "../src/StakingRewards.sol";
import {Base} from "./Base.sol";

contract StakingSetup is Base {
    Coin internal coin;
    Coin internal gem;
    StakingRewards internal staking;
    StakingRewards internal same;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        gem = new Coin("GEM", 100_000 ether);
        staking = new StakingRewards(coin, gem, operator);
        same = new StakingRewards(gem, coin, operator);
        coin.approve(address(same), type(uint256).max);
        gem.approve(address(staking), type(uint256).max);
        for (uint256 i = 0; i < 2; i++) {
            coin.transfer(i == 0 ? ada : ben, 50_000 ether);
            gem.transfer(i == 0 ? ada : ben, 5_000 ether);
        }
        vm.stopPrank();
        enter(ada, 30_000 ether, 1_000 ether);
        enter(ben, 10_000 ether, 4_000 ether);
        vm.startPrank(operator);
        staking.notifyRewardAmount(7_000 ether);
        same.notifyRewardAmount(70_000 ether);
        vm.stopPrank();
        vm.warp(block.timestamp + 1 days);
    }

    function enter(address user, uint256 coins, uint256 gems) private as_(user) {
        coin.approve(address(staking), coins);
        staking.stake(coins);
        gem.approve(address(same), gems);
        same.stake(gems);
    }
}
