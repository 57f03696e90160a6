// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {Lender} from "../src/Lender.sol";
import {ShareFeed} from "../src/ShareFeed.sol";
import {EtherPool} from "../src/EtherPool.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function startPrank(address sender) external;
    function stopPrank() external;
}

/// 1,900 dollars for one ether. One has put both into the pool; two others have pledged their shares and borrowed, of whom one
/// was liquidated when ether fell for an hour; two lend dollars.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal anja = address(0xA27A);
    address internal benno = address(0xBE220);
    address internal carla = address(0xCA41A);
    address internal dirk = address(0xD14C);
    Erc20 internal dollar;
    EtherPool internal pool;
    ShareFeed internal feed;
    Lender internal lender;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "USD", 40_000_000 ether);
        pool = new EtherPool(dollar);
        feed = new ShareFeed(pool, 1_900 ether);
        lender = new Lender(dollar, feed);

        _join(anja, 50 ether, 95_000 ether);
        _join(benno, 10 ether, 20_000 ether);
        _supply(carla, 700_000 ether);
        _supply(dirk, 260_000 ether);

        vm.startPrank(benno);
        pool.approve(address(lender), 8 ether);
        lender.pledge(8 ether);
        lender.borrow(23_000 ether);
        dollar.approve(address(lender), 5_000 ether);
        lender.repay(3_000 ether);
        pool.exit(1 ether);
        vm.deal(benno, 3 ether);
        pool.swapEthers{value: 1 ether}(1_800 ether);
        dollar.approve(address(pool), 1_900 ether);
        pool.swapTokens(1_900 ether, 0.9 ether);
        vm.stopPrank();

        feed.report(1_000 ether);
        dollar.transfer(dirk, 5_000 ether);
        vm.startPrank(dirk);
        dollar.approve(address(lender), 5_000 ether);
        lender.liquidate(benno, 5_000 ether);
        vm.stopPrank();
        feed.report(1_900 ether);
    }

    function test_setUp() public view {
        require(lender.debtOf(benno) > 14_000 ether && dollar.balanceOf(address(lender)) > 940_000 ether, "lender");
        require(feed.price() > 3_700 ether && feed.price() < 3_900 ether, "price");
    }

    function test_honest() public {
        vm.startPrank(carla);
        lender.withdraw(700_000 ether);
        vm.stopPrank();
        require(dollar.balanceOf(carla) == 700_000 ether, "back");
    }

    function _join(address account, uint256 ethers, uint256 tokens) private {
        vm.deal(account, ethers);
        dollar.transfer(account, tokens);
        vm.startPrank(account);
        dollar.approve(address(pool), tokens);
        pool.join{value: ethers}(tokens);
        vm.stopPrank();
    }

    function _supply(address account, uint256 amount) private {
        dollar.transfer(account, amount);
        vm.startPrank(account);
        dollar.approve(address(lender), amount);
        lender.supply(amount);
        vm.stopPrank();
    }
}
