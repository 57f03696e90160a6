// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {Exchange} from "../src/Exchange.sol";
import {Market} from "../src/Market.sol";
import {ShareFeed} from "../src/ShareFeed.sol";
import {StakedPool} from "../src/StakedPool.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// 0.9 dollars for a coin. Two have put coins and staked coins into the pool, one of whom has pledged shares and borrowed. Two lend
/// dollars; one trades coins for dollars, another has swapped in both ways.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal anja = address(0xA27A);
    address internal benno = address(0xBE220);
    address internal carla = address(0xCA41A);
    address internal dirk = address(0xD14C);
    address internal elke = address(0xE18E);
    address internal falk = address(0xFA18);
    Erc20 internal dollar;
    Erc20 internal staked;
    StakedPool internal pool;
    ShareFeed internal feed;
    Market internal market;
    Exchange internal exchange;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "MAI", 2_000 ether);
        staked = new Erc20("Staked coin", "stMATIC", 1_000 ether);
        pool = new StakedPool(staked);
        feed = new ShareFeed(pool, 0.9 ether);
        market = new Market(dollar, feed);
        exchange = new Exchange(dollar);

        _add(anja, 14 ether, 15 ether);
        _add(benno, 6 ether, 5 ether);
        _supply(carla, 90 ether);
        _supply(dirk, 40 ether);
        dollar.transfer(elke, 360 ether);
        vm.deal(elke, 400 ether);
        vm.startPrank(elke);
        dollar.approve(address(exchange), 360 ether);
        exchange.addLiquidity{value: 400 ether}(360 ether);
        vm.stopPrank();

        vm.startPrank(benno);
        pool.approve(address(market), 8 ether);
        market.pledge(8 ether);
        market.borrow(4 ether);
        dollar.approve(address(market), 1 ether);
        market.repay(1 ether);
        market.release(1 ether);
        pool.removeLiquidity(0.5 ether);
        vm.stopPrank();

        vm.deal(falk, 4 ether);
        vm.startPrank(falk);
        pool.swapCoins{value: 1 ether}(0.99 ether);
        exchange.buyTokens{value: 2 ether}(1.7 ether);
        staked.approve(address(pool), 0.9 ether);
        pool.swapTokens(0.9 ether, 0.89 ether);
        dollar.approve(address(exchange), 1 ether);
        exchange.sellTokens(1 ether, 1 ether);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(market.debtOf(benno) == 3 ether && dollar.balanceOf(address(market)) == 127 ether, "market");
        require(feed.price() > 0.899 ether && feed.price() < 0.905 ether, "price");
    }

    function test_honest() public {
        vm.startPrank(carla);
        market.withdraw(90 ether);
        vm.stopPrank();
        require(dollar.balanceOf(carla) == 90 ether, "back");
    }

    function _add(address account, uint256 coins, uint256 tokens) private {
        vm.deal(account, coins);
        staked.transfer(account, tokens);
        vm.startPrank(account);
        staked.approve(address(pool), tokens);
        pool.addLiquidity{value: coins}(tokens, 1 ether);
        vm.stopPrank();
    }

    function _supply(address account, uint256 amount) private {
        dollar.transfer(account, amount);
        vm.startPrank(account);
        dollar.approve(address(market), amount);
        market.supply(amount);
        vm.stopPrank();
    }
}
