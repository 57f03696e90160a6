// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BridgeRouter} from "./BridgeRouter.sol";

/// Receives what was sent on another chain. An updater says which Merkle root the messages there have; nobody objects for half an hour;
/// then anybody may prove a message against that root, and have it processed, once.
contract Replica {
    struct Message {
        uint32 nonce;
        address token;
        address recipient;
        uint256 amount;
    }

    uint256 public constant TREE_DEPTH = 4;
    /// What stands in `messages` for one that has been processed.
    bytes32 public constant PROCESSED = bytes32(uint256(2));

    address public immutable owner;
    address public updater;
    BridgeRouter public router;
    bytes32 public committedRoot;
    uint256 public optimisticSeconds;
    bool private isInitialized;
    /// When a root may be believed.
    mapping(bytes32 => uint256) public confirmAt;
    /// The root that a message was proved against, by its hash.
    mapping(bytes32 => bytes32) public messages;

    event Update(bytes32 indexed oldRoot, bytes32 indexed newRoot);
    event Process(bytes32 indexed messageHash, address indexed token, address indexed recipient, uint256 amount);
    event UpdaterChanged(address indexed updater);

    error NotAllowed(address caller);
    error AlreadyInitialized();
    error NotCurrent(bytes32 root);
    error NotProved();

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotAllowed(msg.sender);
        _;
    }

    constructor() {
        owner = msg.sender;
    }

    /// @param committedRoot_ the root that is believed from the start
    function initialize(
        BridgeRouter router_,
        address updater_,
        bytes32 committedRoot_,
        uint256 optimisticSeconds_
    ) external onlyOwner {
        if (isInitialized) revert AlreadyInitialized();
        isInitialized = true;
        (router, updater, optimisticSeconds) = (router_, updater_, optimisticSeconds_);
        committedRoot = committedRoot_;
        if (committedRoot_ != bytes32(0)) confirmAt[committedRoot_] = 1;
    }

    function setUpdater(address updater_) external onlyOwner {
        updater = updater_;
        emit UpdaterChanged(updater_);
    }

    /// The updater says what the root is now.
    function update(bytes32 oldRoot, bytes32 newRoot) external {
        if (msg.sender != updater) revert NotAllowed(msg.sender);
        if (oldRoot != committedRoot) revert NotCurrent(oldRoot);
        confirmAt[newRoot] = block.timestamp + optimisticSeconds;
        committedRoot = newRoot;
        emit Update(oldRoot, newRoot);
    }

    /// Somebody has seen that the updater lied.
    function reject(bytes32 root) external onlyOwner {
        confirmAt[root] = 0;
    }

    function proveAndProcess(Message calldata message, bytes32[TREE_DEPTH] calldata proof, uint256 index) external {
        if (!prove(hashOf(message), proof, index)) revert NotProved();
        process(message);
    }

    /// Notes the root against which a message is proved, if that root may be believed.
    function prove(bytes32 leaf, bytes32[TREE_DEPTH] calldata proof, uint256 index) public returns (bool) {
        if (messages[leaf] == PROCESSED) return false;
        bytes32 root = branchRoot(leaf, proof, index);
        if (!acceptableRoot(root)) return false;
        messages[leaf] = root;
        return true;
    }

    /// Has a proved message paid out.
    function process(Message calldata message) public {
        bytes32 messageHash = hashOf(message);
        if (!acceptableRoot(messages[messageHash])) revert NotProved();
        messages[messageHash] = PROCESSED;
        emit Process(messageHash, message.token, message.recipient, message.amount);
        router.handle(message.token, message.recipient, message.amount);
    }

    function acceptableRoot(bytes32 root) public view returns (bool) {
        if (root == bytes32(0) || root == PROCESSED) return false;
        uint256 time = confirmAt[root];
        if (time == 0) return false;
        return block.timestamp >= time;
    }

    function branchRoot(bytes32 leaf, bytes32[TREE_DEPTH] calldata proof, uint256 index) public pure returns (bytes32 root) {
        root = leaf;
        for (uint256 i = 0; i < TREE_DEPTH; i++)
            root = (index >> i) & 1 == 0 ? keccak256(abi.encode(root, proof[i])) : keccak256(abi.encode(proof[i], root));
    }

    function hashOf(Message calldata message) public pure returns (bytes32) {
        return keccak256(abi.encode(message));
    }
}
