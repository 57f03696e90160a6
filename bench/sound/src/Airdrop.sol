// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// Who is in the tree gets a part, whoever asks for it.
contract Airdrop {
    IERC20 public immutable TOKEN;
    bytes32 public immutable ROOT;
    mapping(address account => bool) public hasClaimed;

    constructor(IERC20 token, bytes32 root) {
        TOKEN = token;
        ROOT = root;
    }

    function claim(address account, uint256 amount, bytes32[] calldata proof) external {
        require(!hasClaimed[account], "claimed");
        require(MerkleProof.verifyCalldata(proof, ROOT, leafOf(account, amount)), "proof");
        hasClaimed[account] = true;
        require(TOKEN.transfer(account, amount), "transfer");
    }

    function leafOf(address account, uint256 amount) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
    }
}
