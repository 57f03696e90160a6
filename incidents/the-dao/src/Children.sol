// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What has been split off: by the number of the proposal, the ether of each of those who went together.
contract Children {
    address public immutable dao;
    mapping(uint256 => mapping(address => uint256)) public shareOf;

    event Funded(uint256 indexed proposal, address indexed member, uint256 amount);
    event Withdrawn(uint256 indexed proposal, address indexed member, uint256 amount);

    error NotDao();
    error NotPaid();

    constructor() {
        dao = msg.sender;
    }

    function fund(uint256 proposal, address member) external payable {
        if (msg.sender != dao) revert NotDao();
        shareOf[proposal][member] += msg.value;
        emit Funded(proposal, member, msg.value);
    }

    function withdraw(uint256 proposal) external returns (uint256 amount) {
        amount = shareOf[proposal][msg.sender];
        shareOf[proposal][msg.sender] = 0;
        emit Withdrawn(proposal, msg.sender, amount);
        (bool ok, ) = msg.sender.call{value: amount}("");
        if (!ok) revert NotPaid();
    }
}
