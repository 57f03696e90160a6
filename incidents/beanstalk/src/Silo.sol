// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {StablePool} from "./StablePool.sol";

/// Where holders put beans and shares of the pool of beans. Each of both gives a stalk, by which they vote. Who has voted stays until
/// the vote is over.
abstract contract Silo {
    Erc20 public immutable bean;
    StablePool public immutable pool;
    uint256 public totalStalk;
    mapping(address => uint256) public balanceOfStalk;
    mapping(address => uint256) public beansOf;
    mapping(address => uint256) public sharesOf;
    mapping(address => uint256) public lockedUntil;

    event Deposited(address indexed account, uint256 beans, uint256 shares);
    event Withdrawn(address indexed account, uint256 beans, uint256 shares);

    error Locked(uint256 until);

    modifier notLocked() {
        if (block.timestamp < lockedUntil[msg.sender]) revert Locked(lockedUntil[msg.sender]);
        _;
    }

    constructor(Erc20 bean_, StablePool pool_) {
        (bean, pool) = (bean_, pool_);
    }

    function depositBeans(uint256 amount) external {
        beansOf[msg.sender] += amount;
        _addStalk(amount);
        emit Deposited(msg.sender, amount, 0);
        require(bean.transferFrom(msg.sender, address(this), amount), "deposit");
    }

    function depositShares(uint256 amount) external {
        sharesOf[msg.sender] += amount;
        _addStalk(amount);
        emit Deposited(msg.sender, 0, amount);
        require(pool.transferFrom(msg.sender, address(this), amount), "deposit");
    }

    function withdrawBeans(uint256 amount) external notLocked {
        beansOf[msg.sender] -= amount;
        _removeStalk(amount);
        emit Withdrawn(msg.sender, amount, 0);
        require(bean.transfer(msg.sender, amount), "withdraw");
    }

    function withdrawShares(uint256 amount) external notLocked {
        sharesOf[msg.sender] -= amount;
        _removeStalk(amount);
        emit Withdrawn(msg.sender, 0, amount);
        require(pool.transfer(msg.sender, amount), "withdraw");
    }

    function _addStalk(uint256 amount) private {
        balanceOfStalk[msg.sender] += amount;
        totalStalk += amount;
    }

    function _removeStalk(uint256 amount) private {
        balanceOfStalk[msg.sender] -= amount;
        totalStalk -= amount;
    }
}
