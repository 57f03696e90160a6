// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {RateFeed} from "../src/RateFeed.sol";
import {StablePool} from "../src/StablePool.sol";
import {Vault} from "../src/Vault.sol";

interface Vm {
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// A pool of 500 coins and 470 staked ones, each worth 1.058 coins. Two have put them in, one has traded both ways.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal gerda = address(0x6E2DA);
    address internal hugo = address(0x4060);
    address internal ines = address(0x13E5);
    Erc20 internal coin;
    Erc20 internal staked;
    RateFeed internal feed;
    Vault internal vault;
    StablePool internal pool;

    function setUp() public virtual {
        coin = new Erc20("Wrapped coin", "WETH", 18, 5_000e18);
        staked = new Erc20("Staked coin", "osETH", 18, 5_000e18);
        feed = new RateFeed(1.058e18);
        vault = new Vault();
        pool = new StablePool(address(vault), coin, staked, feed);
        coin.approve(address(vault), 400e18);
        staked.approve(address(vault), 370e18);
        vault.open(pool, 400e18, 370e18);
        pool.transfer(gerda, pool.balanceOf(address(this)));

        // Hugo puts tokens in, ines trades.
        _approve(hugo, 200e18);
        Vault.Step[] memory steps = new Vault.Step[](2);
        steps[0] = Vault.Step(0, 2, 100e18);
        steps[1] = Vault.Step(1, 2, 106e18);
        _swap(hugo, steps);
        _approve(ines, 20e18);
        steps = new Vault.Step[](1);
        steps[0] = Vault.Step(0, 1, 5e18);
        _swap(ines, steps);
        steps[0] = Vault.Step(1, 0, 4e18);
        _swap(ines, steps);
        steps[0] = Vault.Step(2, 0, 10e18);
        _swap(hugo, steps);
    }

    function test_setUp() public view {
        require(vault.balances(0) > 480e18 && vault.balances(1) > 460e18, "pool");
    }

    function _approve(address account, uint256 amount) private {
        coin.transfer(account, amount);
        staked.transfer(account, amount);
        vm.startPrank(account);
        coin.approve(address(vault), amount);
        staked.approve(address(vault), amount);
        vm.stopPrank();
    }

    function _swap(address account, Vault.Step[] memory steps) private {
        int256 any = type(int256).max;
        vm.startPrank(account);
        vault.batchSwap(steps, [any, any, any]);
        vm.stopPrank();
    }
}
