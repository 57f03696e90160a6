// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// A constant-product market with the arithmetic of Uniswap v2: packed reserves, a 0.3 % fee, the k check after
/// the trade and two price accumulators. Balances are kept inside, so one swap is one frame.
contract Pair {
    uint112 private _reserve0;
    uint112 private _reserve1;
    uint32 private _swaps;
    uint256 public price0Cumulative;
    uint256 public price1Cumulative;
    mapping(address => uint256) public balance0;
    mapping(address => uint256) public balance1;

    event Swap(address indexed trader, bool zeroForOne, uint256 amountIn, uint256 amountOut);
    event Sync(uint112 reserve0, uint112 reserve1);

    constructor(address first, address second) {
        _reserve0 = 1e24;
        _reserve1 = 2e24;
        balance0[first] = balance1[first] = 1e28;
        balance0[second] = balance1[second] = 1e28;
    }

    function getReserves() public view returns (uint112, uint112, uint32) {
        return (_reserve0, _reserve1, _swaps);
    }

    function swap(bool zeroForOne, uint256 amountIn, uint256 amountOutMin) external returns (uint256 amountOut) {
        (uint256 reserve0, uint256 reserve1, uint32 swaps) = getReserves();
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        require(amountIn > 0 && reserveIn > 0 && reserveOut > 0, "liquidity");

        uint256 amountInWithFee = amountIn * 997;
        amountOut = amountInWithFee * reserveOut / (reserveIn * 1000 + amountInWithFee);
        require(amountOut >= amountOutMin && amountOut < reserveOut, "output");

        if (zeroForOne) {
            balance0[msg.sender] -= amountIn;
            balance1[msg.sender] += amountOut;
        } else {
            balance1[msg.sender] -= amountIn;
            balance0[msg.sender] += amountOut;
        }
        _settle(reserveIn, reserveOut, amountIn, amountOut);
        _update(zeroForOne, reserveIn + amountIn, reserveOut - amountOut, swaps);
        emit Swap(msg.sender, zeroForOne, amountIn, amountOut);
    }

    function _settle(uint256 reserveIn, uint256 reserveOut, uint256 amountIn, uint256 amountOut) private pure {
        uint256 adjustedIn = (reserveIn + amountIn) * 1000 - amountIn * 3;
        uint256 adjustedOut = (reserveOut - amountOut) * 1000;
        require(adjustedIn * adjustedOut >= reserveIn * reserveOut * 1000 ** 2, "k");
    }

    function _update(bool zeroForOne, uint256 amountIn, uint256 amountOut, uint32 swaps) private {
        (uint256 reserve0, uint256 reserve1) = zeroForOne ? (amountIn, amountOut) : (amountOut, amountIn);
        require(reserve0 <= type(uint112).max && reserve1 <= type(uint112).max, "overflow");
        unchecked {
            price0Cumulative += (reserve1 << 112) / reserve0;
            price1Cumulative += (reserve0 << 112) / reserve1;
            _swaps = swaps + 1;
        }
        _reserve0 = uint112(reserve0);
        _reserve1 = uint112(reserve1);
        emit Sync(uint112(reserve0), uint112(reserve1));
    }
}

/// Trades back and forth.
contract SwapBench {
    address private constant ACTOR = 0x00000000000000000000000000000000000A11cE;

    Pair public immutable target;

    constructor() {
        target = new Pair(address(this), ACTOR);
    }

    function run(uint256 n) external returns (uint256) {
        uint256 received = 0;
        for (uint256 i = 0; i < n; ++i) {
            received += target.swap(i & 1 == 0, 1e18 + i % 13 * 1e15, 1);
        }
        (uint112 reserve0, uint112 reserve1,) = target.getReserves();
        return received ^ (uint256(reserve0) << 128) ^ uint256(reserve1) ^ target.price0Cumulative();
    }
}
