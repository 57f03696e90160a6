// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Checked arithmetic, for code that is compiled without the compiler's own checks.
library SafeMath {
    function mul(uint256 a, uint256 b) internal pure returns (uint256 c) {
        unchecked {
            c = a * b;
            require(a == 0 || c / a == b, "mul");
        }
    }

    function sub(uint256 a, uint256 b) internal pure returns (uint256) {
        require(b <= a, "sub");
        unchecked {
            return a - b;
        }
    }

    function add(uint256 a, uint256 b) internal pure returns (uint256 c) {
        unchecked {
            c = a + b;
            require(c >= a, "add");
        }
    }
}
