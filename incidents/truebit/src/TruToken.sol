// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The token that pays those who verify computations. Only the market may create it, for what it was paid.
contract TruToken {
    string public constant name = "Verification token";
    string public constant symbol = "TRU";
    uint8 public constant decimals = 18;
    address public immutable owner;
    address public minter;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error NotAllowed(address caller);

    constructor() {
        owner = msg.sender;
    }

    modifier onlyMinter() {
        if (msg.sender != minter) revert NotAllowed(msg.sender);
        _;
    }

    function setMinter(address minter_) external {
        if (msg.sender != owner) revert NotAllowed(msg.sender);
        minter = minter_;
    }

    function mint(address to, uint256 value) external onlyMinter {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function burn(address from, uint256 value) external onlyMinter {
        balanceOf[from] -= value;
        totalSupply -= value;
        emit Transfer(from, address(0), value);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}
