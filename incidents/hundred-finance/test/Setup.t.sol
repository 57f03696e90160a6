// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Comptroller} from "../src/Comptroller.sol";
import {Erc20} from "../src/Erc20.sol";
import {Market} from "../src/Market.sol";
import {PriceFeed} from "../src/PriceFeed.sol";

interface Vm {
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// Three markets. Dollars and ether are lent, borrowed and once liquidated; the market for bitcoin is new and still empty. Nobody but the
/// exchanges has bitcoin.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal agnes = address(0xA61E5);
    address internal bruno = address(0xB2010);
    address internal celia = address(0xCE11A);
    address internal david = address(0xDA71D);
    address internal emil = address(0xE311);
    address internal exchange = address(0xE8C4A6E);
    Erc20 internal dollar;
    Erc20 internal ether_;
    Erc20 internal bitcoin;
    PriceFeed internal feed;
    Comptroller internal comptroller;
    Market internal dollars;
    Market internal ethers;
    Market internal bitcoins;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "USDC", 6, 20_000_000e6);
        ether_ = new Erc20("Wrapped ether", "WETH", 18, 10_000e18);
        bitcoin = new Erc20("Wrapped bitcoin", "WBTC", 8, 5_000e8);
        feed = new PriceFeed();
        feed.report(dollar, 1);
        feed.report(ether_, 2_100);
        feed.report(bitcoin, 30_000);
        comptroller = new Comptroller(feed);
        // Fifty shares cost one unit; shares have 8 decimals.
        dollars = new Market("Dollar market", "hUSDC", dollar, comptroller, 0.02e16);
        ethers = new Market("Ether market", "hETH", ether_, comptroller, 0.02e28);
        bitcoins = new Market("Bitcoin market", "hWBTC", bitcoin, comptroller, 0.02e18);
        comptroller.list(dollars, 0.8e18);
        comptroller.list(ethers, 0.75e18);
        comptroller.list(bitcoins, 0.75e18);
        bitcoin.transfer(exchange, 5_000e8);

        _mint(agnes, dollar, dollars, 600_000e6);
        _mint(bruno, dollar, dollars, 150_000e6);
        _mint(celia, ether_, ethers, 240e18);
        _mint(david, ether_, ethers, 10e18);

        // Who borrows dollars against ether, and pays a part of it back.
        vm.startPrank(celia);
        comptroller.enterMarket(ethers);
        dollars.borrow(90_000e6);
        dollar.approve(address(dollars), 20_000e6);
        dollars.repay(20_000e6);
        ethers.redeemUnderlying(15e18);
        vm.stopPrank();

        // Who borrows ether against dollars.
        vm.startPrank(bruno);
        comptroller.enterMarket(dollars);
        ethers.borrow(8e18);
        dollars.redeem(100_000e8);
        vm.stopPrank();

        // Who owes too much when ether becomes cheaper, and who pays for it.
        vm.startPrank(david);
        comptroller.enterMarket(ethers);
        dollars.borrow(15_000e6);
        vm.stopPrank();
        feed.report(ether_, 1_950);
        dollar.transfer(emil, 20_000e6);
        vm.startPrank(emil);
        dollar.approve(address(dollars), 7_000e6);
        dollars.liquidate(david, 7_000e6, ethers);
        ethers.transfer(agnes, 10e8);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(dollar.balanceOf(address(dollars)) == 670_000e6, "dollars");
        require(ether_.balanceOf(address(ethers)) == 227e18, "ether");
        require(bitcoins.totalSupply() == 0 && bitcoin.balanceOf(address(bitcoins)) == 0, "bitcoin");
        (, uint256 shortfall) = comptroller.liquidityOf(celia);
        require(shortfall == 0, "celia");
    }

    function test_honest() public {
        vm.startPrank(agnes);
        dollars.redeemUnderlying(599_999e6);
        vm.stopPrank();
        require(dollar.balanceOf(agnes) == 599_999e6, "back");
    }

    function _mint(address account, Erc20 token, Market market, uint256 amount) private {
        token.transfer(account, amount);
        vm.startPrank(account);
        token.approve(address(market), amount);
        market.mint(amount);
        vm.stopPrank();
    }
}
