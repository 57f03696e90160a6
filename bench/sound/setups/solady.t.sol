// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Sol20, Sol721, SolVault, SolWeth} from "../src/SoladyTokens.sol";
import {Base} from "./Base.sol";

contract SoladySetup is Base {
    Sol20 internal sol;
    Sol721 internal sols;
    SolVault internal vault;
    SolWeth internal weth;

    function setUp() public {
        vm.startPrank(operator);
        sol = new Sol20(operator);
        sols = new Sol721(operator);
        vault = new SolVault(address(sol));
        weth = new SolWeth();
        sol.mint(ada, 10_000 ether);
        sol.mint(ben, 5_000 ether);
        sols.mint(ada);
        sols.mint(ben);
        vm.stopPrank();
        enter(ada, 8_000 ether);
        enter(ben, 3_000 ether);
    }

    function enter(address user, uint256 amount) private {
        vm.deal(user, 20 ether);
        vm.startPrank(user);
        sol.approve(address(vault), amount);
        vault.deposit(amount, user);
        weth.deposit{value: 5 ether}();
        vm.stopPrank();
    }
}
