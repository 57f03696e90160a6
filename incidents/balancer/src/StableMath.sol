// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The invariant of a pool of two coins that cost the same: x + y = D as long as there is as much of both, x * y = (D / 2)^2 far away
/// from that; `amp` says how far away.
library StableMath {
    uint256 private constant ROUNDS_MAX = 255;

    error NotFound();

    /// The amount of each coin that there would be if there were as much of both, twice.
    function invariant(uint256 x, uint256 y, uint256 amp) internal pure returns (uint256 d) {
        uint256 sum = x + y;
        if (sum == 0) return 0;
        uint256 ann = amp * 4;
        d = sum;
        for (uint256 i = 0; i < ROUNDS_MAX; i++) {
            uint256 product = (((d * d) / (x * 2)) * d) / (y * 2);
            uint256 before = d;
            d = ((ann * sum + product * 2) * d) / ((ann - 1) * d + product * 3);
            if (d > before ? d - before <= 1 : before - d <= 1) return d;
        }
        revert NotFound();
    }

    /// How much there is of one coin if there is so much of the other.
    function other(uint256 x, uint256 d, uint256 amp) internal pure returns (uint256 y) {
        uint256 ann = amp * 4;
        uint256 c = (((d * d) / (x * 2)) * d) / (ann * 2);
        uint256 b = x + d / ann;
        y = d;
        for (uint256 i = 0; i < ROUNDS_MAX; i++) {
            uint256 before = y;
            y = (y * y + c) / (2 * y + b - d);
            if (y > before ? y - before <= 1 : before - y <= 1) return y;
        }
        revert NotFound();
    }
}
