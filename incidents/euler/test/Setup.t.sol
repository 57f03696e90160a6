// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {Euler} from "../src/Euler.sol";
import {Feed} from "../src/Feed.sol";

interface Vm {
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// A dollar costs 0.0006 ether, a staked coin 1.1. Three lend dollars and coins; one owes dollars against coins, another owes much of
/// the dollars that it has put in. One had borrowed too much when the coin cost more, and somebody took a part of its debt over.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal anna = address(0xA224A);
    address internal bela = address(0xBE1A);
    address internal cora = address(0xC04A);
    address internal dora = address(0xD04A);
    address internal emil = address(0xE311);
    address internal fred = address(0xF4ED);
    address internal gabi = address(0x6AB1);
    Erc20 internal dollar;
    Erc20 internal coin;
    Feed internal feed;
    Euler internal euler;

    function setUp() public virtual {
        dollar = new Erc20("Dai", "DAI", 100_000_000 ether);
        coin = new Erc20("Staked ether", "wstETH", 90_000 ether);
        feed = new Feed();
        feed.setPrice(dollar, 0.0006 ether);
        feed.setPrice(coin, 1.1 ether);
        euler = new Euler(feed);
        euler.list(dollar, 0.9e18, 0.9e18);
        euler.list(coin, 0.8e18, 0.8e18);

        _deposit(anna, dollar, 30_000_000 ether);
        _deposit(bela, dollar, 12_000_000 ether);
        _deposit(bela, coin, 3_000 ether);
        _deposit(cora, coin, 9_000 ether);
        vm.startPrank(anna);
        euler.withdraw(dollar, 1_000_000 ether);
        vm.stopPrank();

        // Owes dollars against coins.
        _deposit(dora, coin, 5_000 ether);
        vm.startPrank(dora);
        euler.borrow(dollar, 3_000_000 ether);
        dollar.approve(address(euler), 500_000 ether);
        euler.repay(dollar, 500_000 ether);
        vm.stopPrank();

        // Owes much of what it has put in.
        _deposit(emil, dollar, 200_000 ether);
        vm.startPrank(emil);
        euler.mint(dollar, 1_500_000 ether);
        euler.burn(dollar, 300_000 ether);
        euler.donateToReserves(dollar, 1_000 ether);
        vm.stopPrank();

        // Has borrowed too much.
        _deposit(fred, coin, 1_000 ether);
        vm.startPrank(fred);
        euler.borrow(dollar, 1_300_000 ether);
        vm.stopPrank();
        feed.setPrice(coin, 1.05 ether);
        _deposit(gabi, dollar, 700_000 ether);
        vm.startPrank(gabi);
        euler.liquidate(fred, dollar, coin, 600_000 ether, 300 ether);
        vm.stopPrank();
        feed.setPrice(coin, 1.1 ether);
    }

    function test_setUp() public view {
        require(dollar.balanceOf(address(euler)) == 38_100_000 ether, "dollars");
        require(euler.healthOf(dora) > 1e18 && euler.healthOf(emil) > 1e18, "health");
        require(euler.healthOf(fred) > 1e18 && euler.healthOf(gabi) > 1e18, "health");
        require(euler.debtOf(dollar, gabi) == 600_000 ether, "debt");
    }

    function test_honest() public {
        vm.startPrank(anna);
        euler.withdraw(dollar, 29_000_000 ether);
        vm.stopPrank();
        require(dollar.balanceOf(anna) == 30_000_000 ether, "back");
    }

    function _deposit(address account, Erc20 token, uint256 amount) private {
        token.transfer(account, amount);
        vm.startPrank(account);
        token.approve(address(euler), amount);
        euler.deposit(token, amount);
        vm.stopPrank();
    }
}
