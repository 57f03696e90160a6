// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Wallet} from "../src/Wallet.sol";
import {WalletLibrary} from "../src/WalletLibrary.sol";

interface Vm {
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
}

/// Three projects keep what their token sales brought in wallets of three owners each, of whom two must confirm.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal casino = address(0xCA51);
    address internal market = address(0x3A43);
    address internal city = address(0xC177);
    address internal supplier = address(0x5099);
    WalletLibrary internal walletLibrary;
    WalletLibrary internal casinoWallet;
    WalletLibrary internal marketWallet;
    WalletLibrary internal cityWallet;

    function setUp() public virtual {
        walletLibrary = new WalletLibrary();
        casinoWallet = _open(casino, 26_793 ether);
        marketWallet = _open(market, 82_189 ether);
        cityWallet = _open(city, 44_055 ether);

        // Small bills are paid by one owner alone, others by two.
        vm.prank(casino);
        casinoWallet.execute(supplier, 5 ether, "");
        vm.prank(city);
        bytes32 operation = cityWallet.execute(supplier, 55 ether, "");
        vm.prank(_second(city));
        require(cityWallet.confirm(operation), "confirmed");
    }

    function test_setUp() public view {
        require(address(casinoWallet).balance == 26_788 ether && casinoWallet.isOwner(casino), "casino");
        require(address(cityWallet).balance == 44_000 ether && supplier.balance == 60 ether, "city");
    }

    function _open(address first, uint256 raised) private returns (WalletLibrary wallet) {
        address[] memory owners = new address[](3);
        (owners[0], owners[1], owners[2]) = (first, _second(first), address(uint160(first) + 2));
        wallet = WalletLibrary(address(new Wallet(address(walletLibrary), owners, 2, 10 ether)));
        vm.deal(first, raised + 1 ether);
        vm.prank(first);
        (bool ok, ) = address(wallet).call{value: raised}("");
        require(ok, "raised");
    }

    function _second(address first) private pure returns (address) {
        return address(uint160(first) + 1);
    }
}
