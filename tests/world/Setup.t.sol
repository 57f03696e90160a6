// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

interface Vm {
    function getNonce(address) external returns (uint64);
    function warp(uint256) external;
    function roll(uint256) external;
    function startPrank(address) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
    function store(address, bytes32, bytes32) external;
    function deal(address, uint256) external;
    function label(address, string calldata) external;
    function assume(bool) external;
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

error Values(string what, uint256[] numbers, address[] addresses);

library Inner { function two() external pure returns (uint256) { return 2; } }
library Outer { function three() external view returns (uint256, address) { return (Inner.two() + 1, address(this)); } }

contract Made { uint256 public x = 1; function set(uint256 v) external { x = v; } function where() external view returns (address) { return address(this); } }

contract SetupTest {
    uint256 atConstruction = gather();
    uint256[] constructionNumbers;
    address[] constructionAddresses;
    Made made;
    uint256 snapshot;
    function gather() internal pure returns (uint256) { return 1; }

    constructor() payable { (constructionNumbers, constructionAddresses) = environment(); }
    function setUp() public { made = new Made(); vm.warp(1000); vm.roll(50); snapshot = vm.snapshotState(); made.set(7); }

    function environment() internal returns (uint256[] memory n, address[] memory a) {
        n = new uint256[](17);
        a = new address[](4);
        n[0] = block.number; n[1] = block.timestamp; n[2] = block.chainid; n[3] = block.gaslimit; n[4] = block.basefee;
        n[5] = block.prevrandao; n[6] = block.blobbasefee; n[7] = tx.gasprice; n[8] = msg.value; n[9] = address(this).balance;
        n[10] = msg.sender.balance; n[11] = vm.getNonce(msg.sender); n[12] = vm.getNonce(address(this)); n[13] = address(vm).code.length;
        n[14] = 0x4e59b44847b379578588920cA78FbF26c0B4956C.code.length; n[15] = uint256(blockhash(0)); n[16] = 0x1F95D37F27EA0dEA9C252FC09D5A6eaA97647353.balance;
        a[0] = msg.sender; a[1] = tx.origin; a[2] = block.coinbase; a[3] = address(this);
    }
    function test_in_test() public { (uint256[] memory n, address[] memory a) = environment(); revert Values("test", n, a); }
    function test_in_constructor() public view { revert Values("constructor", constructionNumbers, constructionAddresses); }
    function test_library() public view { (uint256 three, address outer) = Outer.three(); require(three == 3 && outer == address(this)); uint256[] memory n; address[] memory a = new address[](2); a[0] = address(Outer); a[1] = address(Inner); revert Values("libraries", n, a); }
    function test_made() public view { uint256[] memory n; address[] memory a = new address[](1); a[0] = address(made); revert Values("made", n, a); }
    function test_snapshot_of_setup() public { require(made.x() == 7); require(vm.revertToState(snapshot)); require(made.x() == 1); require(block.timestamp == 1000); }
    function test_warp_is_seen() public { require(block.timestamp == 1000 && block.number == 50); vm.warp(2000); require(block.timestamp == 2000); }
    function test_warp_is_gone() public view { require(block.timestamp == 1000 && block.number == 50); }
    function test_fail_flag() public { vm.store(address(vm), "failed", bytes32(uint256(1))); }
    function test_fail_flag_undone() public { uint256 id = vm.snapshotState(); vm.store(address(vm), "failed", bytes32(uint256(1))); vm.revertToState(id); }
    function test_fail_flag_reverted() public { try this.setFlag() {} catch {} }
    function setFlag() external { vm.store(address(vm), "failed", bytes32(uint256(1))); revert("undone"); }
    function test_create2() public { Made m = new Made{salt: bytes32(uint256(7))}(); uint256[] memory n; address[] memory a = new address[](1); a[0] = address(m); revert Values("create2", n, a); }
    function test_factory() public { (bool ok, bytes memory out) = 0x4e59b44847b379578588920cA78FbF26c0B4956C.call(abi.encodePacked(bytes32(uint256(7)), type(Made).creationCode)); require(ok); uint256[] memory n; address[] memory a = new address[](1); a[0] = address(bytes20(out)); revert Values("factory", n, a); }
}

contract ConstructorFails { constructor() { require(false, "constructor says no"); } function test_it() public {} }
contract SetUpFails { function setUp() public { new Made(); revert("setUp says no"); } function test_it() public {} }
contract SetUpMarks { function setUp() public { vm.store(address(vm), "failed", bytes32(uint256(1))); } function test_it() public {} }
contract SetUpPranks { Made m; address seen; function setUp() public { vm.startPrank(address(0xA11CE)); } function note() external returns (address) { return msg.sender; } function test_it() public { require(this.note() == address(0xA11CE)); } }
contract SetUpAssumes { function setUp() public { vm.assume(false); } function test_it() public {} }
