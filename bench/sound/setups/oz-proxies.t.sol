// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";
import {Bank} from "../src/Bank.sol";
import {Base} from "./Base.sol";

contract OzProxies is Base {
    Bank internal uups;
    Bank internal transparent;

    function setUp() public {
        vm.startPrank(operator);
        bytes memory init = abi.encodeCall(Bank.initialize, (operator));
        uups = Bank(address(new ERC1967Proxy(address(new Bank()), init)));
        transparent = Bank(address(new TransparentUpgradeableProxy(address(new Bank()), cleo, init)));
        vm.stopPrank();
        enter(ada, 30 ether);
        enter(ben, 20 ether);
    }

    function enter(address user, uint256 amount) private {
        vm.deal(user, 2 * amount);
        vm.startPrank(user);
        uups.deposit{value: amount}();
        transparent.deposit{value: amount}();
        vm.stopPrank();
    }
}
