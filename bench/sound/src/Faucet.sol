// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Gives everybody a little, once a day.
contract Faucet {
    IERC20 public immutable TOKEN;
    uint256 public constant DRIP = 25 ether;
    mapping(address account => uint256) public nextDrip;

    constructor(IERC20 token) {
        TOKEN = token;
    }

    function drip() external {
        require(block.timestamp >= nextDrip[msg.sender], "too early");
        nextDrip[msg.sender] = block.timestamp + 1 days;
        require(TOKEN.transfer(msg.sender, DRIP), "transfer");
    }
}
