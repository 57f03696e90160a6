// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    struct Gas { uint64 gasLimit; uint64 gasTotalUsed; uint64 gasMemoryUsed; int64 gasRefunded; uint64 gasRemaining; }
    function lastCallGas() external view returns (Gas memory);
    function prank(address) external;
    function prank(address, address) external;
    function startPrank(address) external;
    function stopPrank() external;
    function getNonce(address) external view returns (uint64);
    function fee(uint256) external;
    function txGasPrice(uint256) external;
    function roll(uint256) external;
    function deal(address, uint256) external;
    function expectRevert(bytes calldata) external;
    function expectRevert() external;
    function expectEmit() external;
    function expectCall(address, bytes calldata) external;
    function mockCall(address, bytes calldata, bytes calldata) external;
    function recordLogs() external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
    function assertEq(uint256, uint256) external pure;
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
/// How a test tells what it saw.
error Saw(uint256[] numbers);
contract Fleeting {
    constructor() payable {}
    function die(address payable to) external { selfdestruct(to); }
}
contract Subject {
    uint256 public a;
    uint256 b;
    Fleeting public last;
    event Done(uint256 x);
    constructor() payable {}
    receive() external payable {}
    function set(uint256 x) external { a = x; }
    function setBoth(uint256 x) external { a = x; b = x; }
    function setAndFail(uint256 x) external { a = x; revert("no"); }
    function halt() external pure { assembly { invalid() } }
    function take(bytes calldata) external {}
    function emitDone() external { emit Done(1); }
    function tset(uint256 x) external { assembly { tstore(0, x) } }
    function tget() external view returns (uint256 x) { assembly { x := tload(0) } }
    function left() external returns (uint256 x) { x = gasleft(); b = 1; }
    function leftView() external view returns (uint256) { return gasleft(); }
    function env() external returns (uint256, uint256, uint256, uint256) { b++; return (tx.gasprice, block.basefee, uint160(tx.origin), uint160(msg.sender)); }
    function envView() external view returns (uint256, uint256, uint256, uint256) { return (tx.gasprice, block.basefee, uint160(tx.origin), uint160(msg.sender)); }
    function later() external { vm.roll(77); vm.fee(55); b = block.basefee; }
    function make() external returns (Fleeting f) { f = new Fleeting{value: 5}(); last = f; }
    function makeAndDie() external { last = new Fleeting{value: 5}(); last.die(payable(address(0xd1))); }
    function meet(address x) external returns (uint256 y) { y = x.balance; }
    function meetAndFail(address x) external { b = x.balance; revert("met"); }
    function balanceCost(address x) external returns (uint256 g) { g = gasleft(); b = x.balance; g = g - gasleft(); }
    function balanceCostView(address x) external view returns (uint256 g) { g = gasleft(); uint256 y = x.balance; g = g - gasleft(); y; }
    function loadCost() external view returns (uint256 g) { g = gasleft(); uint256 y = a; g = g - gasleft(); y; }
    function loadCostCall() external returns (uint256 g) { g = gasleft(); uint256 y = a; g = g - gasleft(); b = y; }
    function storeCost(uint256 x) external returns (uint256 g) { g = gasleft(); a = x; g = g - gasleft(); }
    function poke(IsolationTest test, uint256 x) external { test.poke(x); }
    function b2() external view returns (uint256) { return b; }
}
contract IsolationTest {
    Subject s;
    uint256 own;
    uint256 own2;
    uint256 own3;
    uint256[] saw;
    event Done(uint256 x);
    function setUp() public { s = new Subject{value: 1 ether}(); s.set(7); own3 = vm.getNonce(address(this)); }
    function poke(uint256 x) external { own = x; }
    function poke2(uint256 x) external { own2 = x; own2 = 0; own2 = x; }
    function meetAndFail(address x) external { own2 = x.balance; revert("met"); }
    function tset(uint256 x) external returns (uint256 before) { assembly { before := tload(0) tstore(0, x) } }
    function tget() external view returns (uint256 x) { assembly { x := tload(0) } }
    function list(uint256 n) internal pure returns (uint256[] memory) { return new uint256[](n); }
    function used() internal view returns (uint256) { return vm.lastCallGas().gasTotalUsed; }
    function refunded() internal view returns (uint256) { return uint256(int256(vm.lastCallGas().gasRefunded)); }
    function nonce(address x) internal view returns (uint256) { return vm.getNonce(x); }

    function test_nonce_after_setup() public view { uint256[] memory n = list(2); n[0] = own3; n[1] = nonce(address(this)); revert Saw(n); }
    function test_nonces() public {
        uint256[] memory n = list(12);
        s.set(8); n[0] = nonce(address(this));
        s.a(); n[1] = nonce(address(this));
        try s.setAndFail(3) {} catch {} n[2] = nonce(address(this));
        new Fleeting(); n[3] = nonce(address(this));
        new Fleeting{salt: 0}(); n[4] = nonce(address(this));
        (bool ok,) = address(s).delegatecall(abi.encodeCall(s.tset, 1)); n[5] = nonce(address(this));
        vm.prank(address(0xbeef)); s.set(9); n[6] = nonce(address(this)); n[7] = nonce(address(0xbeef));
        (ok,) = address(0x1234).call{value: 1e40}(""); n[8] = nonce(address(this));
        (ok,) = address(0x1234).call{value: 1}(""); n[9] = nonce(address(this));
        (ok,) = address(s).call{gas: 100000}(abi.encodeCall(s.halt, ())); n[10] = nonce(address(this));
        (ok,) = address(s).call{gas: 100}(abi.encodeCall(s.set, 3)); n[11] = nonce(address(this));
        revert Saw(n);
    }
    function test_nonces_pranked_creation() public {
        vm.startPrank(address(0x77)); s.set(1); Fleeting f = new Fleeting(); vm.stopPrank();
        uint256[] memory n = list(3); n[0] = nonce(address(0x77)); n[1] = uint160(address(f)); n[2] = nonce(address(f)); revert Saw(n);
    }
    function test_gas() public {
        uint256[] memory n = list(26);
        s.set(8); n[0] = used();
        s.set(9); n[1] = used();
        s.set(0); n[2] = used(); n[3] = refunded();
        s.set(0); n[4] = used();
        s.setBoth(5); n[5] = used();
        s.setBoth(0); n[6] = used(); n[7] = refunded();
        s.a(); n[8] = used();
        s.take(new bytes(1000)); n[9] = used();
        bytes memory d = new bytes(300); for (uint256 i; i < 300; i++) d[i] = 0xff;
        s.take(d); n[10] = used();
        try s.setAndFail(3) {} catch {} n[11] = used();
        (bool ok,) = address(s).call{gas: 30000}(abi.encodeCall(s.halt, ())); n[12] = used(); n[13] = ok ? 1 : 0;
        (ok,) = address(0x1234).call(""); n[14] = used();
        (ok,) = address(0x1234).call{value: 1}(""); n[15] = used();
        (ok,) = address(s).call{value: 1, gas: 0}(""); n[16] = used(); n[17] = ok ? 1 : 0;
        (ok,) = address(s).call{gas: 100}(abi.encodeCall(s.set, 0)); n[18] = used(); n[19] = ok ? 1 : 0;
        (ok,) = address(s).call{gas: 10000}(abi.encodeCall(s.set, 10)); n[20] = used(); n[21] = ok ? 1 : 0;
        (ok,) = address(4).call("abc"); n[22] = used();
        s.make(); n[23] = used();
        (ok,) = address(this).delegatecall(abi.encodeCall(this.poke, 4)); n[24] = used();
        vm.mockCall(address(s), abi.encodeCall(s.make, ()), abi.encode(1)); s.make(); n[25] = used();
        revert Saw(n);
    }
    function test_what_the_caller_pays() public {
        uint256[] memory n = list(8); uint256 g; bool ok;
        bytes memory d = abi.encodeCall(s.set, 10); bytes memory h = abi.encodeCall(s.halt, ()); address to = address(s);
        g = gasleft(); (ok,) = to.call(d); n[0] = g - gasleft();
        g = gasleft(); (ok,) = to.call{gas: 10000}(d); n[1] = g - gasleft();
        g = gasleft(); (ok,) = to.call{gas: 50000}(h); n[2] = g - gasleft();
        g = gasleft(); (ok,) = to.call{gas: 100}(d); n[3] = g - gasleft();
        g = gasleft(); (ok,) = to.call{value: 1}(""); n[4] = g - gasleft();
        g = gasleft(); (ok,) = address(0x4321).call{value: 1}(""); n[5] = g - gasleft();
        g = gasleft(); (ok,) = to.staticcall(abi.encodeCall(s.a, ())); n[6] = g - gasleft();
        g = gasleft(); (ok,) = address(0x4321).call{value: 1e40}(""); n[7] = g - gasleft();
        revert Saw(n);
    }
    function test_gas_inside() public { uint256[] memory n = list(2); n[0] = s.left{gas: 100000}(); n[1] = s.leftView{gas: 100000}(); revert Saw(n); }
    function test_environment() public {
        uint256[] memory n = list(13);
        vm.fee(100); vm.txGasPrice(200);
        (n[0], n[1], n[2], n[3]) = s.env();
        (n[4], n[5], n[6], n[7]) = s.envView();
        s.later(); n[8] = block.number; n[9] = block.basefee; n[10] = tx.gasprice; n[11] = s.b2();
        vm.fee(55); n[12] = block.basefee;
        revert Saw(n);
    }
    function test_pranked_origin() public { uint256[] memory n = list(4); vm.prank(address(0x11), address(0x12)); (n[0], n[1], n[2], n[3]) = s.env(); revert Saw(n); }
    function test_transient() public {
        uint256[] memory n = list(6);
        s.tset(5); n[0] = s.tget();
        assembly { tstore(0, 9) }
        (bool ok,) = address(s).delegatecall(abi.encodeCall(s.tset, 11)); ok;
        n[1] = this.tset(3); assembly { mstore(add(n, 0x60), tload(0)) }
        n[3] = this.tget(); n[4] = this.tset(4); n[5] = this.tget();
        revert Saw(n);
    }
    function test_destruction() public {
        uint256[] memory n = list(11);
        Fleeting f = new Fleeting{value: 5}(); f.die(payable(address(0xd0))); n[0] = address(f).code.length > 0 ? 1 : 0; n[1] = address(0xd0).balance;
        f = new Fleeting{value: 5}(); f.die(payable(address(f))); n[2] = address(f).balance;
        f = s.make(); f.die(payable(address(f))); n[3] = address(f).balance; n[4] = address(f).code.length > 0 ? 1 : 0;
        s.makeAndDie(); n[5] = address(s.last()).code.length; n[6] = address(0xd1).balance;
        s.makeAndDie(); (bool ok, bytes memory r) = address(s).staticcall(abi.encodeCall(s.last, ())); ok; n[7] = abi.decode(r, (address)).code.length;
        s.set(3); n[8] = s.a(); n[9] = nonce(address(s)); n[10] = address(s).balance;
        revert Saw(n);
    }
    function test_destroyed_is_met_while_warm() public {
        // Known beforehand: no static call may come in between.
        address f = address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(s), hex"01")))));
        uint256[] memory n = list(3); s.makeAndDie(); n[0] = f.code.length > 0 ? 1 : 0; s.meet(f); n[1] = f.code.length > 0 ? 1 : 0; s.a(); n[2] = f.code.length > 0 ? 1 : 0; revert Saw(n);
    }
    function test_warm() public {
        uint256[] memory n = list(24); uint256 g; uint256 y; address q = address(0x9999); Subject t = s;
        g = gasleft(); y = q.balance; n[0] = g - gasleft();
        g = gasleft(); y = q.balance; n[1] = g - gasleft();
        t.set(4); g = gasleft(); y = q.balance; n[2] = g - gasleft();
        t.meet(address(0x8888)); g = gasleft(); y = address(0x8888).balance; n[3] = g - gasleft();
        t.a(); g = gasleft(); y = address(t).balance; n[4] = g - gasleft();
        t.balanceCostView(q); g = gasleft(); y = q.balance; n[5] = g - gasleft();
        t.a(); t.meet(q); g = gasleft(); y = q.balance; n[6] = g - gasleft();
        t.a(); t.meet(address(0x7777)); g = gasleft(); y = address(0x7777).balance; n[7] = g - gasleft();
        try this.meetAndFail(address(0x6666)) {} catch {} g = gasleft(); y = address(0x6666).balance; n[8] = g - gasleft();
        y = own; t.set(3); g = gasleft(); y = own; n[9] = g - gasleft();
        t.a(); g = gasleft(); y = own; n[10] = g - gasleft();
        t.a(); t.poke(this, 6); g = gasleft(); y = own; n[11] = g - gasleft();
        n[12] = t.balanceCost(address(t)); n[13] = t.balanceCost(address(this)); n[14] = t.balanceCost(address(0x5555));
        n[15] = t.balanceCost(tx.origin); n[16] = t.balanceCost(block.coinbase);
        y = address(0x5555).balance; n[17] = t.balanceCost(address(0x5555));
        n[18] = t.loadCostCall(); n[19] = t.loadCost();
        n[20] = t.balanceCostView(address(t)); n[21] = t.balanceCostView(address(this));
        vm.prank(address(0x4444)); n[22] = t.balanceCost(address(0x4444));
        vm.prank(address(0x4444)); n[23] = t.balanceCost(address(this));
        revert Saw(n);
    }
    function test_original_values() public {
        uint256[] memory n = list(9); uint256 g; Subject t = s;
        own = 1; g = gasleft(); own = 2; n[0] = g - gasleft();
        t.poke(this, 5); g = gasleft(); own = 6; n[1] = g - gasleft();
        g = gasleft(); own = 0; n[2] = g - gasleft();
        t.set(100); n[3] = t.storeCost(7); n[4] = t.storeCost(100);
        own2 = 4; this.poke2(9); g = gasleft(); own2 = 0; n[5] = g - gasleft();
        own2 = 3; t.a(); g = gasleft(); own2 = 0; n[6] = g - gasleft();
        own2 = 3; t.a(); this.poke2(7); g = gasleft(); own2 = 0; n[7] = g - gasleft();
        t.a(); g = own2; this.poke2(8); g = gasleft(); own2 = 2; n[8] = g - gasleft();
        revert Saw(n);
    }
    function test_expectations() public {
        vm.expectRevert("no"); s.setAndFail(3);
        vm.expectEmit(); emit Done(1); s.emitDone();
        vm.expectCall(address(s), abi.encodeCall(s.set, 44)); s.set(44);
        vm.prank(address(0x31)); vm.expectRevert(); (bool ok,) = address(s).call{value: 7}(""); ok;
        vm.assertEq(s.a(), 44);
    }
    function test_expected_revert_is_missing() public { vm.expectRevert("no"); s.set(3); }
    function test_expected_emit_is_missing() public { vm.expectEmit(); emit Done(2); s.emitDone(); }
    function test_value() public {
        vm.deal(address(this), 100); payable(address(s)).transfer(5); vm.assertEq(address(s).balance, 1 ether + 5); vm.assertEq(address(this).balance, 95);
        vm.deal(address(0x31), 7); vm.prank(address(0x31)); (bool ok,) = address(s).call{value: 7}(""); require(ok && address(0x31).balance == 0);
        vm.prank(address(0x31)); (ok,) = address(s).call{value: 7}(""); require(!ok);
    }
    function test_snapshot() public {
        uint256[] memory n = list(4); uint256 id = vm.snapshotState(); s.set(50); vm.revertToState(id); n[0] = s.a(); n[1] = nonce(address(this));
        s.set(51); n[2] = s.a(); n[3] = nonce(address(this)); revert Saw(n);
    }
    function test_failed() public { s.set(3); s.setAndFail(4); }
}
