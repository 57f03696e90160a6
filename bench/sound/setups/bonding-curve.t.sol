// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BondingCurve} from "../src/BondingCurve.sol";
import {Base} from "./Base.sol";

contract BondingCurveSetup is Base {
    BondingCurve internal curve;

    function setUp() public {
        curve = new BondingCurve();
        buy(ada, 1_000 ether);
        buy(ben, 500 ether);
    }

    function buy(address user, uint256 amount) private {
        vm.deal(user, 100 ether);
        vm.prank(user);
        curve.buy{value: 50 ether}(amount, user);
    }
}
