// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// Is minted by the farm only.
contract Crop is ERC20("Crop", "CROP") {
    address public immutable FARM = msg.sender;

    function mint(address to, uint256 amount) external {
        require(msg.sender == FARM, "not the farm");
        _mint(to, amount);
    }
}

/// Coins in, crops out, a block at a time.
contract Farm {
    using SafeERC20 for IERC20;

    struct User {
        uint256 amount;
        uint256 debt;
    }

    IERC20 public immutable COIN;
    Crop public immutable CROP;
    uint256 public constant PER_BLOCK = 5 ether;
    uint256 public lastBlock;
    uint256 public perCoin;
    uint256 public total;
    mapping(address account => User) public users;

    constructor(IERC20 coin) {
        COIN = coin;
        CROP = new Crop();
        lastBlock = block.number;
    }

    function update() public {
        if (total > 0 && block.number > lastBlock) {
            uint256 reward = (block.number - lastBlock) * PER_BLOCK;
            CROP.mint(address(this), reward);
            perCoin += reward * 1e12 / total;
        }
        lastBlock = block.number;
    }

    function deposit(uint256 amount) external {
        settle();
        COIN.safeTransferFrom(msg.sender, address(this), amount);
        total += amount;
        users[msg.sender].amount += amount;
        users[msg.sender].debt = users[msg.sender].amount * perCoin / 1e12;
    }

    function withdraw(uint256 amount) external {
        settle();
        total -= amount;
        users[msg.sender].amount -= amount;
        users[msg.sender].debt = users[msg.sender].amount * perCoin / 1e12;
        COIN.safeTransfer(msg.sender, amount);
    }

    function leaveWithoutCrops() external {
        uint256 amount = users[msg.sender].amount;
        delete users[msg.sender];
        total -= amount;
        COIN.safeTransfer(msg.sender, amount);
    }

    function settle() private {
        update();
        User storage user = users[msg.sender];
        uint256 due = user.amount * perCoin / 1e12 - user.debt;
        uint256 held = CROP.balanceOf(address(this));
        require(CROP.transfer(msg.sender, due < held ? due : held), "transfer");
    }
}
