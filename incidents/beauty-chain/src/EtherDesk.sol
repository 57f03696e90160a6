// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BeautyToken} from "./BeautyToken.sol";

/// A desk that buys and sells the token for ether, at the price that follows from what it has of both; 0.3 % stays in it. Only who
/// opened it adds and removes liquidity.
contract EtherDesk {
    uint256 private constant FEE_PER_MILLE = 3;

    BeautyToken public immutable token;
    address public immutable keeper;
    uint256 public etherReserve;
    uint256 public tokenReserve;

    event Bought(address indexed buyer, uint256 paid, uint256 tokens);
    event Sold(address indexed seller, uint256 tokens, uint256 paid);
    event LiquidityChanged(uint256 etherReserve, uint256 tokenReserve);

    error NotKeeper();
    error TooLittle(uint256 got, uint256 least);
    error PaymentFailed();

    modifier onlyKeeper() {
        if (msg.sender != keeper) revert NotKeeper();
        _;
    }

    constructor(BeautyToken token_, address keeper_) {
        (token, keeper) = (token_, keeper_);
    }

    function addLiquidity(uint256 tokens) external payable onlyKeeper {
        require(token.transferFrom(msg.sender, address(this), tokens), "tokens");
        etherReserve += msg.value;
        tokenReserve += tokens;
        emit LiquidityChanged(etherReserve, tokenReserve);
    }

    function removeLiquidity(uint256 amount, uint256 tokens) external onlyKeeper {
        etherReserve -= amount;
        tokenReserve -= tokens;
        emit LiquidityChanged(etherReserve, tokenReserve);
        require(token.transfer(msg.sender, tokens), "tokens");
        _pay(amount);
    }

    function buy(uint256 tokensMin) external payable returns (uint256 tokens) {
        tokens = quote(msg.value, etherReserve, tokenReserve);
        if (tokens == 0 || tokens < tokensMin) revert TooLittle(tokens, tokensMin);
        etherReserve += msg.value;
        tokenReserve -= tokens;
        emit Bought(msg.sender, msg.value, tokens);
        require(token.transfer(msg.sender, tokens), "tokens");
    }

    function sell(uint256 tokens, uint256 etherMin) external returns (uint256 paid) {
        paid = quote(tokens, tokenReserve, etherReserve);
        if (paid == 0 || paid < etherMin) revert TooLittle(paid, etherMin);
        tokenReserve += tokens;
        etherReserve -= paid;
        emit Sold(msg.sender, tokens, paid);
        require(token.transferFrom(msg.sender, address(this), tokens), "tokens");
        _pay(paid);
    }

    /// What is given for `amountIn`, rounded down.
    function quote(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) public pure returns (uint256) {
        uint256 net = amountIn * (1000 - FEE_PER_MILLE);
        return (net * reserveOut) / (reserveIn * 1000 + net);
    }

    function _pay(uint256 amount) private {
        (bool ok, ) = msg.sender.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }
}
