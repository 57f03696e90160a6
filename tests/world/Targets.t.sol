// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

contract Getters {
    struct FuzzSelector { address addr; bytes4[] selectors; }
    struct FuzzArtifactSelector { string artifact; bytes4[] selectors; }
    struct FuzzInterface { address addr; string[] artifacts; }
    address[] tc; address[] ec; address[] ts; address[] es; FuzzSelector[] tsel; FuzzSelector[] esel;
    string[] ta; string[] ea; FuzzArtifactSelector[] tas; FuzzInterface[] ti;
    function targetContracts() public view returns (address[] memory) { return tc; }
    function excludeContracts() public view returns (address[] memory) { return ec; }
    function targetSenders() public view returns (address[] memory) { return ts; }
    function excludeSenders() public view returns (address[] memory) { return es; }
    function targetSelectors() public view returns (FuzzSelector[] memory) { return tsel; }
    function excludeSelectors() public view returns (FuzzSelector[] memory) { return esel; }
    function targetArtifacts() public view returns (string[] memory) { return ta; }
    function excludeArtifacts() public view returns (string[] memory) { return ea; }
    function targetArtifactSelectors() public view returns (FuzzArtifactSelector[] memory) { return tas; }
    function targetInterfaces() public view returns (FuzzInterface[] memory) { return ti; }
    function one(bytes4 a) internal pure returns (bytes4[] memory s) { s = new bytes4[](1); s[0] = a; }
    function named(string memory a) internal pure returns (string[] memory s) { s = new string[](1); s[0] = a; }
}

contract A { uint256 x; function a1() external { x++; } function a2(uint256 v) external payable { x = v; } function look() external view returns (uint256) { return x; } }
contract B { uint256 x; function b1() external { x++; } function b2() external { x += 2; } }
contract OnlyViews { function look() external pure returns (uint256) { return 1; } }
contract Proxy { address impl; constructor(address i) { impl = i; } fallback() external payable { address i = impl; assembly { calldatacopy(0, 0, calldatasize()) let ok := delegatecall(gas(), i, 0, calldatasize(), 0, 0) returndatacopy(0, 0, returndatasize()) if iszero(ok) { revert(0, returndatasize()) } return(0, returndatasize()) } } }
interface IA { function a1() external; }

contract Everything is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); new OnlyViews(); } function invariant_x() public {} function own() public {} }
contract OneContract is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); tc.push(address(a)); ts.push(address(1)); ts.push(address(0x1234)); es.push(address(0x1234)); ts.push(address(0x77)); } function invariant_x() public {} }
contract WithoutOne is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); ec.push(address(a)); } function invariant_x() public {} }
contract Selector is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); tc.push(address(a)); tsel.push(FuzzSelector(address(b), one(B.b2.selector))); } function invariant_x() public {} }
contract SelectorOnly is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); tsel.push(FuzzSelector(address(b), one(B.b2.selector))); } function invariant_x() public {} }
contract ViewSelector is Getters { A a; function setUp() public { a = new A(); tsel.push(FuzzSelector(address(a), one(A.look.selector))); } function invariant_x() public {} }
contract ExcludedSelector is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); esel.push(FuzzSelector(address(a), one(A.a1.selector))); } function invariant_x() public {} }
contract Itself is Getters { A a; function setUp() public { a = new A(); tc.push(address(this)); } function invariant_x() public {} function handler() public { a.a1(); } function handler2(uint256) public {} function testThing() public {} function fixtureThing() public {} function afterInvariant() public {} function watch() public view returns (address) { return address(a); } }
contract ItselfSelector is Getters { A a; function setUp() public { a = new A(); tsel.push(FuzzSelector(address(this), one(this.handler.selector))); } function invariant_x() public {} function handler() public { a.a1(); } function handler2(uint256) public {} }
contract ItselfExcluded is Getters { A a; function setUp() public { a = new A(); tc.push(address(this)); esel.push(FuzzSelector(address(this), one(this.handler.selector))); } function invariant_x() public {} function handler() public { a.a1(); } function handler2(uint256) public {} }
contract Artifact is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); ta.push("test/Targets.t.sol:B"); } function invariant_x() public {} }
contract ArtifactExcluded is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); ea.push("test/Targets.t.sol:B"); } function invariant_x() public {} }
contract ArtifactSelector is Getters { A a; B b; function setUp() public { a = new A(); b = new B(); tas.push(FuzzArtifactSelector("test/Targets.t.sol:A", one(A.a1.selector))); } function invariant_x() public {} }
contract Interface is Getters { A a; Proxy p; function setUp() public { a = new A(); p = new Proxy(address(a)); ti.push(FuzzInterface(address(p), named("IA"))); tc.push(address(p)); } function invariant_x() public {} }
contract Nothing is Getters { function setUp() public { new OnlyViews(); } function invariant_x() public {} }
contract WrongSelector is Getters { A a; function setUp() public { a = new A(); tsel.push(FuzzSelector(address(a), one(0x12345678))); } function invariant_x() public {} }
contract WrongAddress is Getters { A a; function setUp() public { a = new A(); tsel.push(FuzzSelector(address(0x99), one(A.a1.selector))); } function invariant_x() public {} }
contract WrongArtifact is Getters { A a; function setUp() public { a = new A(); ta.push("NoSuchContract"); } function invariant_x() public {} }
contract NoGetters { A a; function setUp() public { a = new A(); } function invariant_x() public {} }
