// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Prints721} from "../src/Prints721.sol";
import {Base} from "./Base.sol";

contract OzErc721 is Base {
    Prints721 internal prints;

    function setUp() public as_(operator) {
        prints = new Prints721(operator);
        for (uint256 i = 0; i < 3; i++) {
            prints.mint(ada);
            prints.mint(ben);
        }
        vm.stopPrank();
        vm.prank(ada);
        prints.setApprovalForAll(cleo, true);
    }
}
