// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {StablePool} from "../src/StablePool.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// Three have put ether and tokens in, one has taken a part out again, and a trader has swapped both ways.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal lotte = address(0x1077E);
    address internal milo = address(0x3110);
    address internal nina = address(0x212A);
    address internal otis = address(0x0715);
    Erc20 internal token;
    StablePool internal pool;

    function setUp() public virtual {
        token = new Erc20("Pledged ether", "pETH", 60_000 ether);
        pool = new StablePool(token);
        _add(lotte, 3_000 ether, 3_000 ether);
        _add(milo, 2_500 ether, 2_900 ether);
        _add(nina, 600 ether, 640 ether);

        vm.startPrank(nina);
        pool.removeLiquidity(200 ether);
        vm.stopPrank();
        token.transfer(otis, 40 ether);
        vm.deal(otis, 30 ether);
        vm.startPrank(otis);
        token.approve(address(pool), 40 ether);
        pool.swapTokens(40 ether, 39 ether);
        pool.swapEthers{value: 30 ether}(29 ether);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(pool.balanceOf(nina) > 1_000 ether && nina.balance > 90 ether, "nina");
        require(address(pool).balance == pool.ethers() && token.balanceOf(address(pool)) == pool.tokens(), "books");
    }

    function test_honest() public {
        uint256 shares = pool.balanceOf(lotte);
        vm.startPrank(lotte);
        pool.removeLiquidity(shares);
        vm.stopPrank();
        require(lotte.balance + token.balanceOf(lotte) > 5_990 ether, "back");
    }

    function _add(address account, uint256 ethers, uint256 tokens) private {
        vm.deal(account, ethers);
        token.transfer(account, tokens);
        vm.startPrank(account);
        token.approve(address(pool), tokens);
        pool.addLiquidity{value: ethers}(tokens, 1 ether);
        vm.stopPrank();
    }
}
