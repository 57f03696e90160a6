// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A buyer pays in; the buyer lets the seller have it, an arbiter decides if they quarrel, and after a time it goes back.
contract Escrow {
    enum State {
        None,
        Open,
        Closed
    }

    struct Deal {
        address payable buyer;
        address payable seller;
        uint256 amount;
        uint256 until;
        State state;
    }

    address public immutable ARBITER;
    Deal[] public deals;

    constructor(address arbiter) {
        ARBITER = arbiter;
    }

    function open(address payable seller) external payable returns (uint256 id) {
        require(msg.value > 0 && seller != address(0), "deal");
        id = deals.length;
        deals.push(Deal(payable(msg.sender), seller, msg.value, block.timestamp + 30 days, State.Open));
    }

    function release(uint256 id) external {
        require(msg.sender == deals[id].buyer || msg.sender == ARBITER, "not allowed");
        close(id, deals[id].seller);
    }

    function cancel(uint256 id) external {
        require(msg.sender == deals[id].seller || msg.sender == ARBITER, "not allowed");
        close(id, deals[id].buyer);
    }

    function reclaim(uint256 id) external {
        require(block.timestamp >= deals[id].until, "too early");
        close(id, deals[id].buyer);
    }

    function close(uint256 id, address payable to) private {
        require(deals[id].state == State.Open, "closed");
        deals[id].state = State.Closed;
        (bool ok,) = to.call{value: deals[id].amount}("");
        require(ok, "not taken");
    }
}
