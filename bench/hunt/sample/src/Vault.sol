// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Shares of a pot. Withdrawals round up what they pay, so the last to leave finds too little.
contract Vault {
    mapping(address => uint256) public sharesOf;
    uint256 public shares;
    uint256 public assets;

    function deposit(uint128 amount) external {
        uint256 minted = shares == 0 ? amount : uint256(amount) * shares / assets;
        sharesOf[msg.sender] += minted;
        shares += minted;
        assets += amount;
    }

    function earn(uint64 amount) external {
        if (shares > 0) assets += amount;
    }

    function withdraw(uint256 burned) external {
        sharesOf[msg.sender] -= burned;
        uint256 paid = (burned * assets + shares - 1) / shares;
        shares -= burned;
        assets -= paid;
    }
}
