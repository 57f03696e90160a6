// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Three doors, one after the other; each key is known from the code or from what the door before said.
contract Lock {
    uint256 public doors;
    uint256 public last;

    function first(uint256 key) external {
        require(doors == 0 && key == 0x5eed_c0de_0000_0007);
        doors = 1;
        last = uint256(keccak256(abi.encode(key))) >> 200;
    }

    function second(uint256 key) external {
        require(doors == 1 && key == last + 3);
        doors = 2;
    }

    function third(uint32 a, uint32 b) external {
        require(doors == 2 && a > b && uint256(a) * b == 77_000_007);
        doors = 3;
    }

    function close() external {
        doors = 0;
    }
}
