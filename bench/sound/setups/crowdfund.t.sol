// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Crowdfund} from "../src/Crowdfund.sol";
import {Base} from "./Base.sol";

contract CrowdfundSetup is Base {
    Crowdfund internal likely;
    Crowdfund internal unlikely;

    function setUp() public {
        vm.warp(1_700_000_000);
        likely = new Crowdfund(payable(operator), 30 ether);
        unlikely = new Crowdfund(payable(operator), 3_000 ether);
        pledge(ada, 20 ether);
        pledge(ben, 15 ether);
    }

    function pledge(address user, uint256 amount) private {
        vm.deal(user, 2 * amount);
        vm.startPrank(user);
        likely.pledge{value: amount}();
        unlikely.pledge{value: amount}();
        vm.stopPrank();
    }
}
