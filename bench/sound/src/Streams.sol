// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Pays somebody second by second. Anybody may send what has flown to whom it is for; the payer may stop it.
contract Streams {
    struct Stream {
        address payer;
        address receiver;
        uint256 rate;
        uint256 paidUntil;
        uint256 end;
    }

    IERC20 public immutable TOKEN;
    Stream[] public streams;

    constructor(IERC20 token) {
        TOKEN = token;
    }

    function open(address receiver, uint256 rate, uint256 duration) external returns (uint256 id) {
        require(receiver != address(0) && rate > 0 && duration > 0, "stream");
        id = streams.length;
        streams.push(Stream(msg.sender, receiver, rate, block.timestamp, block.timestamp + duration));
        require(TOKEN.transferFrom(msg.sender, address(this), rate * duration), "transfer");
    }

    function flow(uint256 id) public {
        Stream storage stream = streams[id];
        uint256 until = block.timestamp < stream.end ? block.timestamp : stream.end;
        uint256 amount = (until - stream.paidUntil) * stream.rate;
        stream.paidUntil = until;
        require(TOKEN.transfer(stream.receiver, amount), "transfer");
    }

    function stop(uint256 id) external {
        require(msg.sender == streams[id].payer, "not the payer");
        flow(id);
        Stream storage stream = streams[id];
        uint256 left = (stream.end - stream.paidUntil) * stream.rate;
        stream.end = stream.paidUntil;
        require(TOKEN.transfer(msg.sender, left), "transfer");
    }
}
