// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Purchase} from "../src/Purchase.sol";
import {TruToken} from "../src/TruToken.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
}

/// The market has been open for years: three holders have bought, one has sold a part, and 8,500 ether are behind 160 million tokens.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal ivar = address(0x1FA5);
    address internal jonna = address(0x304A);
    address internal kaj = address(0xCA1);
    TruToken internal token;
    Purchase internal market;

    function setUp() public virtual {
        token = new TruToken();
        market = new Purchase(token, 75);
        token.setMinter(address(market));
        vm.deal(address(this), 8_100 ether);
        market.open{value: 8_000 ether}(160_000_000 ether);
        token.transfer(ivar, 90_000_000 ether);
        token.transfer(jonna, 60_000_000 ether);
        (bool ok, ) = address(market).call{value: 20 ether}("");
        require(ok, "operating");

        _buy(jonna, 500_000 ether);
        _buy(kaj, 1_500_000 ether);
        vm.prank(kaj);
        market.sellTRU(400_000 ether);
    }

    function test_setUp() public view {
        require(token.balanceOf(kaj) == 1_100_000 ether && market.reserve() > 8_300 ether, "market");
        require(address(market).balance == market.reserve() + 20 ether, "ether");
    }

    function test_honest() public {
        uint256 before = ivar.balance;
        vm.prank(ivar);
        market.sellTRU(90_000_000 ether);
        require(ivar.balance - before > 4_500 ether, "back");
    }

    function _buy(address buyer, uint256 amount) private {
        uint256 price = market.getPurchasePrice(amount);
        vm.deal(buyer, price);
        vm.prank(buyer);
        market.buyTRU{value: price}(amount);
    }
}
