// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PersonalWallet, WalletFactory} from "../src/WalletFactory.sol";
import {Base} from "./Base.sol";

contract WalletFactorySetup is Base {
    WalletFactory internal factory;
    PersonalWallet internal adas;
    PersonalWallet internal bens;

    function setUp() public {
        factory = new WalletFactory();
        vm.deal(ada, 20 ether);
        vm.deal(ben, 20 ether);
        vm.prank(ada);
        adas = PersonalWallet(factory.create{value: 8 ether}());
        vm.prank(ben);
        bens = PersonalWallet(factory.create{value: 3 ether}());
    }
}
