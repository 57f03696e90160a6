// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
    function setArbitraryStorage(address) external;
    function setArbitraryStorage(address, bool) external;
    function copyStorage(address, address) external;
    function load(address, bytes32) external view returns (bytes32);
    function store(address, bytes32, bytes32) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
contract Counter {
    uint256 public a;
    uint256 public b = 7;
    address[] public owners;
    function setA(uint256 value) external { a = value; }
    function setOwner(uint256 at, address owner) external { owners[at] = owner; }
    function readAndFail() external view { require(a == 0 && a != 0, "undone"); }
    function bump() external { a += 1; }
}
contract ArbitraryStorageTest {
    Counter counter = new Counter();
    uint256 own;
    function test_fresh() public {
        vm.setArbitraryStorage(address(counter));
        address owner = counter.owners(55);
        require(counter.owners(55) == owner && owner != address(0), "stays");
        counter.setOwner(55, address(111));
        require(counter.owners(55) == address(111), "set");
        require(counter.b() == 7, "what was there stays");
    }
    function test_zero_stays() public {
        vm.setArbitraryStorage(address(counter));
        require(counter.a() != 0);
        counter.setA(0);
        require(counter.a() == 0);
        counter.setA(11);
        require(counter.a() == 11);
    }
    function test_written_first() public { vm.setArbitraryStorage(address(counter)); counter.setA(0); require(counter.a() == 0); }
    function test_read_in_a_write() public { vm.setArbitraryStorage(address(counter)); counter.bump(); require(counter.a() > 1); }
    function test_slots_differ() public { vm.setArbitraryStorage(address(counter)); require(counter.owners(1) != counter.owners(2)); }
    function test_load() public {
        address nobody = address(0xabc);
        vm.setArbitraryStorage(nobody);
        bytes32 value = vm.load(nobody, bytes32(uint256(9)));
        require(value != 0 && vm.load(nobody, bytes32(uint256(9))) == value);
    }
    function test_store() public { vm.setArbitraryStorage(address(counter)); vm.store(address(counter), 0, 0); require(counter.a() == 0 && vm.load(address(counter), 0) == 0); }
    function test_overwrite() public { vm.setArbitraryStorage(address(counter), true); uint256 b = counter.b(); require(b != 7 && counter.b() == b); }
    function test_no_overwrite() public { vm.setArbitraryStorage(address(counter), false); require(counter.b() == 7); }
    function test_own_storage() public { own = 0; vm.setArbitraryStorage(address(this)); bytes32 x = vm.load(address(this), bytes32(uint256(77))); require(x != 0); }
    function test_copy() public {
        Counter copy = new Counter();
        vm.setArbitraryStorage(address(counter));
        uint256 before = counter.a();
        vm.copyStorage(address(counter), address(copy));
        require(copy.a() == before && copy.owners(3) == counter.owners(3));
        counter.setA(1);
        require(copy.a() == before);
    }
    function test_copy_over_arbitrary() public { vm.setArbitraryStorage(address(counter)); vm.copyStorage(address(0xabc), address(counter)); }
    function test_failed_frame() public { vm.setArbitraryStorage(address(counter)); try counter.readAndFail() { revert("ran"); } catch {} require(counter.a() != 0); }
    function test_others_have_none() public { vm.setArbitraryStorage(address(counter)); Counter other = new Counter(); require(other.a() == 0); }
    function test_snapshot() public {
        uint256 id = vm.snapshotState();
        vm.setArbitraryStorage(address(counter));
        require(counter.a() != 0);
        vm.revertToState(id);
        require(counter.a() != 0, "still arbitrary");
    }
}
contract ArbitraryStorageSetupTest {
    Counter counter;
    uint256 seen;
    function setUp() public { counter = new Counter(); vm.setArbitraryStorage(address(counter)); seen = counter.a(); }
    function test_from_setup() public view { require(seen != 0 && counter.a() == seen && counter.owners(8) != address(0)); }
}
