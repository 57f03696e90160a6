// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {StablePool} from "./StablePool.sol";

/// Has the tokens of the pool. Several trades are made at once, and only what is left in the end is paid.
contract Vault {
    /// So much of `tokenOut` for as much of `tokenIn` as it costs: 0 and 1 are the pool's tokens, 2 its shares.
    struct Step {
        uint8 tokenIn;
        uint8 tokenOut;
        uint256 amountOut;
    }

    address public immutable owner;
    StablePool public pool;
    uint256[2] public balances;

    event Swapped(address indexed trader, int256[3] deltas);

    error NotOwner();
    error Known();
    error BadStep();
    error TooMuch(int256 delta);

    constructor() {
        owner = msg.sender;
    }

    /// Registers the pool with its first tokens.
    function open(StablePool pool_, uint256 coins, uint256 staked) external {
        if (msg.sender != owner) revert NotOwner();
        if (address(pool) != address(0)) revert Known();
        pool = pool_;
        balances = [coins, staked];
        require(pool_.tokens(0).transferFrom(msg.sender, address(this), coins), "coins");
        require(pool_.tokens(1).transferFrom(msg.sender, address(this), staked), "staked");
        pool_.mint(msg.sender, pool_.initialShares(balances));
    }

    /// `limits`: the most that the caller gives of each; what it wants at least, if negative.
    function batchSwap(Step[] calldata steps, int256[3] calldata limits) external returns (int256[3] memory deltas) {
        uint256[2] memory has = balances;
        uint256 supply = pool.totalSupply();
        for (uint256 i = 0; i < steps.length; i++) {
            Step calldata step = steps[i];
            if (step.tokenIn > 2 || step.tokenOut > 2 || step.tokenIn == step.tokenOut) revert BadStep();
            uint256 amount = pool.amountIn(has, supply, step.tokenIn, step.tokenOut, step.amountOut);
            if (step.tokenIn == 2) supply -= amount;
            else has[step.tokenIn] += amount;
            if (step.tokenOut == 2) supply += step.amountOut;
            else has[step.tokenOut] -= step.amountOut;
            deltas[step.tokenIn] += int256(amount);
            deltas[step.tokenOut] -= int256(step.amountOut);
        }
        balances = has;
        emit Swapped(msg.sender, deltas);
        for (uint256 token = 0; token < 3; token++) {
            int256 delta = deltas[token];
            if (delta > limits[token]) revert TooMuch(delta);
            if (token == 2) {
                if (delta > 0) pool.burn(msg.sender, uint256(delta));
                else pool.mint(msg.sender, uint256(-delta));
            } else if (delta > 0)
                require(pool.tokens(token).transferFrom(msg.sender, address(this), uint256(delta)), "in");
            else require(pool.tokens(token).transfer(msg.sender, uint256(-delta)), "out"); // flaw
        }
    }
}
