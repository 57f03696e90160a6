// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Escrow} from "../src/Escrow.sol";
import {Base} from "./Base.sol";

contract EscrowSetup is Base {
    Escrow internal escrow;

    function setUp() public {
        vm.warp(1_700_000_000);
        escrow = new Escrow(operator);
        vm.deal(ada, 50 ether);
        vm.startPrank(ada);
        escrow.open{value: 5 ether}(payable(ben));
        escrow.open{value: 7 ether}(payable(cleo));
        uint256 third = escrow.open{value: 2 ether}(payable(ben));
        escrow.release(third);
        vm.stopPrank();
    }
}
