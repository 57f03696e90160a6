// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Sells vouchers; a part of what was paid comes back as cashback, and of what was paid in all as a rebate at the counter.
contract Shop {
    uint256 public constant PRICE = 0.2 ether;
    uint256 public constant CASHBACK_PERCENT = 5;
    uint256 public constant REBATE_PERCENT = 10;
    uint256 public constant COINS_PER_VOUCHER = 3 ether;

    address public immutable OWNER;
    IERC20 public immutable COIN;
    mapping(address account => uint256) public vouchers;
    mapping(address account => uint256) public paid;

    constructor(address owner, IERC20 coin) {
        OWNER = owner;
        COIN = coin;
    }

    receive() external payable {}

    function buy(uint256 count) external payable {
        require(count > 0 && count <= 1000 && msg.value == count * PRICE, "price");
        vouchers[msg.sender] += count;
        paid[msg.sender] += msg.value;
        pay(msg.sender, msg.value * CASHBACK_PERCENT / 100);
    }

    /// Once for everything that was paid since the last time.
    function rebate() external {
        uint256 amount = paid[msg.sender] * REBATE_PERCENT / 100;
        paid[msg.sender] = 0;
        pay(msg.sender, amount);
    }

    function redeem(uint256 count) external {
        vouchers[msg.sender] -= count;
        require(COIN.transfer(msg.sender, count * COINS_PER_VOUCHER), "transfer");
    }

    function cashUp(uint256 amount) external {
        require(msg.sender == OWNER, "not the owner");
        pay(OWNER, amount);
    }

    function pay(address to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
