// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// The smallest honest ERC-20: two mapping writes, one event, checked arithmetic.
contract Token {
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed owner, address indexed spender, uint256 amount);

    constructor(address first, address second) {
        _mint(first, 1e30);
        _mint(second, 1e30);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }

    function _mint(address to, uint256 amount) private {
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }
}

/// Sends tokens to sixteen accounts in turn.
contract TransferBench {
    address private constant ACTOR = 0x00000000000000000000000000000000000A11cE;

    Token public immutable target;

    constructor() {
        target = new Token(address(this), ACTOR);
    }

    function run(uint256 n) external returns (uint256) {
        for (uint256 i = 0; i < n; ++i) {
            require(target.transfer(address(uint160(0x10000 + (i & 15))), i % 7 + 1), "transfer");
        }
        return target.balanceOf(address(this)) + (target.balanceOf(address(0x10000)) << 128);
    }
}
