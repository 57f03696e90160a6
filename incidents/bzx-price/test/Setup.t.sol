// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {Exchange} from "../src/Exchange.sol";
import {MarginTrading} from "../src/MarginTrading.sol";
import {PriceFeed} from "../src/PriceFeed.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// 36 ether for one bitcoin. One provides liquidity, two lend ether to traders; one trader has a position, another has closed one.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal vera = address(0x7E4A);
    address internal wim = address(0x3143);
    address internal xaver = address(0xAA7E4);
    address internal yva = address(0x17A);
    address internal zeno = address(0x2E40);
    Erc20 internal bitcoin;
    Exchange internal exchange;
    PriceFeed internal feed;
    MarginTrading internal trading;

    function setUp() public virtual {
        bitcoin = new Erc20("Wrapped bitcoin", "WBTC", 1_000 ether);
        exchange = new Exchange(bitcoin);
        feed = new PriceFeed(36 ether);
        trading = new MarginTrading(exchange, feed);

        bitcoin.transfer(vera, 12 ether);
        vm.deal(vera, 360 ether);
        vm.startPrank(vera);
        bitcoin.approve(address(exchange), 12 ether);
        exchange.addLiquidity{value: 360 ether}(10 ether);
        vm.stopPrank();

        _lend(wim, 4_500 ether);
        _lend(yva, 900 ether);
        vm.deal(xaver, 10 ether);
        vm.prank(xaver);
        trading.openShort{value: 1 ether}(0.13 ether);
        vm.deal(zeno, 10 ether);
        vm.startPrank(zeno);
        trading.openShort{value: 0.5 ether}(0);
        trading.close(0);
        vm.stopPrank();
        bitcoin.transfer(zeno, 0.2 ether);
        vm.startPrank(zeno);
        bitcoin.approve(address(exchange), 0.2 ether);
        exchange.sellTokens(0.2 ether, 7 ether);
        exchange.buyTokens{value: 2 ether}(0.05 ether);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(trading.isHealthy(xaver) && trading.totalLent() == 4 ether, "positions");
        require(address(trading).balance >= 5_395 ether && bitcoin.balanceOf(zeno) > 0.05 ether, "ether");
    }

    function test_honest() public {
        vm.prank(wim);
        trading.withdraw(4_500 ether);
        require(wim.balance >= 4_499 ether, "back");
    }

    function _lend(address lender, uint256 amount) private {
        vm.deal(lender, amount);
        vm.prank(lender);
        trading.deposit{value: amount}();
    }
}
