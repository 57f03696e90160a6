// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {PoolStrategy} from "./PoolStrategy.sol";

/// Dollars of many, invested by a strategy. Shares are a token.
contract Vault {
    string public constant name = "Farmed dollar";
    string public constant symbol = "fUSD";
    uint8 public constant decimals = 6;

    Erc20 public immutable token;
    address public immutable governance;
    PoolStrategy public strategy;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Deposited(address indexed owner, uint256 amount, uint256 shares);
    event Withdrawn(address indexed owner, uint256 amount, uint256 shares);
    event Invested(uint256 amount);

    error NotGovernance();
    error TooMuchArb();
    error TooLittle();

    constructor(Erc20 token_) {
        (token, governance) = (token_, msg.sender);
    }

    function setStrategy(PoolStrategy strategy_) external {
        if (msg.sender != governance || address(strategy) != address(0)) revert NotGovernance();
        strategy = strategy_;
    }

    /// Invests all but a tenth of what is here.
    function doHardWork() external {
        if (msg.sender != governance) revert NotGovernance();
        uint256 amount = (token.balanceOf(address(this)) * 9) / 10;
        emit Invested(amount);
        require(token.transfer(address(strategy), amount), "invest");
        strategy.invest();
    }

    function deposit(uint256 amount) external returns (uint256 shares) {
        if (!strategy.depositArbCheck()) revert TooMuchArb();
        shares = totalSupply == 0 ? amount : (amount * totalSupply) / underlyingBalanceWithInvestment();
        if (shares == 0) revert TooLittle();
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Transfer(address(0), msg.sender, shares);
        emit Deposited(msg.sender, amount, shares);
        require(token.transferFrom(msg.sender, address(this), amount), "deposit");
    }

    function withdraw(uint256 shares, uint256 amountMin) external returns (uint256 amount) {
        uint256 before = token.balanceOf(address(this));
        amount = (before * shares) / totalSupply;
        strategy.withdrawToVault(shares, totalSupply);
        amount += token.balanceOf(address(this)) - before;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        if (amount < amountMin) revert TooLittle();
        emit Transfer(msg.sender, address(0), shares);
        emit Withdrawn(msg.sender, amount, shares);
        require(token.transfer(msg.sender, amount), "withdraw");
    }

    /// All dollars of the vault: what is here, and what the strategy has.
    function underlyingBalanceWithInvestment() public view returns (uint256) {
        return token.balanceOf(address(this)) + strategy.investedUnderlyingBalance();
    }

    function getPricePerFullShare() external view returns (uint256) {
        return totalSupply == 0 ? 1e6 : (underlyingBalanceWithInvestment() * 1e6) / totalSupply;
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
