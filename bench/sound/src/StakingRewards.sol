// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// Rewards that drip over a period, in proportion to what is staked.
contract StakingRewards {
    using SafeERC20 for IERC20;

    IERC20 public immutable STAKED;
    IERC20 public immutable REWARD;
    address public immutable DISTRIBUTOR;
    uint256 public constant PERIOD = 7 days;

    uint256 public rate;
    uint256 public periodEnd;
    uint256 public updatedAt;
    uint256 public perTokenStored;
    uint256 public totalStaked;
    mapping(address account => uint256) public staked;
    mapping(address account => uint256) public paidPerToken;
    mapping(address account => uint256) public rewards;

    constructor(IERC20 staked_, IERC20 reward, address distributor) {
        STAKED = staked_;
        REWARD = reward;
        DISTRIBUTOR = distributor;
    }

    modifier updates(address account) {
        perTokenStored = perToken();
        updatedAt = lastTime();
        if (account != address(0)) {
            rewards[account] = earned(account);
            paidPerToken[account] = perTokenStored;
        }
        _;
    }

    function lastTime() public view returns (uint256) {
        return block.timestamp < periodEnd ? block.timestamp : periodEnd;
    }

    function perToken() public view returns (uint256) {
        if (totalStaked == 0) return perTokenStored;
        return perTokenStored + (lastTime() - updatedAt) * rate * 1e18 / totalStaked;
    }

    function earned(address account) public view returns (uint256) {
        return staked[account] * (perToken() - paidPerToken[account]) / 1e18 + rewards[account];
    }

    function stake(uint256 amount) external updates(msg.sender) {
        require(amount > 0, "nothing");
        totalStaked += amount;
        staked[msg.sender] += amount;
        STAKED.safeTransferFrom(msg.sender, address(this), amount);
    }

    function withdraw(uint256 amount) public updates(msg.sender) {
        require(amount > 0, "nothing");
        totalStaked -= amount;
        staked[msg.sender] -= amount;
        STAKED.safeTransfer(msg.sender, amount);
    }

    function getReward() public updates(msg.sender) {
        uint256 reward = rewards[msg.sender];
        rewards[msg.sender] = 0;
        REWARD.safeTransfer(msg.sender, reward);
    }

    function exit() external {
        withdraw(staked[msg.sender]);
        getReward();
    }

    function notifyRewardAmount(uint256 amount) external updates(address(0)) {
        require(msg.sender == DISTRIBUTOR, "not the distributor");
        uint256 left = block.timestamp < periodEnd ? (periodEnd - block.timestamp) * rate : 0;
        rate = (amount + left) / PERIOD;
        updatedAt = block.timestamp;
        periodEnd = block.timestamp + PERIOD;
        REWARD.safeTransferFrom(msg.sender, address(this), amount);
    }
}
