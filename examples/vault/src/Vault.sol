// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Keeps ether for its depositors. Whoever wants it back asks first, and gets it a day later. It has a bug.
contract Vault {
    struct Request {
        uint256 amount;
        uint256 readyAt;
    }

    uint256 public constant DELAY = 1 days;

    mapping(address owner => uint256) public balanceOf;
    mapping(address owner => Request) public requestOf;
    uint256 public deposited;

    function deposit() external payable {
        balanceOf[msg.sender] += msg.value;
        deposited += msg.value;
    }

    /// Asks for all that the sender has.
    function requestWithdrawal() external {
        requestOf[msg.sender] = Request(balanceOf[msg.sender], block.timestamp + DELAY);
    }

    function withdraw() external {
        Request memory request = requestOf[msg.sender];
        require(request.amount > 0, "nothing was asked for");
        require(block.timestamp >= request.readyAt, "not ready");
        balanceOf[msg.sender] = 0;
        (bool sent,) = msg.sender.call{value: request.amount}("");
        require(sent, "not sent");
    }
}
