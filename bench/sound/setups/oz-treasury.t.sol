// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Coin} from "../src/Coin.sol";
import {OwnedTreasury, RoleTreasury} from "../src/Treasury.sol";
import {Base} from "./Base.sol";

contract OzTreasury is Base {
    Coin internal coin;
    RoleTreasury internal roles;
    OwnedTreasury internal owned;

    function setUp() public {
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        roles = new RoleTreasury(operator, ada);
        owned = new OwnedTreasury(operator);
        // Ben is to take over, and has not yet.
        owned.transferOwnership(ben);
        coin.transfer(address(roles), 30_000 ether);
        coin.transfer(address(owned), 20_000 ether);
        vm.stopPrank();
        vm.deal(address(roles), 40 ether);
        vm.deal(address(owned), 20 ether);
    }
}
