// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC3156FlashBorrower} from "@openzeppelin/contracts/interfaces/IERC3156FlashBorrower.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Lends for one call; the fee is its depositors'. Nobody enters or leaves while something is lent.
contract FlashLender is ERC20("Flash share", "fCOIN") {
    IERC20 public immutable COIN;
    bool private _isLent;

    constructor(IERC20 coin) {
        COIN = coin;
    }

    modifier closed() {
        require(!_isLent, "lent");
        _;
    }

    function deposit(uint256 amount) external closed {
        uint256 minted = amount * (totalSupply() + 1000) / (COIN.balanceOf(address(this)) + 1);
        _mint(msg.sender, minted);
        require(COIN.transferFrom(msg.sender, address(this), amount), "transfer");
    }

    function withdraw(uint256 burned) external closed {
        uint256 amount = burned * (COIN.balanceOf(address(this)) + 1) / (totalSupply() + 1000);
        _burn(msg.sender, burned);
        require(COIN.transfer(msg.sender, amount), "transfer");
    }

    function maxFlashLoan(address token) external view returns (uint256) {
        return token == address(COIN) ? COIN.balanceOf(address(this)) : 0;
    }

    function flashFee(address token, uint256 amount) public view returns (uint256) {
        require(token == address(COIN), "token");
        return amount / 1000 + 1;
    }

    function flashLoan(IERC3156FlashBorrower borrower, address token, uint256 amount, bytes calldata data)
        external
        closed
        returns (bool)
    {
        uint256 fee = flashFee(token, amount);
        uint256 due = COIN.balanceOf(address(this)) + fee;
        _isLent = true;
        require(COIN.transfer(address(borrower), amount), "transfer");
        require(
            borrower.onFlashLoan(msg.sender, token, amount, fee, data)
                == keccak256("ERC3156FlashBorrower.onFlashLoan"),
            "borrower"
        );
        require(COIN.transferFrom(address(borrower), address(this), amount + fee), "repay");
        require(COIN.balanceOf(address(this)) >= due, "due");
        _isLent = false;
        return true;
    }
}
