// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// Keeps what users sent to the other chain, and pays it to those who come back. For each transfer in one direction there is a message.
contract BridgeRouter {
    address public immutable owner;
    address public immutable replica;
    uint32 public nextNonce;
    mapping(address => bool) public isToken;
    /// How much of a token is on the other chain.
    mapping(address => uint256) public sentOf;

    event Send(uint32 indexed nonce, address indexed token, address indexed from, address recipient, uint256 amount);
    event Receive(address indexed token, address indexed recipient, uint256 amount);

    error NotAllowed(address caller);
    error UnknownToken(address token);
    error NothingSent();

    constructor(address replica_) {
        (owner, replica) = (msg.sender, replica_);
    }

    function enrol(address token) external {
        if (msg.sender != owner) revert NotAllowed(msg.sender);
        isToken[token] = true;
    }

    /// Takes tokens, which are minted on the other chain for the recipient.
    function send(address token, uint256 amount, address recipient) external returns (uint32 nonce) {
        if (!isToken[token]) revert UnknownToken(token);
        if (amount == 0 || recipient == address(0)) revert NothingSent();
        nonce = nextNonce++;
        sentOf[token] += amount;
        emit Send(nonce, token, msg.sender, recipient, amount);
        require(Erc20(token).transferFrom(msg.sender, address(this), amount), "sent");
    }

    /// The other chain has burnt them: they are paid out here.
    function handle(address token, address recipient, uint256 amount) external {
        if (msg.sender != replica) revert NotAllowed(msg.sender);
        if (!isToken[token]) revert UnknownToken(token);
        sentOf[token] -= amount;
        emit Receive(token, recipient, amount);
        require(Erc20(token).transfer(recipient, amount), "paid"); // flaw
    }
}
