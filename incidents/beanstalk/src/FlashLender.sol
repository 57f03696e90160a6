// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

interface IBorrower {
    function onFlashLoan(address initiator, address token, uint256 amount, uint256 fee, bytes calldata data)
        external
        returns (bytes32);
}

/// Lends what others have put in for the time of one call.
contract FlashLender {
    bytes32 private constant ANSWER = keccak256("ERC3156FlashBorrower.onFlashLoan");
    /// By 10,000.
    uint256 public constant FEE = 1;

    mapping(Erc20 => uint256) public supplied;
    mapping(Erc20 => mapping(address => uint256)) public sharesOf;
    mapping(Erc20 => uint256) public totalShares;

    bool private isLending;

    error WrongAnswer();
    error Lending();

    /// Nobody supplies or withdraws while something is lent.
    modifier whenAllIsHere() {
        if (isLending) revert Lending();
        _;
    }

    function supply(Erc20 token, uint256 amount) external whenAllIsHere {
        uint256 all = supplied[token];
        uint256 shares = all == 0 ? amount : (amount * totalShares[token]) / all;
        supplied[token] = all + amount;
        totalShares[token] += shares;
        sharesOf[token][msg.sender] += shares;
        require(token.transferFrom(msg.sender, address(this), amount), "supply");
    }

    function withdraw(Erc20 token, uint256 shares) external whenAllIsHere {
        uint256 amount = (supplied[token] * shares) / totalShares[token];
        sharesOf[token][msg.sender] -= shares;
        totalShares[token] -= shares;
        supplied[token] -= amount;
        require(token.transfer(msg.sender, amount), "withdraw");
    }

    function maxFlashLoan(address token) external view returns (uint256) {
        return supplied[Erc20(token)];
    }

    function flashFee(address, uint256 amount) public pure returns (uint256) {
        return (amount * FEE) / 10_000;
    }

    function flashLoan(IBorrower borrower, Erc20 token, uint256 amount, bytes calldata data)
        external
        whenAllIsHere
        returns (bool)
    {
        uint256 fee = flashFee(address(token), amount);
        isLending = true;
        require(amount <= supplied[token] && token.transfer(address(borrower), amount), "lend");
        if (borrower.onFlashLoan(msg.sender, address(token), amount, fee, data) != ANSWER) revert WrongAnswer();
        require(token.transferFrom(address(borrower), address(this), amount + fee), "repay");
        supplied[token] += fee;
        isLending = false;
        return true;
    }
}
