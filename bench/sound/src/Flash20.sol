// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20FlashMint} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20FlashMint.sol";

contract Flash20 is ERC20FlashMint {
    address private immutable RECEIVER;

    constructor(address receiver) ERC20("Flash", "FLS") {
        RECEIVER = receiver;
        _mint(receiver, 1_000_000 ether);
    }

    function _flashFee(address, uint256 value) internal pure override returns (uint256) {
        return value / 1000 + 1;
    }

    function _flashFeeReceiver() internal view override returns (address) {
        return RECEIVER;
    }
}
