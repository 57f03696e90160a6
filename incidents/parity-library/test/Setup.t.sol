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

    address internal bridge = address(0xB41D6E);
    address internal sale = address(0x5A1E);
    address internal charity = address(0xC4A417);
    address internal supplier = address(0x5099);
    WalletLibrary internal walletLibrary;
    WalletLibrary internal bridgeWallet;
    WalletLibrary internal saleWallet;
    WalletLibrary internal charityWallet;

    function setUp() public virtual {
        walletLibrary = new WalletLibrary();
        bridgeWallet = _open(bridge, 306_276 ether);
        saleWallet = _open(sale, 98_000 ether);
        charityWallet = _open(charity, 16_055 ether);

        // Small bills are paid by one owner alone, others by two.
        vm.prank(bridge);
        bridgeWallet.execute(supplier, 5 ether, "");
        vm.prank(charity);
        bytes32 operation = charityWallet.execute(supplier, 55 ether, "");
        vm.prank(_second(charity));
        require(charityWallet.confirm(operation), "confirmed");
    }

    function test_setUp() public view {
        require(address(bridgeWallet).balance == 306_271 ether && bridgeWallet.isOwner(bridge), "bridge");
        require(address(charityWallet).balance == 16_000 ether && supplier.balance == 60 ether, "charity");
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
