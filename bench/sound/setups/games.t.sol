// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Club, Throne} from "../src/Games.sol";
import {Base} from "./Base.sol";

contract GamesSetup is Base {
    Throne internal throne;
    Club internal club;

    function setUp() public {
        vm.startPrank(operator);
        throne = new Throne();
        club = new Club();
        vm.stopPrank();
        vm.deal(ada, 20 ether);
        vm.prank(ada);
        throne.claim{value: 2 ether}();
        vm.startPrank(ben);
        club.join();
        club.post("hello");
        vm.stopPrank();
    }
}
