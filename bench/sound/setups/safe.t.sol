// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Safe} from "@safe-global/safe-contracts/contracts/Safe.sol";
import {
    CompatibilityFallbackHandler
} from "@safe-global/safe-contracts/contracts/handler/CompatibilityFallbackHandler.sol";
import {SafeProxyFactory} from "@safe-global/safe-contracts/contracts/proxies/SafeProxyFactory.sol";
import {Enum} from "@safe-global/safe-contracts/contracts/common/Enum.sol";
import {Coin} from "../src/Coin.sol";
import {Base} from "./Base.sol";

/// Two of three owners; one transaction was made, so its signatures are known to everybody.
contract SafeWallet is Base {
    Coin internal coin;
    SafeProxyFactory internal factory;
    Safe internal wallet;
    uint256[3] internal keys = [uint256(11), 12, 13];

    function setUp() public {
        coin = new Coin("COIN", 1_000_000 ether);
        factory = new SafeProxyFactory();
        address singleton = address(new Safe());
        address handler = address(new CompatibilityFallbackHandler());
        address[] memory owners = new address[](3);
        for (uint256 i = 0; i < 3; i++) owners[i] = vm.addr(keys[i]);
        bytes memory init = abi.encodeCall(
            Safe.setup, (owners, 2, address(0), "", handler, address(0), 0, payable(address(0)))
        );
        wallet = Safe(payable(address(factory.createProxyWithNonce(singleton, init, 42))));
        vm.deal(address(wallet), 80 ether);
        coin.transfer(address(wallet), 40_000 ether);
        pay(ada, 3 ether);
    }

    function pay(address to, uint256 amount) private {
        bytes32 hash = wallet.getTransactionHash(
            to, amount, "", Enum.Operation.Call, 0, 0, 0, address(0), address(0), wallet.nonce()
        );
        (uint256 low, uint256 high) = (keys[0], keys[1]);
        if (vm.addr(low) > vm.addr(high)) (low, high) = (high, low);
        bytes memory signatures = bytes.concat(signature(low, hash), signature(high, hash));
        wallet.execTransaction(
            to, amount, "", Enum.Operation.Call, 0, 0, 0, address(0), payable(address(0)), signatures
        );
    }

    function signature(uint256 key, bytes32 hash) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        return abi.encodePacked(r, s, v);
    }
}
