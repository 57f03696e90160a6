// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {FlashLender} from "../src/FlashLender.sol";
import {PoolStrategy} from "../src/PoolStrategy.sol";
import {StablePool} from "../src/StablePool.sol";
import {Vault} from "../src/Vault.sol";

interface Vm {
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// Three have put dollars into the vault, which has invested most of them; one of them has taken a part out again. One provides
/// liquidity, one lends dollars of both kinds, one has swapped.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant MILLION = 1e12;

    address internal amon = address(0xA303);
    address internal birte = address(0xB127E);
    address internal cleo = address(0xC1E0);
    address internal dora = address(0xD02A);
    address internal emil = address(0xE311);
    address internal fenja = address(0xFE27A);
    Erc20 internal dollar;
    Erc20 internal tether;
    StablePool internal pool;
    Vault internal vault;
    PoolStrategy internal strategy;
    FlashLender internal lender;

    function setUp() public virtual {
        dollar = new Erc20("Dollar coin", "USDC", 6, 2_000 * MILLION);
        tether = new Erc20("Tethered dollar", "USDT", 6, 2_000 * MILLION);
        pool = new StablePool(dollar, tether);
        vault = new Vault(dollar);
        strategy = new PoolStrategy(pool, address(vault));
        vault.setStrategy(strategy);
        lender = new FlashLender();

        dollar.transfer(dora, 45 * MILLION);
        tether.transfer(dora, 100 * MILLION);
        vm.startPrank(dora);
        dollar.approve(address(pool), 45 * MILLION);
        tether.approve(address(pool), 100 * MILLION);
        pool.addLiquidity([45 * MILLION, 100 * MILLION], 0);
        vm.stopPrank();

        _supply(dollar, 120 * MILLION);
        _supply(tether, 60 * MILLION);
        _deposit(amon, 25 * MILLION);
        vault.doHardWork();
        _deposit(birte, 22 * MILLION);
        _deposit(cleo, 14 * MILLION);
        vault.doHardWork();
        vm.startPrank(cleo);
        vault.withdraw(5 * MILLION, 49 * MILLION / 10);
        vm.stopPrank();

        dollar.transfer(fenja, MILLION);
        vm.startPrank(fenja);
        dollar.approve(address(pool), MILLION);
        tether.approve(address(pool), MILLION);
        pool.exchange(0, MILLION, 999_000 * 1e6);
        pool.exchange(1, 900_000 * 1e6, 899_000 * 1e6);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(vault.getPricePerFullShare() > 0.995e6 && vault.getPricePerFullShare() < 1.005e6, "price");
        require(strategy.investedUnderlyingBalance() > 45 * MILLION, "invested");
    }

    function test_honest() public {
        vm.startPrank(birte);
        vault.withdraw(vault.balanceOf(birte), 219 * MILLION / 10);
        vm.stopPrank();
        require(dollar.balanceOf(birte) >= 219 * MILLION / 10, "back");
    }

    function _deposit(address user, uint256 amount) private {
        dollar.transfer(user, amount);
        vm.startPrank(user);
        dollar.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }

    function _supply(Erc20 token, uint256 amount) private {
        token.transfer(emil, amount);
        vm.startPrank(emil);
        token.approve(address(lender), amount);
        lender.supply(token, amount);
        vm.stopPrank();
    }
}
