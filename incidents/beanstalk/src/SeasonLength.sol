// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What an honest proposal looks like: code that notes something in the protocol's storage.
contract SeasonLength {
    bytes32 private constant SLOT = keccak256("beanstalk.season.length");

    event SeasonLengthSet(uint256 length);

    function init(uint256 length) external {
        bytes32 slot = SLOT;
        assembly {
            sstore(slot, length)
        }
        emit SeasonLengthSet(length);
    }
}
