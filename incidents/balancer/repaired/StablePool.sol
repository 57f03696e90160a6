// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {RateFeed} from "./RateFeed.sol";
import {StableMath} from "./StableMath.sol";

/// A pool of a coin and the same coin staked. Its shares are traded as the tokens are: number 2 in the vault's lists. The vault has the tokens,
/// asks what a trade costs and says when it is done.
contract StablePool {
    uint256 private constant WAD = 1e18;
    uint256 private constant SHARES = 2;
    uint256 public constant AMP = 200;
    /// A hundredth of a hundredth.
    uint256 public constant FEE = 0.0001e18;

    string public constant name = "Stable pool share";
    string public constant symbol = "BPT";
    uint8 public constant decimals = 18;
    address public immutable vault;
    Erc20[2] public tokens;
    RateFeed public immutable feed;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error NotVault();
    error TooMuch();

    modifier onlyVault() {
        if (msg.sender != vault) revert NotVault();
        _;
    }

    constructor(address vault_, Erc20 coin, Erc20 staked, RateFeed feed_) {
        (vault, tokens[0], tokens[1], feed) = (vault_, coin, staked, feed_);
    }

    /// The first shares, for what is in the pool.
    function initialShares(uint256[2] memory balances) external view returns (uint256) {
        return StableMath.invariant(_upscale(balances[0], 0), _upscale(balances[1], 1), AMP);
    }

    /// What has to be given of one token for so much of another, if there is so much of both and so many shares.
    function amountIn(
        uint256[2] memory balances,
        uint256 supply,
        uint256 tokenIn,
        uint256 tokenOut,
        uint256 amountOut
    ) external view returns (uint256 amount) {
        uint256[2] memory up = [_upscale(balances[0], 0), _upscale(balances[1], 1)];
        uint256 d = StableMath.invariant(up[0], up[1], AMP);
        if (tokenIn == SHARES) {
            up[tokenOut] -= _upscaleUp(amountOut, tokenOut);
            amount = _up(supply * (d - StableMath.invariant(up[0], up[1], AMP)), d) + 1;
        } else if (tokenOut == SHARES) {
            uint256 more = StableMath.other(up[1 - tokenIn], _up(d * (supply + amountOut), supply), AMP) + 1;
            amount = _downscaleUp(more - up[tokenIn], tokenIn);
        } else {
            if (_upscaleUp(amountOut, tokenOut) >= up[tokenOut]) revert TooMuch();
            uint256 more = StableMath.other(up[tokenOut] - _upscaleUp(amountOut, tokenOut), d, AMP) + 1;
            amount = more < up[tokenIn] ? 0 : _downscaleUp(more - up[tokenIn], tokenIn);
        }
        amount = (amount * WAD) / (WAD - FEE) + 1;
    }

    function mint(address to, uint256 value) external onlyVault {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function burn(address from, uint256 value) external onlyVault {
        totalSupply -= value;
        balanceOf[from] -= value;
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

    /// In coins.
    function _upscale(uint256 amount, uint256 token) private view returns (uint256) {
        return token == 0 ? amount : (amount * feed.rate()) / WAD;
    }

    /// What is asked for costs no less than it is worth.
    function _upscaleUp(uint256 amount, uint256 token) private view returns (uint256) {
        return token == 0 ? amount : _up(amount * feed.rate(), WAD);
    }

    function _downscaleUp(uint256 amount, uint256 token) private view returns (uint256) {
        return token == 0 ? amount : _up(amount * WAD, feed.rate());
    }

    function _up(uint256 a, uint256 b) private pure returns (uint256) {
        return (a + b - 1) / b;
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}
