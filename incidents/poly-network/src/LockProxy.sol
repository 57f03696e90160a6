// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// Keeps what users have on other chains. What is burnt there is unlocked here, when the manager brings the message of the proxy there.
contract LockProxy {
    address public immutable owner;
    address public immutable manager;
    /// The proxy on the other chains.
    address public remote;

    event Locked(address indexed token, address indexed from, address recipient, uint256 amount);
    event Unlocked(address indexed token, address indexed to, uint256 amount);

    error NotAllowed(address caller);

    constructor(address manager_) {
        (owner, manager) = (msg.sender, manager_);
    }

    function bind(address remote_) external {
        if (msg.sender != owner) revert NotAllowed(msg.sender);
        remote = remote_;
    }

    function lock(Erc20 token, address recipient, uint256 amount) external {
        emit Locked(address(token), msg.sender, recipient, amount);
        require(token.transferFrom(msg.sender, address(this), amount), "lock");
    }

    function unlock(bytes calldata args, address fromContract) external returns (bool) {
        if (msg.sender != manager || fromContract != remote) revert NotAllowed(msg.sender);
        (Erc20 token, address to, uint256 amount) = abi.decode(args, (Erc20, address, uint256));
        emit Unlocked(address(token), to, amount);
        return token.transfer(to, amount);
    }
}
