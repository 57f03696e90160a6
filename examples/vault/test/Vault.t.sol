// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Vault} from "../src/Vault.sol";

/// The cheatcodes that this test uses. A test that inherits forge-std's Test has all of them.
interface Vm {
    function deal(address account, uint256 newBalance) external;
    function label(address account, string calldata newLabel) external;
    function prank(address msgSender) external;
    function warp(uint256 newTimestamp) external;
}

contract VaultTest {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    address private constant ALICE = address(0xa11ce);
    address private constant BOB = address(0xb0b);

    Vault private vault;

    function setUp() public {
        vault = new Vault();
        vm.label(ALICE, "alice");
        vm.label(BOB, "bob");
        vm.deal(BOB, 10 ether);
        vm.prank(BOB);
        vault.deposit{value: 5 ether}();
    }

    /// Who sends the calls. With forge-std: targetSender(ALICE) and targetSender(BOB) in setUp().
    function targetSenders() public pure returns (address[] memory senders) {
        senders = new address[](2);
        (senders[0], senders[1]) = (ALICE, BOB);
    }

    function invariant_canPayEverybody() public view {
        uint256 owed = vault.balanceOf(ALICE) + vault.balanceOf(BOB);
        require(owed <= address(vault).balance, "owes more than it has");
    }

    function invariant_owesNoMoreThanWasDeposited() public view {
        require(vault.balanceOf(ALICE) + vault.balanceOf(BOB) <= vault.deposited(), "balance from nothing");
    }

    function test_deposit() public {
        vault.deposit{value: 1 ether}();
        require(vault.balanceOf(address(this)) == 1 ether, "not noted");
    }

    function testFuzz_withdrawalTakesADay(uint256 seconds_) public {
        vm.prank(BOB);
        vault.requestWithdrawal();
        vm.warp(block.timestamp + seconds_ % 1 days);
        vm.prank(BOB);
        (bool done,) = address(vault).call(abi.encodeCall(Vault.withdraw, ()));
        require(!done, "too early");
    }
}
