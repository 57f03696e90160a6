// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Ether that only its owner pays out: what contractors of the DAO return to it, for the holders of tokens.
contract ManagedAccount {
    address public immutable owner;
    /// All that ever came in.
    uint256 public accumulatedInput;

    event PaidOut(address indexed recipient, uint256 amount);

    error NotOwner();

    constructor() {
        owner = msg.sender;
    }

    receive() external payable {
        accumulatedInput += msg.value;
    }

    function payOut(address recipient, uint256 amount) external returns (bool ok) {
        if (msg.sender != owner) revert NotOwner();
        (ok, ) = recipient.call{value: amount}("");
        if (ok) emit PaidOut(recipient, amount);
    }
}
