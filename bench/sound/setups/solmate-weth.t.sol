// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {WETH} from "solmate/src/tokens/WETH.sol";
import {Base} from "./Base.sol";

contract SolmateWeth is Base {
    WETH internal weth;

    function setUp() public {
        weth = new WETH();
        enter(ada, 30 ether);
        enter(ben, 20 ether);
    }

    function enter(address user, uint256 amount) private {
        vm.deal(user, 2 * amount);
        vm.prank(user);
        weth.deposit{value: amount}();
    }
}
