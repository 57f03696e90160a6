// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// Merchants offer plans; who subscribes lets a plan's price be taken once in a period, by whoever asks, to the merchant.
contract Subscriptions {
    using SafeERC20 for IERC20;

    struct Plan {
        address merchant;
        uint256 price;
        uint256 period;
    }

    IERC20 public immutable COIN;
    Plan[] public plans;
    mapping(address account => mapping(uint256 plan => uint256)) public paidUntil;

    constructor(IERC20 coin) {
        COIN = coin;
    }

    function offer(uint256 price, uint256 period) external returns (uint256 plan) {
        require(price > 0 && period >= 1 days, "plan");
        plan = plans.length;
        plans.push(Plan(msg.sender, price, period));
    }

    function subscribe(uint256 plan) external {
        require(paidUntil[msg.sender][plan] == 0, "is subscribed");
        paidUntil[msg.sender][plan] = block.timestamp + plans[plan].period;
        COIN.safeTransferFrom(msg.sender, plans[plan].merchant, plans[plan].price);
    }

    function charge(address account, uint256 plan) external {
        uint256 until = paidUntil[account][plan];
        require(until != 0 && block.timestamp >= until, "not due");
        paidUntil[account][plan] = until + plans[plan].period;
        COIN.safeTransferFrom(account, plans[plan].merchant, plans[plan].price);
    }

    function cancel(uint256 plan) external {
        paidUntil[msg.sender][plan] = 0;
    }
}
