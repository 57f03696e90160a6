// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// Yields a little in each second, to its vault.
contract YieldSource {
    IERC20 public immutable COIN;
    address public vault;
    uint256 public constant RATE = 0.001 ether;
    uint256 public paidUntil;

    constructor(IERC20 coin) {
        COIN = coin;
        paidUntil = block.timestamp;
    }

    function setVault(address vault_) external {
        require(vault == address(0), "is set");
        vault = vault_;
    }

    function claim() external returns (uint256 amount) {
        require(msg.sender == vault, "not the vault");
        amount = (block.timestamp - paidUntil) * RATE;
        paidUntil = block.timestamp;
        require(COIN.transfer(vault, amount), "transfer");
    }
}

/// Who harvests gets a hundredth of the harvest, the vault the rest, over a day.
contract Compounder is ERC4626 {
    YieldSource public immutable SOURCE;
    uint256 public constant CALLER_PERCENT = 1;
    uint256 public constant UNLOCK = 1 days;
    uint256 private _locked;
    uint256 private _lockedAt;

    constructor(IERC20 coin, YieldSource source) ERC20("Compounder", "cCOIN") ERC4626(coin) {
        SOURCE = source;
    }

    function harvest() external {
        uint256 harvested = SOURCE.claim();
        uint256 bounty = harvested * CALLER_PERCENT / 100;
        _locked = locked() + harvested - bounty;
        _lockedAt = block.timestamp;
        require(IERC20(asset()).transfer(msg.sender, bounty), "transfer");
    }

    function locked() public view returns (uint256) {
        uint256 elapsed = block.timestamp - _lockedAt;
        return elapsed >= UNLOCK ? 0 : _locked - _locked * elapsed / UNLOCK;
    }

    function totalAssets() public view override returns (uint256) {
        return super.totalAssets() - locked();
    }
}
