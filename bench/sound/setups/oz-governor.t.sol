// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Coin} from "../src/Coin.sol";
import {Dao} from "../src/Dao.sol";
import {Votes20} from "../src/Votes20.sol";
import {Base} from "./Base.sol";

contract OzGovernor is Base {
    Votes20 internal votes;
    Coin internal coin;
    TimelockController internal timelock;
    Dao internal dao;

    function setUp() public {
        vm.startPrank(operator);
        votes = new Votes20();
        coin = new Coin("COIN", 1_000_000 ether);
        address[] memory executors = new address[](1);
        timelock = new TimelockController(2 days, new address[](0), executors, operator);
        dao = new Dao(votes, timelock);
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(dao));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(dao));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), operator);
        votes.transfer(ada, 300_000 ether);
        votes.transfer(ben, 200_000 ether);
        coin.transfer(address(timelock), 50_000 ether);
        vm.stopPrank();
        vm.deal(address(timelock), 90 ether);
        vm.prank(ada);
        votes.delegate(ada);
        vm.prank(ben);
        votes.delegate(ben);
    }
}
