// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {Feed} from "./Feed.sol";
import {Health} from "./Health.sol";

/// Lends tokens against deposits of tokens. Who wants to owe much of what it has put in may let the protocol write a deposit and a
/// debt of the same size at once, without any token that moves.
contract Euler is Health {
    uint256 public constant DISCOUNT_MAX = 0.2e18;

    address public immutable owner;

    event Deposited(Erc20 indexed token, address indexed account, uint256 amount);
    event Withdrawn(Erc20 indexed token, address indexed account, uint256 amount);
    event Borrowed(Erc20 indexed token, address indexed account, uint256 amount);
    event Repaid(Erc20 indexed token, address indexed account, uint256 amount);
    event Donated(Erc20 indexed token, address indexed account, uint256 amount);
    event Liquidated(address indexed violator, address indexed liquidator, uint256 repaid, uint256 got);

    error NotOwner();
    error NotListed();
    error Healthy();
    error TooLittle();

    modifier listed(Erc20 token) {
        if (!markets[token].isListed) revert NotListed();
        _;
    }

    constructor(Feed feed_) Health(feed_) {
        owner = msg.sender;
    }

    function list(Erc20 token, uint256 collateralFactor, uint256 borrowFactor) external {
        if (msg.sender != owner) revert NotOwner();
        if (markets[token].isListed) revert NotListed();
        tokens.push(token);
        (markets[token].isListed, markets[token].collateralFactor) = (true, collateralFactor);
        markets[token].borrowFactor = borrowFactor;
    }

    function deposit(Erc20 token, uint256 amount) external listed(token) {
        _addDeposit(token, msg.sender, amount);
        emit Deposited(token, msg.sender, amount);
        require(token.transferFrom(msg.sender, address(this), amount), "deposit");
    }

    function withdraw(Erc20 token, uint256 amount) external listed(token) {
        _removeDeposit(token, msg.sender, amount);
        _requireHealthy(msg.sender);
        emit Withdrawn(token, msg.sender, amount);
        require(token.transfer(msg.sender, amount), "withdraw");
    }

    function borrow(Erc20 token, uint256 amount) external listed(token) {
        _addDebt(token, msg.sender, amount);
        _requireHealthy(msg.sender);
        emit Borrowed(token, msg.sender, amount);
        require(token.transfer(msg.sender, amount), "borrow");
    }

    function repay(Erc20 token, uint256 amount) external listed(token) {
        _removeDebt(token, msg.sender, amount);
        emit Repaid(token, msg.sender, amount);
        require(token.transferFrom(msg.sender, address(this), amount), "repay");
    }

    /// A deposit and a debt of the same size.
    function mint(Erc20 token, uint256 amount) external listed(token) {
        _addDeposit(token, msg.sender, amount);
        _addDebt(token, msg.sender, amount);
        _requireHealthy(msg.sender);
    }

    /// Pays a debt with a deposit of the same token.
    function burn(Erc20 token, uint256 amount) external listed(token) {
        _removeDeposit(token, msg.sender, amount);
        _removeDebt(token, msg.sender, amount);
        _requireHealthy(msg.sender);
    }

    /// A deposit for the protocol, which pays for debts that nobody will: of who can spare it.
    function donateToReserves(Erc20 token, uint256 amount) external listed(token) {
        depositOf[token][msg.sender] -= amount;
        _requireHealthy(msg.sender);
        markets[token].reserves += amount;
        emit Donated(token, msg.sender, amount);
    }

    /// Takes over debts of an account that has too little for them, and gets deposits of it, the cheaper the worse it stands.
    function liquidate(address violator, Erc20 debt, Erc20 collateral, uint256 repaid, uint256 gotMin)
        external
        listed(debt)
        listed(collateral)
    {
        uint256 health = healthOf(violator);
        if (health >= WAD || violator == msg.sender) revert Healthy();
        uint256 discount = WAD - health;
        if (discount > DISCOUNT_MAX) discount = DISCOUNT_MAX;
        uint256 value = (repaid * feed.priceOf(debt)) / feed.priceOf(collateral);
        uint256 got = (value * WAD) / (WAD - discount);
        if (got < gotMin) revert TooLittle();
        debtOf[debt][violator] -= repaid;
        debtOf[debt][msg.sender] += repaid;
        depositOf[collateral][violator] -= got;
        depositOf[collateral][msg.sender] += got;
        emit Liquidated(violator, msg.sender, repaid, got);
        _requireHealthy(msg.sender);
    }

    function _addDeposit(Erc20 token, address account, uint256 amount) private {
        depositOf[token][account] += amount;
        markets[token].totalDeposits += amount;
    }

    function _removeDeposit(Erc20 token, address account, uint256 amount) private {
        depositOf[token][account] -= amount;
        markets[token].totalDeposits -= amount;
    }

    function _addDebt(Erc20 token, address account, uint256 amount) private {
        debtOf[token][account] += amount;
        markets[token].totalDebts += amount;
    }

    function _removeDebt(Erc20 token, address account, uint256 amount) private {
        debtOf[token][account] -= amount;
        markets[token].totalDebts -= amount;
    }
}
