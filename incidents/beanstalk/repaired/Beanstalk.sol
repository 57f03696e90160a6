// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {Silo} from "./Silo.sol";
import {StablePool} from "./StablePool.sol";

/// Holders change the protocol by proposals: code that the protocol runs as its own, once enough have voted for it, and
/// its owner, who is several of them, carries it out.
contract Beanstalk is Silo {
    struct Bip {
        address proposer;
        address init;
        bytes initData;
        uint256 start;
        uint256 votes;
        bool isExecuted;
    }

    uint256 public constant PROPOSAL_THRESHOLD_DIVISOR = 1_000;
    uint256 public constant PERIOD = 7 days;
    uint256 public constant EMERGENCY_PERIOD = 1 days;

    address public immutable owner;
    bool public isPaused;
    Bip[] private bips;
    mapping(uint256 => mapping(address => bool)) public hasVoted;

    event Proposed(uint256 indexed bip, address indexed proposer, address init);
    event Voted(uint256 indexed bip, address indexed account, uint256 stalk);
    event Executed(uint256 indexed bip);
    event Paused(bool isPaused);

    error NotOwner();
    error NotEnough();
    error NotActive();
    error Failed();

    constructor(Erc20 bean_, StablePool pool_) Silo(bean_, pool_) {
        owner = msg.sender;
    }

    function pause(bool isPaused_) external {
        if (msg.sender != owner) revert NotOwner();
        isPaused = isPaused_;
        emit Paused(isPaused_);
    }

    function bipCount() external view returns (uint256) {
        return bips.length;
    }

    function bipOf(uint256 bip) external view returns (Bip memory) {
        return bips[bip];
    }

    /// Who proposes something votes for it.
    function propose(address init, bytes calldata initData) external returns (uint256 bip) {
        if (isPaused || balanceOfStalk[msg.sender] * PROPOSAL_THRESHOLD_DIVISOR < totalStalk) revert NotEnough();
        if (init.code.length == 0) revert Failed();
        bip = bips.length;
        Bip storage b = bips.push();
        (b.proposer, b.init, b.initData, b.start) = (msg.sender, init, initData, block.timestamp);
        emit Proposed(bip, msg.sender, init);
        _vote(bip);
    }

    function vote(uint256 bip) external {
        if (isPaused || bips[bip].isExecuted || block.timestamp >= bips[bip].start + PERIOD) revert NotActive();
        _vote(bip);
    }

    /// Carries out what two in three have voted for, before the vote is over.
    function emergencyCommit(uint256 bip) external {
        Bip storage b = bips[bip];
        if (msg.sender != owner) revert NotOwner();
        if (isPaused || b.isExecuted || block.timestamp < b.start + EMERGENCY_PERIOD) revert NotActive();
        if (b.votes * 3 < totalStalk * 2) revert NotEnough();
        b.isExecuted = true;
        (bool ok, ) = b.init.delegatecall(b.initData);
        if (!ok) revert Failed();
        emit Executed(bip);
    }

    function _vote(uint256 bip) private {
        Bip storage b = bips[bip];
        if (hasVoted[bip][msg.sender]) revert NotActive();
        hasVoted[bip][msg.sender] = true;
        b.votes += balanceOfStalk[msg.sender];
        if (lockedUntil[msg.sender] < b.start + PERIOD) lockedUntil[msg.sender] = b.start + PERIOD;
        emit Voted(bip, msg.sender, balanceOfStalk[msg.sender]);
    }
}
