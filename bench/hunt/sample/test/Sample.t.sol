// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Lock} from "../src/Lock.sol";
import {Vault} from "../src/Vault.sol";

/// Breaks within a few calls, whoever searches.
contract VaultEmpty {
    Vault vault;

    function setUp() public {
        vault = new Vault();
    }

    function invariant_neverMuch() public view {
        assert(vault.assets() < 2 ** 100);
    }
}

/// Needs a deposit, earnings that do not divide, and a withdrawal of everything but one share.
contract VaultRounding {
    Vault vault;

    function setUp() public {
        vault = new Vault();
    }

    function invariant_backed() public view {
        assert(vault.shares() == 0 || vault.assets() > 0);
    }
}

/// Needs keys that are compared with.
contract LockOpens {
    Lock lock;

    function setUp() public {
        lock = new Lock();
    }

    function invariant_secondDoorShut() public view {
        assert(lock.doors() < 2);
    }
}

/// Holds: whoever says it broke is wrong.
contract LockHolds {
    Lock lock;

    function setUp() public {
        lock = new Lock();
    }

    function invariant_threeDoors() public view {
        assert(lock.doors() <= 3);
    }
}

/// One argument in 2^80.
contract Stateless {
    function testFuzz_neverMultiple(uint256 n) public pure {
        assert(n == 0 || n % 2 ** 80 != 1234);
    }
}
