// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Airdrop} from "../src/Airdrop.sol";
import {Coin} from "../src/Coin.sol";
import {Base} from "./Base.sol";

contract AirdropSetup is Base {
    Coin internal coin;
    Airdrop internal airdrop;

    function setUp() public {
        coin = new Coin("COIN", 1_000_000 ether);
        bytes32 left = leafOf(ada, 5_000 ether);
        bytes32 right = leafOf(ben, 3_000 ether);
        bytes32 root = left < right ? keccak256(abi.encode(left, right)) : keccak256(abi.encode(right, left));
        airdrop = new Airdrop(coin, root);
        coin.transfer(address(airdrop), 8_000 ether);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = right;
        vm.prank(ada);
        airdrop.claim(ada, 5_000 ether, proof);
    }

    function leafOf(address account, uint256 amount) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
    }
}
