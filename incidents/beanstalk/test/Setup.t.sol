// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Beanstalk} from "../src/Beanstalk.sol";
import {Erc20} from "../src/Erc20.sol";
import {FlashLender} from "../src/FlashLender.sol";
import {SeasonLength} from "../src/SeasonLength.sol";
import {StablePool} from "../src/StablePool.sol";

interface Vm {
    function startPrank(address sender) external;
    function stopPrank() external;
    function warp(uint256 timestamp) external;
}

/// Four have put beans and shares of the pool in, and have carried a proposal out by their votes. Two of them have taken a part out
/// again since. One lends dollars, one has swapped.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant MILLION = 1e12;

    address internal anke = address(0xA28E);
    address internal bodo = address(0xB0D0);
    address internal cora = address(0xC02A);
    address internal dina = address(0xD12A);
    address internal enno = address(0xE220);
    address internal fiete = address(0xF1E7E);
    Erc20 internal bean;
    Erc20 internal dollar;
    StablePool internal pool;
    Beanstalk internal beanstalk;
    FlashLender internal lender;

    function setUp() public virtual {
        vm.warp(1_648_000_000);
        bean = new Erc20("Bean", "BEAN", 6, 110 * MILLION);
        dollar = new Erc20("Three dollars", "3CRV", 6, 2_400 * MILLION);
        pool = new StablePool(bean, dollar);
        beanstalk = new Beanstalk(bean, pool);
        lender = new FlashLender();

        _join(anke, 18 * MILLION, 17 * MILLION);
        _join(bodo, 14 * MILLION, 15 * MILLION);
        bean.transfer(cora, 20 * MILLION);
        _depositShares(anke, 35 * MILLION);
        _depositShares(bodo, 20 * MILLION);
        _join(fiete, 4 * MILLION, 4 * MILLION);
        _depositShares(fiete, 7 * MILLION);
        vm.startPrank(cora);
        bean.approve(address(beanstalk), 20 * MILLION);
        beanstalk.depositBeans(20 * MILLION);
        vm.stopPrank();
        dollar.transfer(dina, 400 * MILLION);
        vm.startPrank(dina);
        dollar.approve(address(lender), 400 * MILLION);
        lender.supply(dollar, 400 * MILLION);
        vm.stopPrank();

        SeasonLength season = new SeasonLength();
        vm.startPrank(fiete);
        uint256 bip = beanstalk.propose(address(season), abi.encodeCall(SeasonLength.init, (1 hours)));
        vm.stopPrank();
        vm.startPrank(anke);
        beanstalk.vote(bip);
        vm.stopPrank();
        vm.startPrank(cora);
        beanstalk.vote(bip);
        vm.stopPrank();
        vm.warp(block.timestamp + 7 days);
        beanstalk.emergencyCommit(bip);

        vm.startPrank(anke);
        beanstalk.withdrawShares(2 * MILLION);
        vm.stopPrank();
        vm.startPrank(cora);
        beanstalk.withdrawBeans(MILLION);
        vm.stopPrank();
        dollar.transfer(enno, MILLION);
        vm.startPrank(enno);
        dollar.approve(address(pool), MILLION);
        bean.approve(address(pool), MILLION);
        pool.exchange(1, MILLION, 998_000 * 1e6);
        pool.exchange(0, 900_000 * 1e6, 899_000 * 1e6);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(beanstalk.bipOf(0).isExecuted, "executed");
        require(beanstalk.totalStalk() > 70 * MILLION, "stalk");
    }

    function test_honest() public {
        vm.startPrank(anke);
        beanstalk.withdrawShares(beanstalk.sharesOf(anke));
        vm.stopPrank();
        require(pool.balanceOf(anke) >= 349 * MILLION / 10, "back");
    }

    function _join(address account, uint256 beans, uint256 dollars) private {
        bean.transfer(account, beans);
        dollar.transfer(account, dollars);
        vm.startPrank(account);
        bean.approve(address(pool), beans);
        dollar.approve(address(pool), dollars);
        pool.addLiquidity([beans, dollars], 0);
        vm.stopPrank();
    }

    function _depositShares(address account, uint256 shares) private {
        vm.startPrank(account);
        uint256 has = pool.balanceOf(account);
        if (shares > has) shares = has;
        pool.approve(address(beanstalk), shares);
        beanstalk.depositShares(shares);
        vm.stopPrank();
    }
}
