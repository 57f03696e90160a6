// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A fixed supply, given out by whoever deploys it.
contract Coin is ERC20 {
    constructor(string memory symbol_, uint256 supply) ERC20(symbol_, symbol_) {
        _mint(msg.sender, supply);
    }
}
