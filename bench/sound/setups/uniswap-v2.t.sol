// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// package: @uniswap/v2-core/build/UniswapV2Factory.json
// package: @uniswap/v2-core/build/UniswapV2Pair.json
// package: @uniswap/v2-periphery/build/UniswapV2Router02.json
// package: @uniswap/v2-periphery/build/WETH9.json

import {Coin} from "../src/Coin.sol";
import {Base} from "./Base.sol";

interface IRouter {
    function addLiquidity(
        address tokenA,
        address tokenB,
        uint256 amountA,
        uint256 amountB,
        uint256 minA,
        uint256 minB,
        address to,
        uint256 deadline
    ) external;
    function addLiquidityETH(address token, uint256 amount, uint256 min, uint256 minEth, address to, uint256 deadline)
        external
        payable;
}

contract UniswapV2 is Base {
    Coin internal coin;
    Coin internal gem;
    address internal weth;
    address internal factory;
    IRouter internal router;

    function setUp() public {
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        gem = new Coin("GEM", 50_000 ether);
        weth = vm.deployCode("WETH9");
        factory = vm.deployCode("UniswapV2Factory", abi.encode(operator));
        router = IRouter(vm.deployCode("UniswapV2Router02", abi.encode(factory, weth)));
        for (uint256 i = 0; i < 2; i++) {
            coin.transfer(i == 0 ? ada : ben, 60_000 ether);
            gem.transfer(i == 0 ? ada : ben, 3_000 ether);
        }
        vm.stopPrank();
        provide(ada, 40_000 ether, 2_000 ether, 20 ether);
        provide(ben, 10_000 ether, 500 ether, 5 ether);
    }

    function provide(address user, uint256 coins, uint256 gems, uint256 eth) private {
        vm.deal(user, 2 * eth);
        vm.startPrank(user);
        coin.approve(address(router), type(uint256).max);
        gem.approve(address(router), type(uint256).max);
        router.addLiquidity(address(coin), address(gem), coins, gems, 0, 0, user, block.timestamp);
        router.addLiquidityETH{value: eth}(address(gem), gems / 4, 0, 0, user, block.timestamp);
        vm.stopPrank();
    }
}
