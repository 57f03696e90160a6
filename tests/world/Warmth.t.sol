// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    struct Gas { uint64 gasLimit; uint64 gasTotalUsed; uint64 gasMemoryUsed; int64 gasRefunded; uint64 gasRemaining; }
    function lastCallGas() external view returns (Gas memory);
    function prank(address) external;
    function prank(address, address) external;
    function prank(address, bool) external;
    function startPrank(address) external;
    function stopPrank() external;
    function getNonce(address) external view returns (uint64);
    function setNonce(address, uint64) external;
    function setNonceUnsafe(address, uint64) external;
    function resetNonce(address) external;
    function deal(address, uint256) external;
    function etch(address, bytes calldata) external;
    function load(address, bytes32) external view returns (bytes32);
    function store(address, bytes32, bytes32) external;
    function cloneAccount(address, address) external;
    function mockCall(address, bytes calldata, bytes calldata) external;
    function mockCallRevert(address, bytes calldata, bytes calldata) external;
    function clearMockedCalls() external;
    function label(address, string calldata) external;
    function expectCall(address, bytes calldata) external;
    function expectRevert() external;
    function expectEmit(address) external;
    function startStateDiffRecording() external;
    function record() external;
    function startBroadcast(address) external;
    function broadcast(address) external;
    function stopBroadcast() external;
    function recordLogs() external;
    function cool(address) external;
    function coolSlot(address, bytes32) external;
    function warmSlot(address, bytes32) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
