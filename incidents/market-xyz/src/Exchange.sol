// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// The coin against one token, at what the product of both allows, for a fee of 0.3 %. Liquidity is shares of both.
contract Exchange {
    Erc20 public immutable token;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Bought(address indexed buyer, uint256 coins, uint256 tokens);
    event Sold(address indexed seller, uint256 tokens, uint256 coins);
    event Added(address indexed provider, uint256 shares);
    event Removed(address indexed provider, uint256 shares);

    error TooLittle(uint256 amount);
    error NotPaid();

    constructor(Erc20 token_) {
        token = token_;
    }

    function addLiquidity(uint256 tokensMax) external payable returns (uint256 shares) {
        uint256 coins = address(this).balance - msg.value;
        uint256 tokens = tokensMax;
        shares = msg.value;
        if (totalSupply > 0) {
            tokens = (msg.value * token.balanceOf(address(this))) / coins + 1;
            shares = (msg.value * totalSupply) / coins;
        }
        if (tokens > tokensMax || shares == 0) revert TooLittle(tokens);
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        emit Added(msg.sender, shares);
        require(token.transferFrom(msg.sender, address(this), tokens), "tokens");
    }

    function removeLiquidity(uint256 shares) external {
        uint256 coins = (shares * address(this).balance) / totalSupply;
        uint256 tokens = (shares * token.balanceOf(address(this))) / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        emit Removed(msg.sender, shares);
        require(token.transfer(msg.sender, tokens), "tokens");
        _pay(msg.sender, coins);
    }

    function buyTokens(uint256 tokensMin) external payable returns (uint256 tokens) {
        tokens = _output(msg.value, address(this).balance - msg.value, token.balanceOf(address(this)));
        if (tokens < tokensMin || tokens == 0) revert TooLittle(tokens);
        emit Bought(msg.sender, msg.value, tokens);
        require(token.transfer(msg.sender, tokens), "tokens");
    }

    function sellTokens(uint256 tokens, uint256 coinsMin) external returns (uint256 coins) {
        coins = getCoins(tokens);
        if (coins < coinsMin || coins == 0) revert TooLittle(coins);
        emit Sold(msg.sender, tokens, coins);
        require(token.transferFrom(msg.sender, address(this), tokens), "tokens");
        _pay(msg.sender, coins);
    }

    /// What so many tokens are sold for now.
    function getCoins(uint256 tokens) public view returns (uint256) {
        return _output(tokens, token.balanceOf(address(this)), address(this).balance);
    }

    function _output(uint256 given, uint256 reserveIn, uint256 reserveOut) private pure returns (uint256) {
        uint256 withFee = given * 997;
        return (withFee * reserveOut) / (reserveIn * 1000 + withFee);
    }

    function _pay(address to, uint256 amount) private {
        (bool ok, ) = to.call{value: amount}("");
        if (!ok) revert NotPaid();
    }
}
