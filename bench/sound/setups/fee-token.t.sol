// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {FeeToken, FeeVault} from "../src/FeeToken.sol";
import {Base} from "./Base.sol";

contract FeeTokenSetup is Base {
    FeeToken internal token;
    FeeVault internal vault;

    function setUp() public {
        vm.startPrank(operator);
        token = new FeeToken(cleo);
        vault = new FeeVault(token);
        token.transfer(ada, 60_000 ether);
        token.transfer(ben, 20_000 ether);
        vm.stopPrank();
        enter(ada, 40_000 ether);
        enter(ben, 10_000 ether);
    }

    function enter(address user, uint256 amount) private as_(user) {
        token.approve(address(vault), amount);
        vault.deposit(amount);
    }
}
