// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "../src/Erc20.sol";
import {LoanToken} from "../src/LoanToken.sol";

interface Vm {
    function startPrank(address sender) external;
    function stopPrank() external;
    function warp(uint256 timestamp) external;
}

/// Three lenders and two borrowers, of whom one has paid back with interest. A link costs 12 dollars.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal lena = address(0x1E4A);
    address internal marc = address(0x3A4C);
    address internal nora = address(0x404A);
    address internal bert = address(0xBE47);
    address internal carl = address(0xCA41);
    Erc20 internal dollar;
    Erc20 internal link;
    LoanToken internal lending;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "USD", 60_000_000 ether);
        link = new Erc20("Link", "LNK", 5_000_000 ether);
        lending = new LoanToken(dollar, link, 12 ether);

        _lend(lena, 4_200_000 ether);
        _lend(marc, 2_650_000 ether);
        _borrow(bert, 900_000 ether);
        _borrow(carl, 350_000 ether);
        vm.warp(block.timestamp + 90 days);
        dollar.transfer(carl, 20_000 ether);
        vm.startPrank(carl);
        dollar.approve(address(lending), 400_000 ether);
        lending.repay();
        vm.stopPrank();
        _lend(nora, 1_250_000 ether);
        vm.startPrank(marc);
        lending.transfer(lena, 50_000 ether);
        vm.stopPrank();
    }

    function test_setUp() public view {
        require(lending.balanceOf(lena) == 4_250_000 ether && lending.tokenPrice() > 1 ether, "lenders");
        require(lending.totalPrincipal() == 900_000 ether && link.balanceOf(carl) > 0, "borrowers");
    }

    function _lend(address lender, uint256 amount) private {
        dollar.transfer(lender, amount);
        vm.startPrank(lender);
        dollar.approve(address(lending), amount);
        lending.mint(lender, amount);
        vm.stopPrank();
    }

    function _borrow(address borrower, uint256 amount) private {
        uint256 collateral = lending.requiredCollateral(amount);
        link.transfer(borrower, collateral);
        vm.startPrank(borrower);
        link.approve(address(lending), collateral);
        lending.borrow(amount);
        vm.stopPrank();
    }
}
