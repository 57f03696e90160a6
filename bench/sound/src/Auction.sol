// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// Who is outbid takes the bid back.
contract Auction {
    IERC721 public immutable TOKEN;
    uint256 public immutable ID;
    address payable public immutable SELLER;
    uint256 public immutable END;
    address public leader;
    uint256 public highest;
    bool public isSettled;
    mapping(address account => uint256) public refunds;

    constructor(IERC721 token, uint256 id, address payable seller, uint256 duration) {
        TOKEN = token;
        ID = id;
        SELLER = seller;
        END = block.timestamp + duration;
    }

    function bid() external payable {
        require(block.timestamp < END, "over");
        require(msg.value >= highest + highest / 20 && msg.value > 0, "too low");
        refunds[leader] += highest;
        leader = msg.sender;
        highest = msg.value;
    }

    function refund() external {
        uint256 amount = refunds[msg.sender];
        refunds[msg.sender] = 0;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "not taken");
    }

    function settle() external {
        require(block.timestamp >= END && !isSettled, "not over");
        isSettled = true;
        TOKEN.transferFrom(address(this), leader == address(0) ? SELLER : leader, ID);
        refunds[SELLER] += highest;
    }
}
