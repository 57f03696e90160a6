// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    function broadcastRawTransaction(bytes calldata) external;
    function toRlp(bytes[] calldata) external pure returns (bytes memory);
    function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32);
    function addr(uint256) external pure returns (address);
    function deal(address, uint256) external;
    function getNonce(address) external view returns (uint64);
    function chainId(uint256) external;
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
error Values(uint256[] numbers, address[] addresses);
contract Seen { address public sender; address public origin; uint256 public value; function see() external payable { sender = msg.sender; origin = tx.origin; value = msg.value; } function no() external pure { revert("no"); } }
contract RawTest {
    Seen seen = new Seen();
    uint256 constant KEY = 0x1234567890;
    function min(uint256 v) internal pure returns (bytes memory out) { uint256 n; for (uint256 x = v; x != 0; x >>= 8) n++; out = new bytes(n); for (uint256 i; i < n; i++) out[n - 1 - i] = bytes1(uint8(v >> (8 * i))); }
    function legacy(uint256 nonce, address to, uint256 value, bytes memory data, bool isProtected, uint256 price) internal pure returns (bytes memory) {
        bytes[] memory f = new bytes[](isProtected ? 9 : 6);
        f[0] = min(nonce); f[1] = min(price); f[2] = min(200000); f[3] = to == address(0) ? bytes("") : abi.encodePacked(to); f[4] = min(value); f[5] = data;
        if (isProtected) { f[6] = min(31337); f[7] = ""; f[8] = ""; }
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, keccak256(vm.toRlp(f)));
        bytes[] memory g = new bytes[](9);
        for (uint256 i; i < 6; i++) g[i] = f[i];
        g[6] = min(isProtected ? 31337 * 2 + 35 + v - 27 : v); g[7] = min(uint256(r)); g[8] = min(uint256(s));
        return vm.toRlp(g);
    }
    function test_call() public { vm.deal(vm.addr(KEY), 1 ether); vm.broadcastRawTransaction(legacy(0, address(seen), 5, abi.encodeCall(Seen.see, ()), false, 0)); require(seen.sender() == vm.addr(KEY) && seen.origin() == vm.addr(KEY) && seen.value() == 5); require(vm.getNonce(vm.addr(KEY)) == 1); require(tx.origin != vm.addr(KEY)); require(vm.addr(KEY).balance == 1 ether - 5); }
    function test_protected() public { vm.deal(vm.addr(KEY), 1 ether); vm.broadcastRawTransaction(legacy(0, address(seen), 0, abi.encodeCall(Seen.see, ()), true, 0)); require(seen.sender() == vm.addr(KEY)); }
    function test_fee() public { vm.deal(vm.addr(KEY), 1 ether); vm.broadcastRawTransaction(legacy(0, address(0x99), 0, "", false, 1)); uint256[] memory n = new uint256[](2); n[0] = 1 ether - vm.addr(KEY).balance; n[1] = block.coinbase.balance; revert Values(n, new address[](0)); }
    function test_poor() public { vm.deal(vm.addr(KEY), 3); vm.broadcastRawTransaction(legacy(0, address(seen), 5, abi.encodeCall(Seen.see, ()), false, 0)); }
    function test_poor_fee() public { vm.deal(vm.addr(KEY), 3); vm.broadcastRawTransaction(legacy(0, address(seen), 0, abi.encodeCall(Seen.see, ()), false, 7)); }
    function test_nonce() public { vm.broadcastRawTransaction(legacy(3, address(seen), 0, abi.encodeCall(Seen.see, ()), false, 0)); }
    function test_reverts() public { vm.broadcastRawTransaction(legacy(0, address(seen), 0, abi.encodeCall(Seen.no, ()), false, 0)); require(vm.getNonce(vm.addr(KEY)) == 1); }
    function test_create() public { vm.broadcastRawTransaction(legacy(0, address(0), 0, hex"6001600c60003960016000f300", false, 0)); require(vm.getNonce(vm.addr(KEY)) == 1); address a = address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", vm.addr(KEY), hex"80"))))); require(a.code.length == 1); }
    function test_other_chain() public { bytes memory raw = legacy(0, address(seen), 0, abi.encodeCall(Seen.see, ()), true, 1); vm.chainId(5); vm.broadcastRawTransaction(raw); }
    function test_any_chain() public { bytes memory raw = legacy(0, address(seen), 0, abi.encodeCall(Seen.see, ()), false, 0); vm.chainId(5); vm.broadcastRawTransaction(raw); require(seen.sender() == vm.addr(KEY)); }
    function test_unsigned() public { bytes[] memory f = new bytes[](6); vm.broadcastRawTransaction(vm.toRlp(f)); }
    function test_garbage() public { vm.broadcastRawTransaction(hex"010203"); }
}
