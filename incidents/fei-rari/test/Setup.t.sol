// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Controller} from "../src/Controller.sol";
import {Erc20} from "../src/Erc20.sol";
import {EtherMarket} from "../src/EtherMarket.sol";
import {TokenMarket} from "../src/TokenMarket.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function warp(uint256 timestamp) external;
}

/// A lender in each of the markets of ether, dollars and governance tokens, and one who has pledged dollars, borrowed ether and paid a
/// part back.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal ruth = address(0x4074);
    address internal saul = address(0x5A01);
    address internal tess = address(0x7E55);
    address internal udo = address(0x0D0);
    Erc20 internal dollar;
    Erc20 internal tribe;
    Controller internal controller;
    EtherMarket internal ethers;
    TokenMarket internal dollars;
    TokenMarket internal tribes;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "USD", 600_000_000 ether);
        tribe = new Erc20("Tribe", "TRIBE", 900_000_000 ether);
        controller = new Controller();
        ethers = new EtherMarket(controller);
        dollars = new TokenMarket(controller, dollar);
        tribes = new TokenMarket(controller, tribe);
        controller.list(ethers, 2_800 ether, 0.75e18);
        controller.list(dollars, 1 ether, 0.8e18);
        controller.list(tribes, 0.2 ether, 0.5e18);

        vm.deal(ruth, 6_100 ether);
        vm.startPrank(ruth);
        ethers.mint{value: 6_100 ether}();
        vm.stopPrank();
        _supply(saul, dollars, 20_000_000 ether);
        _supply(tess, tribes, 40_000_000 ether);
        _supply(udo, dollars, 500_000 ether);
        vm.deal(udo, 1 ether);
        vm.startPrank(udo);
        ethers.borrow(100 ether);
        vm.warp(block.timestamp + 10 days);
        ethers.repay{value: 60 ether}();
        dollars.redeem(100_000 ether);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(ethers.cash() == 6_060 ether && ethers.exchangeRate() > 1 ether, "ethers");
        require(dollar.balanceOf(address(dollars)) == 20_400_000 ether, "dollars");
    }

    function test_honest() public {
        vm.startPrank(saul);
        dollars.redeem(20_000_000 ether);
        vm.stopPrank();
        require(dollar.balanceOf(saul) == 20_000_000 ether, "back");
    }

    function _supply(address account, TokenMarket market, uint256 amount) private {
        Erc20 token = market.token();
        token.transfer(account, amount);
        vm.startPrank(account);
        token.approve(address(market), amount);
        market.mint(amount);
        vm.stopPrank();
    }
}
