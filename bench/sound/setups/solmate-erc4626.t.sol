// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Mate20, MateVault} from "../src/SolmateTokens.sol";
import {Base} from "./Base.sol";

contract SolmateErc4626 is Base {
    Mate20 internal mate;
    MateVault internal vault;

    function setUp() public {
        vm.startPrank(operator);
        mate = new Mate20(operator);
        vault = new MateVault(mate);
        mate.mint(ada, 10_000 ether);
        mate.mint(ben, 5_000 ether);
        vm.stopPrank();
        enter(ada, 8_000 ether);
        enter(ben, 3_000 ether);
    }

    function enter(address user, uint256 amount) private as_(user) {
        mate.approve(address(vault), amount);
        vault.deposit(amount, user);
    }
}
