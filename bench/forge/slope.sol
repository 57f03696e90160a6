// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

interface Vm {
    function readFile(string calldata path) external view returns (string memory);
    function parseBytes(string calldata hexDigits) external pure returns (bytes memory);
    function parseUint(string calldata digits) external pure returns (uint256);
}

/// Deploys one benchmark contract from its initcode and times `run(n)` for two loop counts. Everything but the loop is
/// the same in both tests (deployment is in setUp), so the difference of their durations is the price of the iterations
/// between them. Each test has copies because forge reports one duration per test; the fastest counts.
///
/// The bytecode, the loop counts and the expected results are read from files: what is compiled here never changes.
abstract contract Slope {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string private _directory;
    address private _bench;

    constructor(string memory name) {
        _directory = string.concat("cases/", name, "/");
    }

    function setUp() public {
        bytes memory initcode = vm.parseBytes(vm.readFile(string.concat(_directory, "initcode")));
        address bench;
        assembly {
            bench := create(0, add(initcode, 32), mload(initcode))
        }
        require(bench != address(0), "deployment failed");
        _bench = bench;
    }

    function test_few_0() public { _run("few"); }
    function test_few_1() public { _run("few"); }
    function test_few_2() public { _run("few"); }
    function test_few_3() public { _run("few"); }
    function test_many_0() public { _run("many"); }
    function test_many_1() public { _run("many"); }
    function test_many_2() public { _run("many"); }
    function test_many_3() public { _run("many"); }

    function _run(string memory which) private {
        uint256 n = vm.parseUint(vm.readFile(string.concat(_directory, which, "-n")));
        uint256 expected = vm.parseUint(vm.readFile(string.concat(_directory, which, "-result")));
        (bool ok, bytes memory output) = _bench.call(abi.encodeWithSignature("run(uint256)", n));
        require(ok, "run failed");
        require(abi.decode(output, (uint256)) == expected, "wrong result");
    }
}
