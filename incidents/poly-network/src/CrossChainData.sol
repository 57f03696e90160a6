// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What the manager keeps: who signs for the relay chain, and which messages were executed. Only the manager may write.
contract CrossChainData {
    address public owner;
    /// The keepers of the present epoch, encoded.
    bytes public epochKeepers;
    uint256 public epochStart;
    mapping(bytes32 => bool) public isExecuted;

    event OwnerSet(address indexed owner);
    event KeepersSet(bytes keepers);

    error NotAllowed(address caller);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotAllowed(msg.sender);
        _;
    }

    constructor() {
        owner = msg.sender;
    }

    function transferOwnership(address owner_) external onlyOwner {
        owner = owner_;
        emit OwnerSet(owner_);
    }

    function putEpochKeepers(bytes calldata keepers) external onlyOwner returns (bool) {
        epochKeepers = keepers; // flaw
        epochStart = block.number;
        emit KeepersSet(keepers);
        return true;
    }

    function markExecuted(bytes32 message) external onlyOwner returns (bool) {
        if (isExecuted[message]) return false;
        isExecuted[message] = true;
        return true;
    }
}