/// How a test tells what it saw.
error Saw(uint256[] numbers);
contract Subject {
    uint256 public a = 1;
    uint256 b = 1;
    receive() external payable {}
    function set(uint256 x) external { a = x; }
    function setAndFail(uint256 x) external { a = x; revert("no"); }
    function meet(address x) external returns (uint256 g) { g = gasleft(); uint256 y = x.balance; g = g - gasleft(); b = y + 1; }
    function deep(Subject other) external returns (uint256 g) { vm.prank(address(0xd1)); other.set(3); g = gasleft(); uint256 y = address(0xd1).balance; g = g - gasleft(); b = y + 1; }
}
contract WarmthTest {
    Subject s = new Subject();
    Subject t = new Subject();
    uint256 own = 5;
    uint256 early;
    function setUp() public { setUpLeft = gasleft(); early = vm.snapshotState(); s.a(); }
    uint256 left = gasleft();
    uint256 setUpLeft;
    function test_gas_at_the_beginning() public view { uint256[] memory n = list(3); n[0] = gasleft(); n[1] = left; n[2] = setUpLeft; revert Saw(n); }
    function test_snapshot() public {
        uint256[] memory n = list(8); uint256 g; uint256 y;
        cost(address(0x11)); assembly { tstore(0, 3) } uint256 id = vm.snapshotState();
        n[0] = cost(address(0x11)); n[1] = cost(address(0x12)); y = own; assembly { tstore(0, 4) tstore(1, 5) }
        vm.revertToState(id);
        n[2] = cost(address(0x11)); n[3] = cost(address(0x12)); g = gasleft(); y = own; n[4] = g - gasleft();
        assembly { mstore(add(n, 0xc0), tload(0)) mstore(add(n, 0xe0), tload(1)) }
        vm.revertToState(id); n[7] = cost(address(0x12)); revert Saw(n);
    }
    function test_snapshot_of_the_setup() public { uint256[] memory n = list(3); n[0] = cost(address(s)); vm.revertToState(early); n[1] = cost(address(s)); uint256 g = gasleft(); s.a(); n[2] = g - gasleft(); revert Saw(n); }
    function list(uint256 n) internal pure returns (uint256[] memory) { return new uint256[](n); }
    function cost(address x) internal view returns (uint256 g) { g = gasleft(); uint256 y = x.balance; g = g - gasleft(); y; }
    function test_prank() public {
        uint256[] memory n = list(6);
        vm.prank(address(0x11)); n[0] = cost(address(0x11)); vm.prank(address(0x12)); s.set(3); n[1] = cost(address(0x12));
    }
    function test_pranked() public {
        uint256[] memory n = list(8);
        vm.prank(address(0x11)); s.set(3); n[0] = cost(address(0x11));
        vm.prank(address(0x12)); n[1] = s.meet(address(0x12));
        vm.startPrank(address(0x13)); n[2] = cost(address(0x13)); s.a(); n[3] = cost(address(0x13)); vm.stopPrank();
        vm.prank(address(0x14), address(0x15)); s.a(); n[4] = cost(address(0x14)); n[5] = cost(address(0x15));
        vm.prank(address(0x16)); try s.setAndFail(1) {} catch {} n[6] = cost(address(0x16));
        n[7] = s.deep(t); revert Saw(n);
    }
    function test_pranked_creation() public { uint256[] memory n = list(1); vm.prank(address(0x11)); new Subject(); n[0] = cost(address(0x11)); revert Saw(n); }
    function test_prank_of_delegatecalls() public {
        uint256[] memory n = list(2); vm.prank(address(t), true); n[0] = cost(address(t));
        (bool ok,) = address(s).delegatecall(abi.encodeCall(s.a, ())); ok; n[1] = cost(address(t)); revert Saw(n);
    }
    function test_accounts() public {
        uint256[] memory n = list(9);
        vm.deal(address(0x11), 1); n[0] = cost(address(0x11));
        vm.etch(address(0x12), hex"00"); n[1] = cost(address(0x12));
        vm.getNonce(address(0x13)); n[2] = cost(address(0x13));
        vm.setNonce(address(0x14), 3); n[3] = cost(address(0x14));
        vm.setNonceUnsafe(address(0x15), 3); n[4] = cost(address(0x15));
        vm.resetNonce(address(0x16)); n[5] = cost(address(0x16));
        vm.label(address(0x17), "x"); n[6] = cost(address(0x17));
        vm.cloneAccount(address(s), address(0x18)); n[7] = cost(address(s)); n[8] = cost(address(0x18));
        revert Saw(n);
    }
    function test_slots() public {
        uint256[] memory n = list(6); uint256 g; uint256 y;
        vm.load(address(t), 0); n[0] = cost(address(t));
        g = gasleft(); t.a(); n[1] = g - gasleft();
        vm.store(address(this), bytes32(uint256(1)), bytes32(uint256(uint160(address(t))))); g = gasleft(); t.a(); n[2] = g - gasleft();
        vm.load(address(this), bytes32(uint256(2))); g = gasleft(); y = own; n[3] = g - gasleft();
        vm.store(address(0x19), 0, bytes32(uint256(4))); n[4] = cost(address(0x19));
        g = gasleft(); s.a(); n[5] = g - gasleft();
        revert Saw(n);
    }
    function test_mocks() public {
        uint256[] memory n = list(4); address x = address(s);
        vm.mockCall(address(0x11), hex"12345678", ""); n[0] = cost(address(0x11));
        vm.mockCallRevert(address(0x12), hex"12345678", ""); n[1] = cost(address(0x12));
        vm.mockCall(x, hex"12345678", ""); n[2] = cost(x);
        vm.clearMockedCalls(); n[3] = cost(address(t)); revert Saw(n);
    }
    function test_expectations() public {
        uint256[] memory n = list(2);
        vm.expectCall(address(0x11), hex"12345678"); n[0] = cost(address(0x11)); (bool ok,) = address(0x11).call(hex"12345678"); ok;
        vm.expectRevert(); s.setAndFail(1); n[1] = cost(address(s)); revert Saw(n);
    }
    function test_refund_of_an_expected_revert() public { s.set(5); vm.expectRevert(); t.setAndFail(0); s.set(6); }
    function test_originals() public {
        uint256[] memory n = list(4); uint256 g;
        vm.store(address(this), bytes32(uint256(2)), bytes32(uint256(8))); g = gasleft(); own = 9; n[0] = g - gasleft(); g = gasleft(); own = 5; n[1] = g - gasleft();
        vm.load(address(this), bytes32(uint256(4))); g = gasleft(); setUpLeft = 1; n[2] = g - gasleft();
        s.a(); vm.store(address(s), 0, bytes32(uint256(7))); s.set(9); n[3] = vm.lastCallGas().gasTotalUsed; revert Saw(n);
    }
    function test_cool() public {
        uint256[] memory n = list(7); uint256 g; uint256 y; Subject x = s; bytes32 at = bytes32(uint256(2));
        x.set(5); x.a(); n[0] = vm.lastCallGas().gasTotalUsed; vm.cool(address(x)); n[1] = cost(address(x)); x.a(); n[2] = vm.lastCallGas().gasTotalUsed;
        y = own; vm.coolSlot(address(this), at); g = gasleft(); y = own; n[3] = g - gasleft();
        vm.coolSlot(address(this), at); vm.warmSlot(address(this), at); g = gasleft(); y = own; n[4] = g - gasleft();
        vm.warmSlot(address(this), bytes32(uint256(4))); g = gasleft(); y = setUpLeft; n[5] = g - gasleft();
        x.set(6); vm.cool(address(x)); x.set(1); n[6] = vm.lastCallGas().gasTotalUsed; revert Saw(n);
    }
    function test_recorded() public { uint256[] memory n = list(2); uint256 g; uint256 y; vm.startStateDiffRecording(); g = gasleft(); y = own; n[0] = g - gasleft(); g = gasleft(); s.a(); n[1] = g - gasleft(); revert Saw(n); }
    function test_recorded_accesses() public { uint256[] memory n = list(1); uint256 g; uint256 y; vm.record(); g = gasleft(); y = own; n[0] = g - gasleft(); revert Saw(n); }
    function test_broadcast() public { uint256[] memory n = list(3); vm.startBroadcast(address(0x11)); n[0] = cost(address(0x11)); s.set(4); n[1] = cost(address(0x11)); vm.stopBroadcast(); vm.broadcast(address(0x12)); n[2] = cost(address(0x12)); s.set(5); revert Saw(n); }
    function test_refunds() public {
        uint256[] memory n = list(4);
        s.set(0); n[0] = uint256(int256(vm.lastCallGas().gasRefunded)); s.set(0); n[1] = uint256(int256(vm.lastCallGas().gasRefunded));
        s.set(1); n[2] = uint256(int256(-vm.lastCallGas().gasRefunded)); s.a(); n[3] = uint256(int256(vm.lastCallGas().gasRefunded)); revert Saw(n);
    }
    function test_gas_of_pranks() public { vm.startPrank(address(0x11)); s.set(2); t.set(3); vm.stopPrank(); vm.prank(address(0x12)); s.set(4); payable(address(0x12)).transfer(1); }
}
