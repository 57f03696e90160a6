// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// Owns tokens and pays a Uniswap V3 pool when the pool calls back.

interface Token {
    function transfer(address to, uint256 amount) external returns (bool);
}

interface Pool {
    function token0() external view returns (Token);
    function token1() external view returns (Token);
    function mint(address to, int24 low, int24 high, uint128 liquidity, bytes calldata data)
        external
        returns (uint256, uint256);
    function burn(int24 low, int24 high, uint128 liquidity) external returns (uint256, uint256);
    function collect(address to, int24 low, int24 high, uint128 amount0, uint128 amount1)
        external
        returns (uint128, uint128);
    function swap(address to, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        external
        returns (int256, int256);
    function flash(address to, uint256 amount0, uint256 amount1, bytes calldata data) external;
}

contract UniswapV3Player {
    Pool public immutable POOL;

    constructor(Pool pool) {
        POOL = pool;
    }

    function mint(int24 low, int24 high, uint128 liquidity) external returns (uint256, uint256) {
        return POOL.mint(address(this), low, high, liquidity, "");
    }

    function burn(int24 low, int24 high, uint128 liquidity) external returns (uint256, uint256) {
        return POOL.burn(low, high, liquidity);
    }

    function collect(int24 low, int24 high) external returns (uint128, uint128) {
        return POOL.collect(address(this), low, high, type(uint128).max, type(uint128).max);
    }

    function swap(bool zeroForOne, int256 amount) external returns (int256, int256) {
        // One inside TickMath.MIN_SQRT_RATIO and MAX_SQRT_RATIO.
        uint160 limit = zeroForOne ? 4295128740 : 1461446703485210103287273052203988822378723970341;
        return POOL.swap(address(this), zeroForOne, amount, limit, "");
    }

    function flash(uint256 amount0, uint256 amount1) external {
        POOL.flash(address(this), amount0, amount1, abi.encode(amount0, amount1));
    }

    function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        _pay(owed0, owed1);
    }

    function uniswapV3SwapCallback(int256 delta0, int256 delta1, bytes calldata) external {
        _pay(delta0 > 0 ? uint256(delta0) : 0, delta1 > 0 ? uint256(delta1) : 0);
    }

    function uniswapV3FlashCallback(uint256 fee0, uint256 fee1, bytes calldata data) external {
        (uint256 amount0, uint256 amount1) = abi.decode(data, (uint256, uint256));
        _pay(amount0 + fee0, amount1 + fee1);
    }

    function _pay(uint256 owed0, uint256 owed1) private {
        require(msg.sender == address(POOL), "not the pool");
        if (owed0 > 0) POOL.token0().transfer(msg.sender, owed0);
        if (owed1 > 0) POOL.token1().transfer(msg.sender, owed1);
    }
}
