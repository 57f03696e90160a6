// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A price with eight decimals that only its owner changes.
contract AnswerFeed {
    address public immutable OWNER = msg.sender;
    int256 public latestAnswer;

    constructor(int256 answer) {
        latestAnswer = answer;
    }

    function setAnswer(int256 answer) external {
        require(msg.sender == OWNER, "not the owner");
        latestAnswer = answer;
    }
}
