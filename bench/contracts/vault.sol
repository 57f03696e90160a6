// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

contract Asset is ERC20("Asset", "AST") {
    constructor() {
        _mint(msg.sender, 1e30);
    }
}

contract Vault is ERC4626 {
    constructor(IERC20 asset) ERC20("Vault", "vAST") ERC4626(asset) {}
}

/// Holds the assets and goes through the vault once per cycle: deposit, then redeem every share it got.
contract Teller {
    Vault private immutable _vault;

    constructor(Asset asset, Vault vault) {
        _vault = vault;
        asset.approve(address(vault), type(uint256).max);
    }

    function cycle(uint256 assets) external returns (uint256) {
        uint256 shares = _vault.deposit(assets, address(this));
        return _vault.redeem(shares, address(this), address(this));
    }
}

/// A vault with an earlier depositor and some yield, so that a share is not worth one asset.
contract VaultBench {
    Teller public immutable target;
    Asset private immutable _asset;
    Vault private immutable _vault;

    constructor() {
        _asset = new Asset();
        _vault = new Vault(_asset);
        target = new Teller(_asset, _vault);
        _asset.approve(address(_vault), 1e24);
        _vault.deposit(1e24, address(this));
        _asset.transfer(address(_vault), 3e23 + 1);
        _asset.transfer(address(target), 1e27);
    }

    function run(uint256 n) external returns (uint256) {
        uint256 returned = 0;
        for (uint256 i = 0; i < n; ++i) returned += target.cycle(1e18 + i % 11);
        return returned ^ (_asset.balanceOf(address(_vault)) << 128) ^ _vault.totalSupply();
    }
}
