// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    struct ChainInfo { uint256 forkId; uint256 chainId; }
    struct StorageAccess { address account; bytes32 slot; bool isWrite; bytes32 previousValue; bytes32 newValue; bool reverted; }
    struct AccountAccess { ChainInfo chainInfo; uint8 kind; address account; address accessor; bool initialized; uint256 oldBalance; uint256 newBalance; bytes deployedCode; uint256 value; bytes data; bool reverted; StorageAccess[] storageAccesses; uint64 depth; uint64 oldNonce; uint64 newNonce; }
    function startStateDiffRecording() external;
    function stopAndReturnStateDiff() external returns (AccountAccess[] memory);
    function getStorageAccesses() external returns (StorageAccess[] memory);
    function prank(address) external;
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
error Diff(Vm.AccountAccess[] accesses);
error Slots(Vm.StorageAccess[] accesses);
contract Leaf { uint256 public a; function set(uint256 v) external payable { a = v; } function bad() external { a = 9; revert("bad"); } }
contract Tree { Leaf public leaf = new Leaf(); uint256 public b; function walk() external payable { b = 1; leaf.set{value: msg.value}(5); b = 2; try leaf.bad() {} catch {} b = leaf.a(); } function plant() external { leaf = new Leaf(); } }
contract DiffTest {
    Tree tree = new Tree();
    function test_slots() public { vm.startStateDiffRecording(); tree.walk(); revert Slots(vm.getStorageAccesses()); }
    function test_again() public { vm.startStateDiffRecording(); tree.b(); vm.stopAndReturnStateDiff(); tree.b(); revert Diff(vm.stopAndReturnStateDiff()); }
    function test_create() public { vm.startStateDiffRecording(); new Leaf(); revert Diff(vm.stopAndReturnStateDiff()); }
}
