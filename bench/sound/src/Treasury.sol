// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

contract RoleTreasury is AccessControl {
    using SafeERC20 for IERC20;

    bytes32 public constant SPENDER_ROLE = keccak256("SPENDER_ROLE");

    constructor(address admin, address spender) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(SPENDER_ROLE, spender);
    }

    receive() external payable {}

    function spend(address payable to, uint256 amount) external onlyRole(SPENDER_ROLE) {
        Address.sendValue(to, amount);
    }

    function spendToken(IERC20 token, address to, uint256 amount) external onlyRole(SPENDER_ROLE) {
        token.safeTransfer(to, amount);
    }
}

contract OwnedTreasury is Ownable2Step {
    using SafeERC20 for IERC20;

    constructor(address owner_) Ownable(owner_) {}

    receive() external payable {}

    function sweep(IERC20 token) external onlyOwner {
        token.safeTransfer(owner(), token.balanceOf(address(this)));
    }

    function call(address target, uint256 value, bytes calldata data) external onlyOwner returns (bytes memory) {
        return Address.functionCallWithValue(target, data, value);
    }
}
