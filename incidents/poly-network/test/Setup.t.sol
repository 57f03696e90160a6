// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CrossChainData} from "../src/CrossChainData.sol";
import {CrossChainManager} from "../src/CrossChainManager.sol";
import {Erc20} from "../src/Erc20.sol";
import {LockProxy} from "../src/LockProxy.sol";
import {RelayChain} from "../src/RelayChain.sol";

interface Vm {
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// Three users have locked tokens. One of them has come back: the proxy on the other chain sent the message, and it was executed here;
/// another one's did not come through, and the keepers said what is in its block.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal keepers = address(0x6EE9E2);
    address internal remote = address(0x4E307E);
    address internal ella = address(0xE11A);
    address internal finn = address(0xF122);
    address internal gesa = address(0x6E5A);
    Erc20 internal dollar;
    Erc20 internal weth;
    CrossChainData internal data;
    RelayChain internal relay;
    CrossChainManager internal manager;
    LockProxy internal proxy;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "USD", 2_000_000_000 ether);
        weth = new Erc20("Wrapped ether", "WETH", 900_000 ether);
        data = new CrossChainData();
        relay = new RelayChain();
        manager = new CrossChainManager(data, relay);
        proxy = new LockProxy(address(manager));
        data.putEpochKeepers(abi.encode(keepers));
        data.transferOwnership(address(manager));
        proxy.bind(remote);

        _lock(dollar, ella, 85_000_000 ether);
        _lock(weth, finn, 26_000 ether);
        _lock(dollar, gesa, 10_000_000 ether);

        bytes memory args = abi.encode(dollar, gesa, 1_000_000 ether);
        vm.prank(remote);
        uint256 height = relay.crossChain(address(proxy), LockProxy.unlock.selector, args);
        vm.prank(gesa);
        manager.verifyAndExecute(height, remote, address(proxy), LockProxy.unlock.selector, args);

        args = abi.encode(weth, finn, 500 ether);
        vm.prank(keepers);
        manager.sayRoot(77, keccak256(abi.encode(uint256(77), remote, address(proxy), LockProxy.unlock.selector, args)));
        vm.prank(finn);
        manager.verifyAndExecute(77, remote, address(proxy), LockProxy.unlock.selector, args);
    }

    function test_setUp() public view {
        require(manager.keeper() == keepers && weth.balanceOf(finn) == 500 ether, "keepers");
        require(dollar.balanceOf(address(proxy)) == 94_000_000 ether, "locked");
    }

    function _lock(Erc20 token, address user, uint256 amount) private {
        token.transfer(user, amount);
        vm.startPrank(user);
        token.approve(address(proxy), amount);
        proxy.lock(token, user, amount);
        vm.stopPrank();
    }
}
