// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// One hundred reads and writes of a mapping with 256 keys per call.
contract Ledger {
    mapping(uint256 => uint256) public cells;

    function work(uint256 seed) external returns (uint256 mix) {
        unchecked {
            for (uint256 i = 0; i < 100; ++i) {
                uint256 key = (seed + i * 7) & 255;
                uint256 value = cells[key] + seed + i;
                cells[key] = value;
                mix = (mix << 1) ^ value ^ cells[(key + 128) & 255];
            }
        }
    }
}

contract StorageBench {
    Ledger public immutable target = new Ledger();

    function run(uint256 n) external returns (uint256 mix) {
        for (uint256 i = 0; i < n; ++i) mix ^= target.work(i * 3);
    }
}

/// Two hundred rounds of unchecked add, multiply, xor and shift.
contract Arith {
    function work(uint256 seed) external pure returns (uint256 mix) {
        unchecked {
            mix = seed;
            for (uint256 i = 0; i < 200; ++i) {
                mix = (mix + i) * 0x9e3779b97f4a7c15 ^ (mix >> 7);
                mix = (mix << 3 | mix >> 253) - (i ^ seed);
            }
        }
    }
}

contract ArithBench {
    Arith public immutable target = new Arith();

    function run(uint256 n) external view returns (uint256 mix) {
        for (uint256 i = 0; i < n; ++i) mix ^= target.work(i);
    }
}

/// Two hundred rounds of full-width MULMOD and ADDMOD over the order of secp256k1.
contract Mulmod {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function work(uint256 seed) external pure returns (uint256 mix) {
        unchecked {
            mix = seed + type(uint256).max / 3;
            for (uint256 i = 0; i < 200; ++i) {
                mix = addmod(mulmod(mix, mix, ORDER), seed + i, ORDER);
            }
        }
    }
}

contract MulmodBench {
    Mulmod public immutable target = new Mulmod();

    function run(uint256 n) external view returns (uint256 mix) {
        for (uint256 i = 0; i < n; ++i) mix ^= target.work(i);
    }
}
