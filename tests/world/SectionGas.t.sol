// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    function startSnapshotGas(string calldata) external;
    function startSnapshotGas(string calldata, string calldata) external;
    function stopSnapshotGas() external returns (uint256);
    function stopSnapshotGas(string calldata) external returns (uint256);
    function stopSnapshotGas(string calldata, string calldata) external returns (uint256);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
error Value(uint256 value);
contract Work {
    uint256 public n;
    function work(uint256 x) external { n = x; }
    function inner() external returns (uint256) { vm.startSnapshotGas("inner"); n++; return vm.stopSnapshotGas(); }
    function begin() external { vm.startSnapshotGas("across"); }
}
contract SectionGasTest {
    Work w = new Work();
    uint256 s;
    function about(uint256 value, uint256 gas) internal pure { require(value < gas + 700 && value + 700 > gas); }
    function test_nothing() public { vm.startSnapshotGas("a"); revert Value(vm.stopSnapshotGas()); }
    function test_loop() public { vm.startSnapshotGas("a"); uint256 g = gasleft(); for (uint256 i; i < 50; i++) s = i; uint256 h = gasleft(); about(vm.stopSnapshotGas(), g - h); }
    function test_call() public { vm.startSnapshotGas("a"); uint256 g = gasleft(); w.work(4); uint256 h = gasleft(); about(vm.stopSnapshotGas("anything"), g - h); }
    function test_memory() public { vm.startSnapshotGas("g", "n"); uint256 g = gasleft(); bytes memory x = new bytes(100000); uint256 h = gasleft(); about(vm.stopSnapshotGas("g", "n") + x.length, g - h + 100000); }
    function test_inner() public { uint256 value = w.inner(); require(value > 22000 && value < 22700); }
    function test_across() public { w.begin(); s = 7; revert Value(vm.stopSnapshotGas()); }
    function test_started() public { vm.startSnapshotGas("a"); vm.startSnapshotGas("b"); }
    function test_started_group() public { vm.startSnapshotGas("g", "a"); vm.startSnapshotGas("b"); }
    function test_stop_none() public { vm.stopSnapshotGas(); }
    function test_stop_none_name() public { vm.stopSnapshotGas("a"); }
    function test_stop_none_group() public { vm.stopSnapshotGas("g", "a"); }
    function test_stop_other_group() public { vm.startSnapshotGas("g", "a"); vm.stopSnapshotGas("h", "a"); }
    function test_stop_other_name() public { vm.startSnapshotGas("g", "a"); vm.stopSnapshotGas("g", "b"); }
    function test_stop_name_of_group() public { vm.startSnapshotGas("g", "a"); vm.stopSnapshotGas("b"); }
    function test_stopped_twice() public { vm.startSnapshotGas("a"); vm.stopSnapshotGas(); vm.stopSnapshotGas(); }
    function test_contract_is_group() public { vm.startSnapshotGas("a"); vm.stopSnapshotGas("SectionGasTest", "a"); vm.stopSnapshotGas(); }
}
