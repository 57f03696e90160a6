// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Tokens that vote and stand for a part of what the DAO has. Who has voted keeps its tokens until the vote is over.
abstract contract DaoToken {
    string public constant name = "The DAO";
    string public constant symbol = "TheDAO";
    uint8 public constant decimals = 16;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    /// What has been paid of the rewards to who has the tokens now.
    mapping(address => uint256) public paidOut;
    /// The vote that an account waits for the end of.
    mapping(address => uint256) public blocked;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error Blocked(uint256 proposal);

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
        if (_isBlocked(from)) revert Blocked(blocked[from]);
        // What was paid for the tokens goes with them.
        uint256 paid = balanceOf[from] == 0 ? 0 : (paidOut[from] * value) / balanceOf[from];
        paidOut[from] -= paid;
        paidOut[to] += paid;
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }

    function _create(address holder, uint256 value) internal {
        totalSupply += value;
        balanceOf[holder] += value;
        emit Transfer(address(0), holder, value);
    }

    function _isBlocked(address account) internal virtual returns (bool);
}
