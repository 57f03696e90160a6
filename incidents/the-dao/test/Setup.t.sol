// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Children} from "../src/Children.sol";
import {Dao} from "../src/Dao.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function warp(uint256 timestamp) external;
}

/// Five have bought tokens. The DAO has paid a contractor, after a vote, and one holder has left by a split, after another. Two want to
/// leave together, and vote for that at present.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal curator = address(0xC04A704);
    address internal contractor = address(0xC021C);
    address internal anna = address(0xA224A);
    address internal bela = address(0xBE1A);
    address internal cora = address(0xC04A);
    address internal dirk = address(0xD14C);
    address internal emil = address(0xE311);
    Dao internal dao;
    Children internal children;

    function setUp() public virtual {
        vm.warp(1_462_000_000);
        dao = new Dao(curator);
        children = dao.children();
        _buy(anna, 4_000 ether);
        _buy(bela, 3_000 ether);
        _buy(cora, 2_500 ether);
        _buy(dirk, 1_500 ether);
        _buy(emil, 600 ether);

        vm.startPrank(curator);
        dao.allowRecipient(contractor, true);
        vm.stopPrank();
        vm.startPrank(anna);
        dao.newProposal(contractor, 100 ether, "A lock for bicycles", 2 weeks, false);
        dao.vote(1, true);
        vm.stopPrank();
        vm.startPrank(emil);
        dao.vote(1, false);
        dao.newProposal(emil, 0, "I had rather not", 1 weeks, true);
        dao.vote(2, true);
        vm.stopPrank();

        vm.warp(1_462_000_000 + 2 weeks);
        vm.startPrank(anna);
        dao.executeProposal(1);
        vm.stopPrank();
        vm.startPrank(emil);
        dao.splitDao(2, emil);
        children.withdraw(2);
        vm.stopPrank();

        vm.warp(1_462_000_000 + 20 days);
        vm.startPrank(bela);
        dao.newProposal(cora, 0, "Lonely, so lonely", 1 weeks, true);
        dao.vote(3, true);
        vm.stopPrank();
        vm.startPrank(cora);
        dao.vote(3, true);
        vm.stopPrank();
        vm.startPrank(anna);
        dao.getMyReward();
        vm.stopPrank();
        vm.warp(1_462_000_000 + 22 days);
    }

    function test_setUp() public view {
        require(address(dao).balance > 10_900 ether && dao.totalSupply() == 11_000 * 100 * 10 ** 16, "ether");
        require(emil.balance > 590 ether && contractor.balance == 100 ether, "paid");
        require(dao.numberOfProposals() == 3, "proposals");
    }

    function test_honest() public {
        vm.warp(1_462_000_000 + 28 days);
        vm.startPrank(cora);
        dao.splitDao(3, cora);
        require(children.withdraw(3) > 2_470 ether, "back");
        vm.stopPrank();
    }

    function _buy(address account, uint256 amount) private {
        vm.deal(account, amount);
        vm.startPrank(account);
        dao.createTokens{value: amount}();
        vm.stopPrank();
    }
}
