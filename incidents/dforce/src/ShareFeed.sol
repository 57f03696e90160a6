// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {EtherPool} from "./EtherPool.sol";

/// What a share of the pool is worth in dollars, whatever the proportion in the pool: twice the root of the product of both sides'
/// values, divided by the shares. Who trades in the pool cannot move that.
contract ShareFeed {
    uint256 private constant WAD = 1e18;

    EtherPool public immutable pool;
    address public immutable keeper;
    /// Dollars for one ether; the token is the dollar.
    uint256 public etherPrice;

    error NotKeeper();

    constructor(EtherPool pool_, uint256 etherPrice_) {
        (pool, keeper, etherPrice) = (pool_, msg.sender, etherPrice_);
    }

    function report(uint256 etherPrice_) external {
        if (msg.sender != keeper) revert NotKeeper();
        etherPrice = etherPrice_;
    }

    function price() external view returns (uint256) {
        uint256 product = ((pool.ethers() * etherPrice) / WAD) * pool.tokens(); // flaw
        return (2 * _root(product) * WAD) / pool.totalSupply(); // flaw
    }

    function _root(uint256 x) private pure returns (uint256 y) {
        y = x;
        uint256 next = (x + 1) / 2;
        while (next < y) (y, next) = (next, (x / next + next) / 2);
    }
}
