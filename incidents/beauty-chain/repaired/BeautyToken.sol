// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {SafeMath} from "./SafeMath.sol";

/// A token of 7,000,000,000 units, all of them given to the project that sells them. The project can halt all transfers.
contract BeautyToken {
    using SafeMath for uint256;

    string public constant name = "BeautyToken";
    string public constant symbol = "BTY";
    uint8 public constant decimals = 18;
    uint256 public constant RECEIVERS_MAX = 20;

    address public owner;
    bool public paused;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event Pause();
    event Unpause();

    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }

    modifier whenNotPaused() {
        require(!paused, "paused");
        _;
    }

    constructor(address project) {
        owner = project;
        totalSupply = 7_000_000_000 ether;
        balanceOf[project] = totalSupply;
        emit Transfer(address(0), project, totalSupply);
    }

    function transfer(address to, uint256 value) external whenNotPaused returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external whenNotPaused returns (bool) {
        allowance[from][msg.sender] = allowance[from][msg.sender].sub(value);
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external whenNotPaused returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    /// Sends the same value to each of up to twenty receivers.
    function batchTransfer(address[] calldata receivers, uint256 value) external whenNotPaused returns (bool) {
        uint256 count = receivers.length;
        uint256 amount = _total(count, value);
        require(count > 0 && count <= RECEIVERS_MAX, "receivers");
        require(value > 0 && balanceOf[msg.sender] >= amount, "value");

        balanceOf[msg.sender] = balanceOf[msg.sender].sub(amount);
        for (uint256 i = 0; i < count; i++) {
            require(receivers[i] != address(0), "receiver");
            balanceOf[receivers[i]] = balanceOf[receivers[i]].add(value);
            emit Transfer(msg.sender, receivers[i], value);
        }
        return true;
    }

    function pause() external onlyOwner whenNotPaused {
        paused = true;
        emit Pause();
    }

    function unpause() external onlyOwner {
        require(paused, "not paused");
        paused = false;
        emit Unpause();
    }

    function transferOwnership(address newOwner) external onlyOwner {
        require(newOwner != address(0), "no owner");
        emit OwnershipTransferred(owner, newOwner);
        owner = newOwner;
    }

    function _total(uint256 count, uint256 value) private pure returns (uint256) {
        return count.mul(value);
    }

    function _move(address from, address to, uint256 value) private {
        require(to != address(0), "receiver");
        balanceOf[from] = balanceOf[from].sub(value);
        balanceOf[to] = balanceOf[to].add(value);
        emit Transfer(from, to, value);
    }
}
