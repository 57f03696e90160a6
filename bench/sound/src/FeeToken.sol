// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Each transfer burns 1 % and gives 1 % to a collector.
contract FeeToken is ERC20("Fee token", "FEE") {
    address public immutable COLLECTOR;

    constructor(address collector) {
        COLLECTOR = collector;
        super._update(address(0), msg.sender, 1_000_000 ether);
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 part = value / 100;
        super._update(from, address(0), part);
        super._update(from, COLLECTOR, part);
        super._update(from, to, value - 2 * part);
    }
}

/// Keeps such tokens: what counts is what has come.
contract FeeVault {
    IERC20 public immutable TOKEN;
    uint256 public total;
    mapping(address account => uint256) public balanceOf;

    constructor(IERC20 token) {
        TOKEN = token;
    }

    function deposit(uint256 amount) external {
        uint256 before = TOKEN.balanceOf(address(this));
        require(TOKEN.transferFrom(msg.sender, address(this), amount), "transfer");
        uint256 come = TOKEN.balanceOf(address(this)) - before;
        balanceOf[msg.sender] += come;
        total += come;
    }

    function withdraw(uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        total -= amount;
        require(TOKEN.transfer(msg.sender, amount), "transfer");
    }
}
