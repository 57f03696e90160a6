// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    struct ChainInfo { uint256 forkId; uint256 chainId; }
    struct StorageAccess { address account; bytes32 slot; bool isWrite; bytes32 previousValue; bytes32 newValue; bool reverted; }
    struct AccountAccess { ChainInfo chainInfo; uint8 kind; address account; address accessor; bool initialized; uint256 oldBalance; uint256 newBalance; bytes deployedCode; uint256 value; bytes data; bool reverted; StorageAccess[] storageAccesses; uint64 depth; uint64 oldNonce; uint64 newNonce; }
    function startStateDiffRecording() external;
    function stopAndReturnStateDiff() external returns (AccountAccess[] memory);
    function startPrank(address, bool) external;
    function etch(address, bytes calldata) external;
    function store(address, bytes32, bytes32) external;
    function addr(uint256) external pure returns (address);
    function getNonce(address) external view returns (uint64);
    function broadcast(address) external;
    function stopBroadcast() external;
    struct SignedDelegation { uint8 v; bytes32 r; bytes32 s; uint64 nonce; address implementation; }
    function signAndAttachDelegation(address, uint256) external returns (SignedDelegation memory);
    function signAndAttachDelegation(address, uint256, uint64) external returns (SignedDelegation memory);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
contract Code { uint256 public a; function set(uint256 v) external { a = v; } }
contract Proxy {
    address immutable code = address(new Code());
    fallback() external { address c = code; (bool ok, ) = c.delegatecall(msg.data); require(ok); }
    function target() external view returns (address) { return code; }
}
contract DelegateTest {
    Proxy proxy = new Proxy();
    function find(uint8 kind) internal returns (Vm.AccountAccess memory) {
        Vm.AccountAccess[] memory all = vm.stopAndReturnStateDiff();
        for (uint256 i = 0; i < all.length; i++) if (all[i].kind == kind) return all[i];
        revert("none");
    }
    // Kind 1 is a delegatecall: its accessor is whom the code sees as its sender.
    function test_delegatecall() public {
        vm.startStateDiffRecording();
        Code(address(proxy)).set(5);
        Vm.AccountAccess memory found = find(1);
        require(found.accessor == address(this) && found.account == proxy.target(), "accounts");
        require(found.storageAccesses.length > 0 && found.storageAccesses[0].account == address(proxy), "storage");
    }
    function test_own_delegatecall() public {
        address code = proxy.target();
        vm.startStateDiffRecording();
        (bool ok, ) = code.delegatecall(abi.encodeCall(Code.set, (5)));
        require(ok && find(1).accessor == msg.sender, "accessor");
    }
    function test_pranked_delegatecall() public {
        address code = proxy.target();
        vm.etch(address(77), hex"00");
        vm.startPrank(address(77), true);
        vm.startStateDiffRecording();
        (bool ok, ) = code.delegatecall(abi.encodeCall(Code.set, (5)));
        require(ok && find(1).accessor == address(77), "accessor");
    }
}

// Delegations go along with the next transaction that is broadcast (EIP-7702); nonces are those that it will have then.
contract AttachedTest {
    Code code = new Code();
    function test_twice() public {
        require(vm.signAndAttachDelegation(address(code), 1).nonce == 0 && vm.signAndAttachDelegation(address(code), 1).nonce == 1);
    }
    function test_gone_with_the_transaction() public {
        vm.signAndAttachDelegation(address(code), 1);
        vm.broadcast(vm.addr(2));
        code.set(1);
        require(vm.signAndAttachDelegation(address(code), 1).nonce == 0);
    }
    function test_wrong() public {
        vm.signAndAttachDelegation(address(code), 1);
        vm.broadcast(vm.addr(2));
        code.set(1);
        vm.signAndAttachDelegation(address(code), 1, 1);
    }
    function test_of_the_sender() public {
        vm.signAndAttachDelegation(address(code), 2);
        vm.broadcast(vm.addr(2));
        code.set(1);
        require(vm.getNonce(vm.addr(2)) == 2, "nonce");
    }
    function test_while_broadcasting() public {
        vm.broadcast(vm.addr(2));
        require(vm.signAndAttachDelegation(address(code), 2).nonce == 1, "nonce");
        code.set(1);
    }
}

// What assertions of ds-test do: each marks the run as failed and goes on.
contract MarkedTest {
    function fail() internal { vm.store(address(vm), "failed", bytes32(uint256(1))); }
    function test_marked_once() public { fail(); }
    function test_marked_twice() public { fail(); fail(); }
}
