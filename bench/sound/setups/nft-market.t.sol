// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {NftMarket} from "../src/NftMarket.sol";
import {Prints721} from "../src/Prints721.sol";
import {Base} from "./Base.sol";

contract NftMarketSetup is Base {
    Prints721 internal prints;
    NftMarket internal market;

    function setUp() public {
        vm.startPrank(operator);
        prints = new Prints721(operator);
        market = new NftMarket(prints, operator);
        for (uint256 i = 0; i < 3; i++) {
            prints.mint(ada);
            prints.mint(ben);
        }
        vm.stopPrank();
        vm.startPrank(ada);
        prints.setApprovalForAll(address(market), true);
        market.offer(1, 2 ether);
        market.offer(3, 5 ether);
        vm.stopPrank();
        vm.deal(cleo, 20 ether);
        vm.startPrank(cleo);
        market.buy{value: 2 ether}(1);
        market.bid{value: 4 ether}(2);
        vm.stopPrank();
    }
}
