// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {CrossChainData} from "./CrossChainData.sol";
import {RelayChain} from "./RelayChain.sol";

/// Executes here what was sent on other chains: a call of the contract that the message names. A message is in a block of the relay
/// chain; or the keepers have said themselves what is in a block that did not come through.
contract CrossChainManager {
    CrossChainData public immutable data;
    RelayChain public immutable relay;
    /// By height: what the keepers said.
    mapping(uint256 => bytes32) public saidRootOf;

    event RootSaid(uint256 indexed height, bytes32 root);
    event Executed(bytes32 indexed message, address indexed toContract, bytes4 method);

    error NotKeeper(address caller);
    error NotIncluded();
    error AlreadyExecuted();
    error CallFailed();

    constructor(CrossChainData data_, RelayChain relay_) {
        (data, relay) = (data_, relay_);
    }

    /// The keepers of the next epoch.
    function changeKeepers(bytes calldata keepers) external {
        if (msg.sender != keeper()) revert NotKeeper(msg.sender);
        data.putEpochKeepers(keepers);
    }

    function sayRoot(uint256 height, bytes32 root) external {
        if (msg.sender != keeper()) revert NotKeeper(msg.sender);
        saidRootOf[height] = root;
        emit RootSaid(height, root);
    }

    function verifyAndExecute(
        uint256 height,
        address fromContract,
        address toContract,
        bytes4 method,
        bytes calldata args
    ) external {
        bytes32 message = keccak256(abi.encode(height, fromContract, toContract, method, args));
        if (relay.rootOf(height) != message && saidRootOf[height] != message) revert NotIncluded();
        if (!data.markExecuted(message)) revert AlreadyExecuted();
        emit Executed(message, toContract, method);
        (bool ok, ) = toContract.call(abi.encodePacked(method, abi.encode(args, fromContract))); // flaw
        if (!ok) revert CallFailed();
    }

    function keeper() public view returns (address) {
        return abi.decode(data.epochKeepers(), (address));
    }
}
