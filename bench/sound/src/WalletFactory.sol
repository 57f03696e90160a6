// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// Belongs to whom it was made for.
contract PersonalWallet {
    address public owner;

    constructor() {
        owner = address(1);
    }

    receive() external payable {}

    function initialize(address owner_) external {
        require(owner == address(0), "is initialized");
        owner = owner_;
    }

    function execute(address to, uint256 value, bytes calldata data) external returns (bytes memory) {
        require(msg.sender == owner, "not the owner");
        (bool ok, bytes memory output) = to.call{value: value}(data);
        require(ok, "call");
        return output;
    }
}

/// Makes one for everybody who asks.
contract WalletFactory {
    address public immutable TEMPLATE = address(new PersonalWallet());
    mapping(address owner => address) public walletOf;

    function create() external payable returns (address payable wallet) {
        require(walletOf[msg.sender] == address(0), "has one");
        wallet = payable(Clones.clone(TEMPLATE));
        walletOf[msg.sender] = wallet;
        PersonalWallet(wallet).initialize(msg.sender);
        (bool ok,) = wallet.call{value: msg.value}("");
        require(ok, "not taken");
    }
}
