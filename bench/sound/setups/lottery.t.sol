// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Lottery} from "../src/Lottery.sol";
import {Base} from "./Base.sol";

contract LotterySetup is Base {
    Lottery internal lottery;

    function setUp() public {
        vm.warp(1_700_000_000);
        lottery = new Lottery(operator, keccak256(abi.encode(uint256(keccak256("a secret of the operator")))));
        buy(ada, 3);
        buy(ben, 2);
    }

    function buy(address user, uint256 count) private {
        vm.deal(user, 10 ether);
        for (uint256 i = 0; i < count; i++) {
            vm.prank(user);
            lottery.buy{value: 1 ether}();
        }
    }
}
