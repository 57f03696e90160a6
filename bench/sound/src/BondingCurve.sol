// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// A token whose price grows with its supply. What comes in for it stays for those who sell; rounding is the curve's.
contract BondingCurve is ERC20("Curve", "CRV") {
    /// All tokens up to a supply cost supply * supply / SLOPE.
    uint256 public constant SLOPE = 1e23;

    function buy(uint256 amount, address to) external payable {
        uint256 cost = costOf(totalSupply() + amount, true) - costOf(totalSupply(), false);
        require(msg.value >= cost, "too little");
        _mint(to, amount);
        pay(msg.sender, msg.value - cost);
    }

    function sell(uint256 amount) external {
        uint256 high = costOf(totalSupply(), false);
        uint256 low = costOf(totalSupply() - amount, true);
        _burn(msg.sender, amount);
        pay(msg.sender, high > low ? high - low : 0);
    }

    function costOf(uint256 supply, bool isUp) public pure returns (uint256) {
        return Math.mulDiv(supply, supply, SLOPE, isUp ? Math.Rounding.Ceil : Math.Rounding.Floor);
    }

    function pay(address to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
