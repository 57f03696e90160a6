// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {RebasingEther} from "../src/RebasingEther.sol";
import {Base} from "./Base.sol";

contract RebasingEtherSetup is Base {
    RebasingEther internal token;

    function setUp() public {
        token = new RebasingEther();
        enter(ada, 30 ether);
        enter(ben, 20 ether);
    }

    function enter(address user, uint256 amount) private {
        vm.deal(user, 2 * amount);
        vm.prank(user);
        token.submit{value: amount}();
    }
}
