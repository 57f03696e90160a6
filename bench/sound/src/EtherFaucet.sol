// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Anybody may ask, for anybody, for as much as the limit.
contract EtherFaucet {
    uint256 public constant LIMIT = 0.1 ether;

    event Given(address indexed to, uint256 amount);

    receive() external payable {}

    function give(address payable to, uint256 amount) external {
        if (amount > LIMIT) amount = LIMIT;
        emit Given(to, amount);
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
