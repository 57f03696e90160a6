// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Who pays more than the king is the king, and the king before keeps a credit. Kings name the motto.
contract Throne {
    address public owner;
    uint256 public price = 1 ether;
    string public motto;
    mapping(address account => uint256) public credit;

    constructor() payable {
        owner = msg.sender;
    }

    function claim() external payable {
        require(msg.value >= price, "too little");
        credit[owner] += msg.value;
        owner = msg.sender;
        price = msg.value * 11 / 10;
    }

    function setMotto(string calldata motto_) external {
        require(msg.sender == owner, "not the king");
        motto = motto_;
    }

    function collect() external {
        uint256 amount = credit[msg.sender];
        credit[msg.sender] = 0;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "not taken");
    }
}

/// Anybody may join; members post. The steward may ban.
contract Club {
    address public immutable STEWARD;
    mapping(address account => bool) public isMember;
    mapping(address account => bool) public isBanned;
    string[] public posts;

    constructor() {
        STEWARD = msg.sender;
        isMember[msg.sender] = true;
    }

    function join() external {
        require(!isBanned[msg.sender], "banned");
        isMember[msg.sender] = true;
    }

    function leave() external {
        isMember[msg.sender] = false;
    }

    function ban(address account) external {
        require(msg.sender == STEWARD, "not the steward");
        isBanned[account] = true;
        isMember[account] = false;
    }

    function post(string calldata text) external {
        require(isMember[msg.sender], "not a member");
        posts.push(text);
    }
}
