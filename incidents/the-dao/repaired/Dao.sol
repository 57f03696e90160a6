// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Children} from "./Children.sol";
import {DaoToken} from "./DaoToken.sol";
import {ManagedAccount} from "./ManagedAccount.sol";

/// Holders decide together whom the DAO pays. Who does not agree proposes to split off, waits until the vote about that is over, and
/// goes, with whoever voted for it, with its part of the ether.
contract Dao is DaoToken {
    struct Proposal {
        address recipient;
        uint256 amount;
        string description;
        uint256 votingDeadline;
        bool isOpen;
        bool isSplit;
        uint256 yea;
        uint256 nay;
        /// Of a split: what the DAO had when the first one went.
        uint256 splitBalance;
        uint256 splitSupply;
    }

    uint256 public constant TOKENS_PER_ETHER = 100 * 10 ** 16;
    uint256 public constant DEBATING_PERIOD_MIN = 2 weeks;
    uint256 public constant SPLIT_DEBATING_PERIOD_MIN = 1 weeks;
    uint256 public constant SPLIT_EXECUTION_PERIOD = 27 days;
    uint256 public constant DEBATING_PERIOD_MAX = 8 weeks;
    /// A vote counts if this part of all tokens took part.
    uint256 public constant QUORUM_DIVISOR = 5;

    address public immutable curator;
    Children public immutable children;
    ManagedAccount public immutable rewardAccount;
    mapping(address => bool) public isAllowed;
    Proposal[] private proposals;
    mapping(uint256 => mapping(address => bool)) public votedYes;
    mapping(uint256 => mapping(address => bool)) public votedNo;

    event Created(address indexed holder, uint256 amount);
    event Proposed(uint256 indexed proposal, address recipient, uint256 amount, bool isSplit);
    event Voted(uint256 indexed proposal, bool isYes, address indexed voter);
    event Executed(uint256 indexed proposal, bool isPaid);
    event Split(uint256 indexed proposal, address indexed holder, uint256 amount);

    error NotCurator();
    error NotHolder();
    error NotAllowed();
    error Voting();
    error Refused();
    error NotPaid();

    modifier onlyHolders() {
        if (balanceOf[msg.sender] == 0) revert NotHolder();
        _;
    }

    constructor(address curator_) {
        curator = curator_;
        children = new Children();
        rewardAccount = new ManagedAccount();
        // Proposals are counted from 1.
        proposals.push();
    }

    /// What contractors and others give.
    receive() external payable {}

    function createTokens() external payable {
        if (msg.value == 0) revert NotPaid();
        _create(msg.sender, (msg.value * TOKENS_PER_ETHER) / 1 ether);
        emit Created(msg.sender, msg.value);
    }

    function allowRecipient(address recipient, bool allowed) external {
        if (msg.sender != curator) revert NotCurator();
        isAllowed[recipient] = allowed;
    }

    function numberOfProposals() external view returns (uint256) {
        return proposals.length - 1;
    }

    function newProposal(address recipient, uint256 amount, string calldata description, uint256 period, bool isSplit)
        external
        onlyHolders
        returns (uint256 id)
    {
        if (isSplit && (amount != 0 || period < SPLIT_DEBATING_PERIOD_MIN)) revert NotAllowed();
        if (!isSplit && (!isAllowed[recipient] || period < DEBATING_PERIOD_MIN)) revert NotAllowed();
        if (period > DEBATING_PERIOD_MAX) revert NotAllowed();
        id = proposals.length;
        Proposal storage p = proposals.push();
        (p.recipient, p.amount, p.description) = (recipient, amount, description);
        (p.votingDeadline, p.isOpen, p.isSplit) = (block.timestamp + period, true, isSplit);
        emit Proposed(id, recipient, amount, isSplit);
    }

    function vote(uint256 id, bool isYes) external onlyHolders {
        Proposal storage p = proposals[id];
        if (votedYes[id][msg.sender] || votedNo[id][msg.sender] || block.timestamp >= p.votingDeadline) revert Refused();
        if (isYes) {
            p.yea += balanceOf[msg.sender];
            votedYes[id][msg.sender] = true;
        } else {
            p.nay += balanceOf[msg.sender];
            votedNo[id][msg.sender] = true;
        }
        uint256 other = blocked[msg.sender];
        if (other == 0 || p.votingDeadline > proposals[other].votingDeadline) blocked[msg.sender] = id;
        emit Voted(id, isYes, msg.sender);
    }

    function executeProposal(uint256 id) external returns (bool isPaid) {
        Proposal storage p = proposals[id];
        if (block.timestamp < p.votingDeadline) revert Voting();
        if (!p.isOpen || p.isSplit) revert Refused();
        p.isOpen = false;
        isPaid = isAllowed[p.recipient] && (p.yea + p.nay) * QUORUM_DIVISOR >= totalSupply && p.yea > p.nay;
        emit Executed(id, isPaid);
        if (!isPaid) return false;
        (bool ok, ) = p.recipient.call{value: p.amount}("");
        if (!ok) revert NotPaid();
    }

    /// Leaves the DAO with a part of its ether, after a vote to split off, with those who voted for it.
    function splitDao(uint256 id, address newCurator) external onlyHolders {
        Proposal storage p = proposals[id];
        if (block.timestamp < p.votingDeadline) revert Voting();
        if (
            block.timestamp >= p.votingDeadline + SPLIT_EXECUTION_PERIOD || !p.isSplit || p.recipient != newCurator
                || !votedYes[id][msg.sender]
        ) revert Refused();
        if (blocked[msg.sender] != id && _isBlocked(msg.sender)) revert Blocked(blocked[msg.sender]);
        if (p.splitSupply == 0) (p.splitBalance, p.splitSupply) = (address(this).balance, totalSupply);

        uint256 tokens = balanceOf[msg.sender];
        uint256 moved = (tokens * p.splitBalance) / p.splitSupply;
        uint256 reward = _rewardOf(msg.sender);
        emit Split(id, msg.sender, moved);
        emit Transfer(msg.sender, address(0), tokens);
        totalSupply -= tokens;
        balanceOf[msg.sender] = 0;
        paidOut[msg.sender] = 0;
        children.fund{value: moved}(id, msg.sender);
        // Be nice, and pay his rewards.
        if (!rewardAccount.payOut(msg.sender, reward)) revert NotPaid();
    }

    function getMyReward() external onlyHolders {
        uint256 reward = _rewardOf(msg.sender);
        paidOut[msg.sender] += reward;
        if (!rewardAccount.payOut(msg.sender, reward)) revert NotPaid();
    }

    function _rewardOf(address account) private view returns (uint256) {
        return (balanceOf[account] * rewardAccount.accumulatedInput()) / totalSupply - paidOut[account];
    }

    function _isBlocked(address account) internal override returns (bool) {
        uint256 id = blocked[account];
        if (id == 0) return false;
        if (block.timestamp < proposals[id].votingDeadline) return true;
        blocked[account] = 0;
        return false;
    }
}
