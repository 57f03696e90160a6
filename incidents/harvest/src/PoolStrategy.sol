// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";
import {StablePool} from "./StablePool.sol";

/// Holds shares of the pool for a vault, and turns dollars into shares and back.
contract PoolStrategy {
    /// By how much a share may cost less than when the vault last invested, by 100.
    uint256 public constant ARB_TOLERANCE = 3;
    uint256 private constant UNIT = 1_000_000;
    uint256 private constant COIN = 0;

    StablePool public immutable pool;
    Erc20 public immutable token;
    address public immutable vault;
    /// What a share was worth when the vault last invested.
    uint256 public priceCheckpoint;

    error NotVault();

    modifier onlyVault() {
        if (msg.sender != vault) revert NotVault();
        _;
    }

    constructor(StablePool pool_, address vault_) {
        (pool, token, vault) = (pool_, pool_.coins(COIN), vault_);
    }

    /// All dollars that are here go into the pool.
    function invest() external onlyVault {
        uint256 amount = token.balanceOf(address(this));
        token.approve(address(pool), amount);
        pool.addLiquidity([amount, 0], (amount * 99) / 100);
        priceCheckpoint = _worth(UNIT);
    }

    /// Takes as many dollars out of the pool, and gives them to the vault.
    function withdrawToVault(uint256 amount) external onlyVault {
        uint256 shares = pool.balanceOf(address(this));
        uint256 part = (shares * amount) / _worth(shares) + 1;
        uint256 out = pool.removeLiquidityOneCoin(part < shares ? part : shares, COIN, 0);
        require(token.transfer(vault, out), "withdraw");
    }

    /// Whether the pool is near to what it was: nobody should deposit while somebody moves it.
    function depositArbCheck() external view returns (bool) {
        uint256 price = _worth(UNIT);
        return price * 100 >= priceCheckpoint * (100 - ARB_TOLERANCE);
    }

    /// What all shares are worth in dollars.
    function investedUnderlyingBalance() external view returns (uint256) {
        uint256 shares = pool.balanceOf(address(this));
        return shares == 0 ? 0 : _worth(shares); // flaw
    }

    function _worth(uint256 shares) private view returns (uint256) {
        return pool.calcWithdrawOneCoin(shares, COIN); // flaw
    }
}
