// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

interface Vm {
    struct Log { bytes32[] topics; bytes data; address emitter; }
    enum CallerMode { None, Broadcast, RecurrentBroadcast, Prank, RecurrentPrank }
    struct PotentialRevert { address reverter; bool partialMatch; bytes revertData; }
    function prank(address) external;
    function prank(address, address) external;
    function prank(address, bool) external;
    function startPrank(address) external;
    function startPrank(address, address) external;
    function startPrank(address, bool) external;
    function stopPrank() external;
    function readCallers() external returns (CallerMode, address, address);
    function expectRevert() external;
    function expectRevert(bytes4) external;
    function expectRevert(bytes calldata) external;
    function expectRevert(address) external;
    function expectRevert(bytes calldata, address) external;
    function expectRevert(bytes4, address) external;
    function expectRevert(uint64) external;
    function expectRevert(bytes4, uint64) external;
    function expectRevert(bytes calldata, uint64) external;
    function expectRevert(address, uint64) external;
    function expectRevert(bytes calldata, address, uint64) external;
    function expectPartialRevert(bytes4) external;
    function expectPartialRevert(bytes4, address) external;
    function _expectCheatcodeRevert() external;
    function _expectCheatcodeRevert(bytes calldata) external;
    function expectEmit() external;
    function expectEmit(address) external;
    function expectEmit(uint64) external;
    function expectEmit(address, uint64) external;
    function expectEmit(bool, bool, bool, bool) external;
    function expectEmit(bool, bool, bool, bool, address) external;
    function expectEmit(bool, bool, bool, bool, uint64) external;
    function expectEmitAnonymous() external;
    function expectEmitAnonymous(bool, bool, bool, bool, bool) external;
    function expectCall(address, bytes calldata) external;
    function expectCall(address, bytes calldata, uint64) external;
    function expectCall(address, uint256, bytes calldata) external;
    function expectCall(address, uint256, uint64, bytes calldata) external;
    function expectCallMinGas(address, uint256, uint64, bytes calldata) external;
    function expectCreate(bytes calldata, address) external;
    function expectCreate2(bytes calldata, address) external;
    function mockCall(address, bytes calldata, bytes calldata) external;
    function mockCall(address, uint256, bytes calldata, bytes calldata) external;
    function mockCalls(address, bytes calldata, bytes[] calldata) external;
    function mockCallRevert(address, bytes calldata, bytes calldata) external;
    function mockFunction(address, address, bytes calldata) external;
    function clearMockedCalls() external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function record() external;
    function accesses(address) external returns (bytes32[] memory, bytes32[] memory);
    function startMappingRecording() external;
    function stopMappingRecording() external;
    function getMappingLength(address, bytes32) external returns (uint256);
    function getMappingSlotAt(address, bytes32, uint256) external returns (bytes32);
    function getMappingKeyAndParentOf(address, bytes32) external returns (bool, bytes32, bytes32);
    function broadcast() external;
    function broadcast(address) external;
    function startBroadcast(address) external;
    function stopBroadcast() external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
    function revertToStateAndDelete(uint256) external returns (bool);
    function deleteStateSnapshot(uint256) external returns (bool);
    function assume(bool) external;
    function assumeNoRevert() external;
    function assumeNoRevert(PotentialRevert calldata) external;
    function skip(bool) external;
    function skip(bool, string calldata) external;
    function label(address, string calldata) external;
    function getLabel(address) external returns (string memory);
    function interceptInitcode() external;
    function breakpoint(string calldata) external;
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

error Plain();
error Custom(address who, uint256 amount);
error Nested(string what, bytes data, uint256[] list);

contract Target {
    event Hit(address indexed who, uint256 value);
    event Other(uint256 indexed a, uint256 indexed b, uint256 indexed c, bytes data);
    event Nameless(uint256 value) anonymous;
    uint256 public count;
    address public last;
    address public lastOrigin;
    mapping(address => uint256) public hits;
    mapping(address => mapping(uint256 => uint256)) public nested;
    function hit() public payable returns (address) { count++; last = msg.sender; lastOrigin = tx.origin; hits[msg.sender]++; emit Hit(msg.sender, msg.value); return msg.sender; }
    function put(address a, uint256 b, uint256 c) external { nested[a][b] = c; }
    function both(uint256 n) external { for (uint256 i; i < n; i++) hit(); }
    function emitOther(uint256 a, uint256 b, uint256 c, bytes memory d) external { emit Other(a, b, c, d); }
    function emitNameless(uint256 a) external { emit Nameless(a); }
    function nothing() external {}
    function view1() external view returns (uint256) { return count + 1; }
    function str() external pure returns (string memory, uint256) { revert("str"); }
    function boom(string memory s) external pure { revert(s); }
    function plain() external pure { revert Plain(); }
    function custom(address a, uint256 b) external pure { revert Custom(a, b); }
    function nestedErr() external pure { uint256[] memory l = new uint256[](2); l[1] = 5; revert Nested("x\"y", hex"1234", l); }
    function panicAdd(uint256 a) external pure returns (uint256) { return a + type(uint256).max; }
    function panicAssert() external pure { assert(false); }
    function panicArray(uint256 i) external view returns (uint256) { uint256[] memory a = new uint256[](1); return a[i] + count; }
    function panicDiv(uint256 i) external view returns (uint256) { return count / i; }
    function empty() external pure { revert(); }
    function invalid() external pure { assembly { invalid() } }
    function ascii() external pure { assembly { mstore(0, "hello there") revert(0, 11) } }
    function oog() external pure { assembly { for {} 1 {} {} } }
}

contract Mid {
    Target public t;
    constructor(Target _t) { t = _t; }
    function relay() external returns (address) { return t.hit(); }
    function fail() external view { t.boom("deep"); }
    function catchFail() external view returns (bool ok) { try t.boom("deep") { ok = true; } catch { ok = false; } }
    function boomThenOk() external view { try t.boom("a") {} catch {} }
    function delegated(address a) external returns (bool ok, bytes memory out) { (ok, out) = a.delegatecall(abi.encodeCall(Target.hit, ())); }
}

contract Reverter { constructor(uint256 x) { if (x == 0) revert("in constructor"); if (x == 1) revert Custom(msg.sender, x); } }
contract Child { address public maker = msg.sender; address public origin = tx.origin; constructor() payable {} }
contract Factory { function make() external returns (Child) { return new Child(); } }

contract HooksTest {
    Target t;
    Mid mid;
    address constant ALICE = address(0xA11CE);
    address constant BOB = address(0xB0B);
    event Hit(address indexed who, uint256 value);
    event Other(uint256 indexed a, uint256 indexed b, uint256 indexed c, bytes data);
    event Nameless(uint256 value) anonymous;

    function setUp() public { t = new Target(); mid = new Mid(t); }
    function eq(address a, address b) internal pure { require(a == b, "address differs"); }
    function eq(uint256 a, uint256 b) internal pure { require(a == b, "number differs"); }

    // prank
    function test_prank_next_only() public { vm.prank(ALICE); eq(t.hit(), ALICE); eq(t.hit(), address(this)); }
    function test_prank_origin() public { vm.prank(ALICE, BOB); t.hit(); eq(t.lastOrigin(), BOB); eq(tx.origin, 0x1804c8AB1F12E6bbf3894d4083f33e07309d1f38); t.hit(); eq(t.lastOrigin(), tx.origin); }
    function test_prank_not_deeper() public { vm.prank(ALICE); eq(mid.relay(), address(mid)); }
    function test_startPrank() public { vm.startPrank(ALICE); eq(t.hit(), ALICE); eq(t.hit(), ALICE); vm.stopPrank(); eq(t.hit(), address(this)); }
    function test_startPrank_origin_deeper() public { vm.startPrank(ALICE, BOB); mid.relay(); eq(t.lastOrigin(), BOB); vm.stopPrank(); mid.relay(); eq(t.lastOrigin(), tx.origin); }
    function test_prank_overwrite() public { vm.prank(ALICE); vm.prank(BOB); }
    function test_startPrank_overwrite_unused() public { vm.startPrank(ALICE); vm.startPrank(BOB); }
    function test_startPrank_overwrite_used() public { vm.startPrank(ALICE); t.hit(); vm.startPrank(BOB); eq(t.hit(), BOB); }
    function test_prank_in_startPrank() public { vm.startPrank(ALICE); t.hit(); vm.prank(BOB); }
    function test_prank_create() public { vm.prank(ALICE); eq(new Child().maker(), ALICE); eq(new Child().maker(), address(this)); }
    function test_prank_value() public { payable(ALICE).transfer(5); vm.prank(ALICE); t.hit{value: 5}(); eq(ALICE.balance, 0); eq(address(t).balance, 5); }
    function test_prank_value_too_much() public { vm.prank(ALICE); t.hit{value: 5}(); }
    function test_prank_view_consumes() public { vm.prank(ALICE); t.view1(); eq(t.hit(), address(this)); }
    function test_prank_delegate_eoa() public { vm.prank(ALICE, true); }
    function test_prank_delegate() public { Mid m2 = new Mid(t); vm.prank(address(m2), true); (bool ok, bytes memory out) = address(t).delegatecall(abi.encodeCall(Target.hit, ())); require(ok); eq(abi.decode(out, (address)), address(m2)); }
    function test_prank_delegatecall_consumes() public { vm.prank(ALICE); (bool ok,) = address(mid).delegatecall(abi.encodeCall(Mid.relay, ())); ok; eq(t.hit(), address(this)); }
    function test_stopPrank_without() public { vm.stopPrank(); }
    function test_prank_unused_at_end() public { vm.prank(ALICE); }
    function test_readCallers() public {
        (Vm.CallerMode m, address s, address o) = vm.readCallers(); require(m == Vm.CallerMode.None); eq(s, tx.origin); eq(o, tx.origin);
        vm.startPrank(ALICE, BOB); (m, s, o) = vm.readCallers(); require(m == Vm.CallerMode.RecurrentPrank); eq(s, ALICE); eq(o, BOB); vm.stopPrank();
        vm.prank(ALICE); (m, s, o) = vm.readCallers(); require(m == Vm.CallerMode.Prank); eq(s, ALICE); eq(o, tx.origin); }
    function test_prank_nonce_create_address() public { vm.prank(ALICE); address a = address(new Child()); vm.prank(ALICE); address b = address(new Child()); require(a != b); }
    function test_prank_persist_revert() public { try this.prankAndRevert() {} catch {} eq(t.hit(), address(this)); }
    function prankAndRevert() external { vm.prank(ALICE); revert("x"); }

    // expectRevert
    function test_expectRevert_any() public { vm.expectRevert(); t.boom("a"); }
    function test_expectRevert_string() public { vm.expectRevert("abcd efgh"); t.boom("abcd efgh"); }
    function test_expectRevert_bytes_error() public { vm.expectRevert(abi.encodeWithSignature("Error(string)", "abc")); t.boom("abc"); }
    function test_expectRevert_string_wrong() public { vm.expectRevert(bytes("abc")); t.boom("abd"); }
    function test_expectRevert_none() public { vm.expectRevert(); t.nothing(); }
    function test_expectRevert_no_call() public { vm.expectRevert(); }
    function test_expectRevert_own_revert() public { vm.expectRevert(); revert("own"); }
    function test_expectRevert_selector() public { vm.expectRevert(Plain.selector); t.plain(); }
    function test_expectRevert_selector_of_args() public { vm.expectRevert(Custom.selector); t.custom(ALICE, 1); }
    function test_expectRevert_custom() public { vm.expectRevert(abi.encodeWithSelector(Custom.selector, ALICE, 1)); t.custom(ALICE, 1); }
    function test_expectRevert_custom_wrong() public { vm.expectRevert(abi.encodeWithSelector(Custom.selector, ALICE, 20000)); t.custom(BOB, 1e18); }
    function test_expectRevert_empty_data() public { vm.expectRevert("xxxxxx"); t.empty(); }
    function test_expectRevert_invalid() public { vm.expectRevert(); t.invalid(); }
    function test_expectRevert_panic() public { vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11)); t.panicAdd(1); }
    function test_expectRevert_panic_wrong() public { vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12)); t.panicAdd(1); }
    function test_expectRevert_twice() public { vm.expectRevert(); vm.expectRevert(); t.boom("a"); }
    function test_expectRevert_partial() public { vm.expectPartialRevert(Custom.selector); t.custom(ALICE, 1); }
    function test_expectRevert_partial_wrong() public { vm.expectPartialRevert(Plain.selector); t.custom(ALICE, 1); }
    function test_expectRevert_deep() public { vm.expectRevert(bytes("deep")); mid.fail(); }
    function test_expectRevert_caught() public { vm.expectRevert(); mid.catchFail(); }
    function test_expectRevert_create() public { vm.expectRevert("in constructor"); new Reverter(0); }
    function test_expectRevert_create_address() public { vm.expectRevert("in constructor"); Reverter r = new Reverter(0); eq(address(r), address(1)); }
    function test_expectRevert_create_ok() public { vm.expectRevert(); new Reverter(5); }
    function test_expectRevert_dummy() public { vm.expectRevert(bytes("str")); (string memory s, uint256 n) = t.str(); eq(bytes(s).length, 0); eq(n, 0); }
    function test_expectRevert_reverter() public { vm.expectRevert(address(t)); mid.fail(); }
    function test_expectRevert_reverter_wrong() public { vm.expectRevert(address(mid)); mid.fail(); }
    function test_expectRevert_reverter_reason() public { vm.expectRevert(bytes("deep"), address(t)); mid.fail(); }
    function test_expectRevert_count() public { vm.expectRevert(bytes("abc"), 2); t.boom("abc"); t.boom("abc"); t.nothing(); }
    function test_expectRevert_count_less() public { vm.expectRevert(bytes("abc"), 2); t.boom("abc"); }
    function test_expectRevert_count_less_ok() public { vm.expectRevert(bytes("abc"), 2); t.boom("abc"); t.nothing(); }
    function test_expectRevert_count_zero() public { vm.expectRevert(uint64(0)); t.nothing(); }
    function test_expectRevert_count_zero_reverts() public { vm.expectRevert(uint64(0)); t.boom("abc"); }
    function test_expectRevert_count_zero_reason() public { vm.expectRevert(bytes("abc"), uint64(0)); t.boom("abc"); }
    function test_expectRevert_count_zero_other() public { vm.expectRevert(bytes("abc"), uint64(0)); t.boom("abd"); }
    function test_expectRevert_count_zero_reverter() public { vm.expectRevert(address(t), 0); t.boom("abc"); }
    function test_expectRevert_then_prank() public { vm.expectRevert(bytes("abc")); vm.prank(ALICE); t.boom("abc"); eq(t.hit(), address(this)); }
    function test_prank_then_expectRevert() public { vm.prank(ALICE); vm.expectRevert(bytes("abc")); t.boom("abc"); eq(t.hit(), address(this)); }
    function test_expectRevert_undoes() public { uint256 before = t.count(); vm.expectRevert(); this.hitAndRevert(); eq(t.count(), before); }
    function hitAndRevert() external { t.hit(); revert("z"); }
    function test_expectRevert_ascii() public { vm.expectRevert("hello there"); t.ascii(); }
    function test_expectRevert_nested_error_wrong() public { vm.expectRevert(bytes("nope")); t.nestedErr(); }
    function test_expectRevert_precompile_eoa() public { vm.expectRevert(); (bool ok,) = address(0x1234).call(""); ok; }
    function test_expectRevert_lowlevel() public { vm.expectRevert(bytes("abc")); (bool ok,) = address(t).call(abi.encodeCall(Target.boom, ("abc"))); require(ok, "expected to look fine"); }
    function test_expectCheatcodeRevert() public { vm._expectCheatcodeRevert(); vm.stopBroadcast(); }
    function test_expectCheatcodeRevert_reason() public { vm._expectCheatcodeRevert(bytes("no broadcast in progress")); vm.stopBroadcast(); }
    function test_expectCheatcodeRevert_wrong() public { vm._expectCheatcodeRevert(bytes("other")); vm.stopBroadcast(); }
    function test_expectRevert_in_nested() public { this.nestedExpect(); }
    function nestedExpect() external { vm.expectRevert(bytes("abc")); t.boom("abc"); }
    function test_expectRevert_left_in_nested() public { this.leftExpect(); t.nothing(); }
    function leftExpect() external { vm.expectRevert(bytes("abc")); }

    // reasons
    function test_reason_string() public view { t.boom("some reason"); }
    function test_reason_plain() public view { t.plain(); }
    function test_reason_custom() public view { t.custom(ALICE, 123456); }
    function test_reason_nested() public view { t.nestedErr(); }
    function test_reason_panic_add() public view { t.panicAdd(1); }
    function test_reason_panic_assert() public view { t.panicAssert(); }
    function test_reason_panic_array() public view { t.panicArray(7); }
    function test_reason_panic_div() public view { t.panicDiv(0); }
    function test_reason_empty() public view { t.empty(); }
    function test_reason_invalid() public view { t.invalid(); }
    function test_reason_invalid_own() public pure { assembly { invalid() } }
    function test_reason_ascii() public view { t.ascii(); }
    function test_reason_oog() public view { t.oog{gas: 10000}(); }
    function test_reason_no_contract() public view { Target(address(0x999)).view1(); }
    function test_reason_unknown_selector() public { (bool ok, bytes memory out) = address(t).call(abi.encodeWithSelector(0x12345678)); ok; assembly { revert(add(out, 32), mload(out)) } }
    function test_reason_raw_selector() public pure { assembly { mstore(0, shl(224, 0xdeadbeef)) mstore(4, 42) revert(0, 36) } }
    function test_reason_short() public pure { assembly { mstore(0, not(0)) revert(0, 3) } }
    function test_reason_create() public { new Reverter(1); }

    // expectEmit
    function test_emit() public { vm.expectEmit(); emit Hit(address(this), 0); t.hit(); }
    function test_emit_wrong_data() public { vm.expectEmit(); emit Hit(address(this), 3); t.hit(); }
    function test_emit_wrong_topic() public { vm.expectEmit(); emit Hit(ALICE, 0); t.hit(); }
    function test_emit_unchecked_data() public { vm.expectEmit(true, true, true, false); emit Hit(address(this), 3); t.hit(); }
    function test_emit_unchecked_topic() public { vm.expectEmit(false, true, true, true); emit Hit(ALICE, 0); t.hit(); }
    function test_emit_emitter() public { vm.expectEmit(address(t)); emit Hit(address(this), 0); t.hit(); }
    function test_emit_emitter_wrong() public { vm.expectEmit(address(mid)); emit Hit(address(this), 0); t.hit(); }
    function test_emit_none() public { vm.expectEmit(); emit Hit(address(this), 0); t.nothing(); }
    function test_emit_no_call() public { vm.expectEmit(); emit Hit(address(this), 0); }
    function test_emit_no_pattern() public { vm.expectEmit(); t.nothing(); }
    function test_emit_two_in_order() public { vm.expectEmit(); emit Hit(address(mid), 0); vm.expectEmit(); emit Hit(address(mid), 0); mid.relay(); }
    function test_emit_two() public { vm.expectEmit(); emit Hit(address(this), 0); vm.expectEmit(); emit Hit(address(this), 0); t.both(2); }
    function test_emit_other_event() public { vm.expectEmit(); emit Other(1, 2, 3, "x"); t.hit(); }
    function test_emit_many_topics() public { vm.expectEmit(true, true, false, true); emit Other(1, 2, 9, "x"); t.emitOther(1, 2, 3, "x"); }
    function test_emit_many_topics_wrong() public { vm.expectEmit(true, true, true, true); emit Other(1, 2, 9, "x"); t.emitOther(1, 2, 3, "y"); }
    function test_emit_count() public { vm.expectEmit(uint64(2)); emit Hit(address(this), 0); t.both(2); }
    function test_emit_count_less() public { vm.expectEmit(3); emit Hit(address(this), 0); t.both(2); }
    function test_emit_count_more() public { vm.expectEmit(1); emit Hit(address(this), 0); t.both(2); }
    function test_emit_count_zero() public { vm.expectEmit(uint64(0)); emit Hit(address(this), 0); t.nothing(); }
    function test_emit_count_zero_emitted() public { vm.expectEmit(uint64(0)); emit Hit(address(this), 0); t.hit(); }
    function test_emit_anonymous() public { vm.expectEmitAnonymous(); emit Nameless(4); t.emitNameless(4); }
    function test_emit_anonymous_wrong() public { vm.expectEmitAnonymous(); emit Nameless(4); t.emitNameless(5); }
    function test_emit_anonymous_not() public { vm.expectEmit(); emit Nameless(4); t.emitNameless(4); }
    function test_emit_reverted() public { vm.expectEmit(); emit Hit(address(this), 0); t.boom("gone"); }
    function test_emit_view_between() public { vm.expectEmit(); emit Hit(address(this), 0); t.view1(); t.hit(); }
    function test_emit_with_prank() public { vm.prank(ALICE); vm.expectEmit(); emit Hit(ALICE, 0); t.hit(); }
    function test_emit_and_revert() public { vm.expectEmit(); emit Hit(address(this), 0); vm.expectRevert(); t.boom("abc"); t.hit(); }

    // expectCall
    function test_call() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ())); mid.relay(); }
    function test_call_missing() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ())); t.nothing(); }
    function test_call_partial() public { vm.expectCall(address(t), abi.encodeWithSelector(Target.put.selector)); t.put(ALICE, 1, 2); }
    function test_call_twice() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ())); vm.expectCall(address(t), abi.encodeCall(Target.hit, ())); t.hit(); }
    function test_call_count() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ()), 2); t.hit(); t.hit(); }
    function test_call_count_more() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ()), 1); t.hit(); t.hit(); }
    function test_call_count_zero() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ()), 0); t.nothing(); }
    function test_call_count_set_twice() public { vm.expectCall(address(t), hex"", 1); vm.expectCall(address(t), hex"", 1); }
    function test_call_mixed() public { vm.expectCall(address(t), hex"", 1); vm.expectCall(address(t), hex""); }
    function test_call_value() public { vm.expectCall(address(t), 3, abi.encodeCall(Target.hit, ())); t.hit{value: 3}(); }
    function test_call_value_wrong() public { vm.expectCall(address(t), 4, abi.encodeCall(Target.hit, ())); t.hit{value: 3}(); }
    function test_call_gas() public { vm.expectCall(address(t), 0, 50000, abi.encodeCall(Target.view1, ())); t.view1{gas: 50000}(); }
    function test_call_gas_wrong() public { vm.expectCall(address(t), 0, 50000, abi.encodeCall(Target.view1, ())); t.view1{gas: 50001}(); }
    function test_call_mingas() public { vm.expectCallMinGas(address(t), 1, 50000, abi.encodeCall(Target.hit, ())); t.hit{gas: 150000, value: 1}(); }
    function test_call_mingas_wrong() public { vm.expectCallMinGas(address(t), 1, 50000, abi.encodeCall(Target.hit, ())); (bool ok,) = address(t).call{gas: 20000, value: 1}(abi.encodeCall(Target.hit, ())); ok; }
    function test_call_before_revert() public { vm.expectCall(address(t), abi.encodeCall(Target.hit, ())); revert("first"); }
    function test_create_expected() public { vm.expectCreate(type(Child).runtimeCode, address(this)); new Child(); }
    function test_create_missing() public { vm.expectCreate(hex"6001", address(this)); }
    function test_create2_expected() public { vm.expectCreate2(type(Child).runtimeCode, address(this)); new Child{salt: bytes32(uint256(1))}(); }
    function test_intercept_initcode() public { vm.interceptInitcode(); try new Child() { revert("no"); } catch (bytes memory code) { require(keccak256(code) == keccak256(type(Child).creationCode), "other code"); } }

    // mocks
    function test_mock() public { vm.mockCall(address(t), abi.encodeCall(Target.view1, ()), abi.encode(77)); eq(t.view1(), 77); vm.clearMockedCalls(); eq(t.view1(), 1); }
    function test_mock_eoa() public { vm.mockCall(address(0x77), abi.encodeCall(Target.view1, ()), abi.encode(78)); eq(Target(address(0x77)).view1(), 78); require(address(0x77).code.length == 1); }
    function test_mock_selector() public { vm.mockCall(address(t), abi.encodeWithSelector(t.hits.selector), abi.encode(5)); eq(t.hits(ALICE), 5); vm.mockCall(address(t), abi.encodeCall(t.hits, (BOB)), abi.encode(6)); eq(t.hits(BOB), 6); eq(t.hits(ALICE), 5); }
    function test_mock_deep() public { vm.mockCall(address(t), abi.encodeCall(Target.hit, ()), abi.encode(BOB)); eq(mid.relay(), BOB); eq(t.count(), 0); }
    function test_mock_revert() public { vm.mockCallRevert(address(t), abi.encodeCall(Target.view1, ()), "mocked failure"); t.view1(); }
    function test_mock_value() public { vm.mockCall(address(t), 3, abi.encodeCall(Target.hit, ()), abi.encode(BOB)); eq(t.hit{value: 3}(), BOB); eq(address(t).balance, 3); eq(t.hit{value: 4}(), address(this)); }
    function test_mock_sequence() public { bytes[] memory outs = new bytes[](2); outs[0] = abi.encode(1); outs[1] = abi.encode(2); vm.mockCalls(address(t), abi.encodeCall(Target.view1, ()), outs); eq(t.view1(), 1); eq(t.view1(), 2); eq(t.view1(), 2); }
    function test_mock_expect_call() public { vm.mockCall(address(t), abi.encodeCall(Target.view1, ()), abi.encode(1)); vm.expectCall(address(t), abi.encodeCall(Target.view1, ())); t.view1(); }
    function test_mock_consumes_prank() public { vm.mockCall(address(t), abi.encodeCall(Target.view1, ()), abi.encode(1)); vm.prank(ALICE); t.view1(); eq(t.hit(), address(this)); }
    function test_mock_function() public { Target other = new Target(); other.both(3); vm.mockFunction(address(mid), address(t), abi.encodeCall(Target.view1, ())); Target(address(mid)).view1(); }
    function test_mock_delegatecall() public { vm.mockCall(address(t), abi.encodeCall(Target.hit, ()), abi.encode(BOB)); (bool ok, bytes memory out) = mid.delegated(address(t)); require(ok); eq(abi.decode(out, (address)), BOB); }

    // records
    function test_logs() public { vm.recordLogs(); t.hit(); t.emitOther(1, 2, 3, "ab"); Vm.Log[] memory l = vm.getRecordedLogs(); eq(l.length, 2); eq(l[0].emitter, address(t)); eq(l[0].topics.length, 2); eq(uint256(l[1].topics[3]), 3); eq(vm.getRecordedLogs().length, 0); t.hit(); eq(vm.getRecordedLogs().length, 1); }
    function test_logs_reverted() public { vm.recordLogs(); try this.hitAndRevert() {} catch {} eq(vm.getRecordedLogs().length, 1); }
    function test_record() public { vm.record(); t.count(); (bytes32[] memory r, bytes32[] memory w) = vm.accesses(address(t)); eq(r.length, 1); eq(w.length, 0); t.hit(); (r, w) = vm.accesses(address(t)); eq(w.length, 4); require(r.length > 5); }
    function test_mapping() public { vm.startMappingRecording(); t.put(ALICE, 5, 6); eq(vm.getMappingLength(address(t), bytes32(uint256(4))), 1); bytes32 outer = vm.getMappingSlotAt(address(t), bytes32(uint256(4)), 0); require(outer == keccak256(abi.encode(ALICE, 4)), "outer"); bytes32 inner = vm.getMappingSlotAt(address(t), outer, 0); (bool found, bytes32 key, bytes32 parent) = vm.getMappingKeyAndParentOf(address(t), inner); require(found && uint256(key) == 5 && parent == outer, "inner"); vm.stopMappingRecording(); eq(vm.getMappingLength(address(t), bytes32(uint256(4))), 0); }

    // broadcast
    function test_broadcast() public { vm.broadcast(ALICE); eq(t.hit(), ALICE); eq(t.lastOrigin(), ALICE); eq(t.hit(), address(this)); }
    function test_broadcast_create() public { vm.startBroadcast(ALICE); Child c = new Child(); Child d = new Child(); vm.stopBroadcast(); eq(c.maker(), ALICE); eq(c.origin(), ALICE); require(address(c) != address(d)); }
    function test_broadcast_prank() public { vm.startBroadcast(ALICE); vm.prank(BOB); }
    function test_prank_broadcast() public { vm.prank(BOB); vm.broadcast(ALICE); }
    function test_broadcast_twice() public { vm.broadcast(ALICE); vm.broadcast(ALICE); }
    function test_broadcast_static() public { vm.broadcast(ALICE); t.view1(); }
    function test_stop_broadcast() public { vm.stopBroadcast(); }

    // snapshots
    function test_snapshot() public { uint256 id = vm.snapshotState(); t.hit(); eq(t.count(), 1); require(vm.revertToState(id)); eq(t.count(), 0); t.hit(); require(vm.revertToStateAndDelete(id)); eq(t.count(), 0); require(!vm.revertToState(id)); require(!vm.deleteStateSnapshot(id)); }
    function test_snapshot_own_state() public { uint256 id = vm.snapshotState(); t = new Target(); Target before = t; vm.revertToState(id); require(address(t) != address(before)); require(address(before).code.length == 0); }

    // assume, skip
    function test_assume_false() public pure { V.get().assume(false); }
    function test_assume_true() public pure { V.get().assume(true); }
    function test_skip() public { vm.skip(true); }
    function test_skip_reason() public { vm.skip(true, "later"); }
    function test_skip_false() public { vm.skip(false); }
    function test_skip_nested() public { this.skipper(); }
    function skipper() external { vm.skip(true); }
    function test_assumeNoRevert_ok() public { vm.assumeNoRevert(); t.nothing(); }
    function test_assumeNoRevert_twice() public { vm.assumeNoRevert(); vm.assumeNoRevert(); }
    function test_assumeNoRevert_other() public { vm.assumeNoRevert(Vm.PotentialRevert(address(0), false, bytes("abc"))); t.boom("abd"); }
    function test_label() public { require(keccak256(bytes(vm.getLabel(ALICE))) == keccak256("unlabeled:0x00000000000000000000000000000000000A11cE")); vm.label(ALICE, "alice"); require(keccak256(bytes(vm.getLabel(ALICE))) == keccak256("alice")); }
    function test_breakpoint() public { vm.breakpoint("a"); vm.breakpoint("ab"); }
}

interface VmPure { function assume(bool) external pure; }
library V { function get() internal pure returns (VmPure) { return VmPure(address(uint160(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D))); } }
