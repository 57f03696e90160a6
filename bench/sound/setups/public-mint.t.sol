// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Badges, PlayMoney} from "../src/PublicMint.sol";
import {Base} from "./Base.sol";

contract PublicMintSetup is Base {
    PlayMoney internal play;
    Badges internal badges;

    function setUp() public {
        play = new PlayMoney();
        badges = new Badges(payable(operator));
        play.mint(ada, 500 ether);
        play.mint(ben, 300 ether);
        vm.deal(ada, 10 ether);
        vm.prank(ada);
        badges.buy{value: 0.15 ether}(3);
        vm.prank(ben);
        badges.claim();
    }
}
