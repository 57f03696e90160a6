// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface Vm {
    function addr(uint256 key) external pure returns (address);
    function deal(address account, uint256 balance) external;
    function deployCode(string calldata contractName) external returns (address);
    function deployCode(string calldata contractName, bytes calldata arguments) external returns (address);
    function etch(address account, bytes calldata code) external;
    function getDeployedCode(string calldata contractName) external view returns (bytes memory);
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function sign(uint256 key, bytes32 hash) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function roll(uint256 blockNumber) external;
    function warp(uint256 timestamp) external;
}

/// Who is there, and a test, so that setUp() is one of a test contract.
abstract contract Base {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal operator = address(0x0be2a);
    address internal ada = address(0xada01);
    address internal ben = address(0xbe402);
    address internal cleo = address(0xc1e03);

    modifier as_(address account) {
        vm.startPrank(account);
        _;
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(operator.code.length == 0, "operator");
    }
}
