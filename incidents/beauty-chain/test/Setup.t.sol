// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BeautyToken} from "../src/BeautyToken.sol";
import {EtherDesk} from "../src/EtherDesk.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// The project has sold a part of the tokens, users hold and trade them at a desk.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal project = address(0xBEA017);
    address internal mei = address(0x3E1);
    address internal otto = address(0x0770);
    address internal pia = address(0x91A);
    BeautyToken internal token;
    EtherDesk internal desk;

    function setUp() public virtual {
        token = new BeautyToken(project);
        desk = new EtherDesk(token, project);

        vm.deal(project, 3_000 ether);
        vm.startPrank(project);
        token.approve(address(desk), type(uint256).max);
        desk.addLiquidity{value: 2_000 ether}(4_000_000 ether);
        token.transfer(mei, 120_000_000 ether);
        address[] memory buyers = new address[](2);
        (buyers[0], buyers[1]) = (otto, pia);
        token.batchTransfer(buyers, 35_000_000 ether);
        vm.stopPrank();

        vm.deal(otto, 50 ether);
        vm.startPrank(otto);
        desk.buy{value: 20 ether}(30_000 ether);
        vm.stopPrank();
        vm.startPrank(pia);
        token.approve(address(desk), 100_000 ether);
        desk.sell(100_000 ether, 30 ether);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(token.balanceOf(otto) > 35_000_000 ether && token.balanceOf(mei) == 120_000_000 ether, "holders");
        require(pia.balance > 30 ether && address(desk).balance == desk.etherReserve(), "desk");
    }
}
