// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {WalletLibrary} from "./WalletLibrary.sol";

/// One wallet: takes deposits, and leaves everything else to the library.
contract Wallet {
    address public immutable walletLibrary;

    event Deposit(address indexed from, uint256 value);

    constructor(address library_, address[] memory owners, uint256 required, uint256 dailyLimit) {
        walletLibrary = library_;
        (bool ok, ) = library_.delegatecall(abi.encodeCall(WalletLibrary.initWallet, (owners, required, dailyLimit)));
        require(ok, "init failed");
    }

    receive() external payable {
        emit Deposit(msg.sender, msg.value);
    }

    /// Any function of the library, with the wallet's storage.
    fallback() external payable {
        (bool ok, bytes memory output) = walletLibrary.delegatecall(msg.data);
        assembly {
            if iszero(ok) {
                revert(add(output, 32), mload(output))
            }
            return(add(output, 32), mload(output))
        }
    }
}
