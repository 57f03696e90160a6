// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// package: @uniswap/v2-periphery/build/WETH9.json
// package: @uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json
// package: @uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json
// package: @uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json
// package: @uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json

import {Coin} from "../src/Coin.sol";
import {Base} from "./Base.sol";

interface IManager {
    struct MintParams {
        address token0;
        address token1;
        uint24 fee;
        int24 tickLower;
        int24 tickUpper;
        uint256 amount0Desired;
        uint256 amount1Desired;
        uint256 amount0Min;
        uint256 amount1Min;
        address recipient;
        uint256 deadline;
    }

    function createAndInitializePoolIfNecessary(address token0, address token1, uint24 fee, uint160 sqrtPrice)
        external
        returns (address pool);
    function mint(MintParams calldata) external returns (uint256 id, uint128 liquidity, uint256, uint256);
}

contract UniswapV3 is Base {
    Coin internal coin;
    Coin internal gem;
    address internal factory;
    IManager internal manager;
    address internal router;
    address internal pool;

    function setUp() public {
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        gem = new Coin("GEM", 1_000_000 ether);
        address weth = vm.deployCode("WETH9");
        factory = vm.deployCode("UniswapV3Factory");
        manager = IManager(vm.deployCode("NonfungiblePositionManager", abi.encode(factory, weth, address(0))));
        router = vm.deployCode("SwapRouter", abi.encode(factory, weth));
        for (uint256 i = 0; i < 2; i++) {
            coin.transfer(i == 0 ? ada : ben, 60_000 ether);
            gem.transfer(i == 0 ? ada : ben, 60_000 ether);
        }
        (address token0, address token1) = ordered();
        pool = manager.createAndInitializePoolIfNecessary(token0, token1, 3000, 2 ** 96);
        vm.stopPrank();
        provide(ada, -887_220, 887_220, 40_000 ether);
        provide(ben, -6_000, 6_000, 5_000 ether);
    }

    function provide(address user, int24 low, int24 high, uint256 amount) private as_(user) {
        coin.approve(address(manager), type(uint256).max);
        gem.approve(address(manager), type(uint256).max);
        (address token0, address token1) = ordered();
        manager.mint(
            IManager.MintParams(token0, token1, 3000, low, high, amount, amount, 0, 0, user, block.timestamp)
        );
    }

    function ordered() private view returns (address, address) {
        (address left, address right) = (address(coin), address(gem));
        return left < right ? (left, right) : (right, left);
    }
}
