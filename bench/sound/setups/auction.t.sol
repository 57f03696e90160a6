// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Auction} from "../src/Auction.sol";
import {Prints721} from "../src/Prints721.sol";
import {Base} from "./Base.sol";

contract AuctionSetup is Base {
    Prints721 internal prints;
    Auction internal auction;

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.startPrank(operator);
        prints = new Prints721(operator);
        uint256 id = prints.mint(operator);
        prints.mint(cleo);
        auction = new Auction(prints, id, payable(operator), 3 days);
        prints.transferFrom(operator, address(auction), id);
        vm.stopPrank();
        bid(ada, 1 ether);
        bid(ben, 2 ether);
        bid(ada, 3 ether);
    }

    function bid(address user, uint256 amount) private {
        vm.deal(user, 10 ether);
        vm.prank(user);
        auction.bid{value: amount}();
    }
}
