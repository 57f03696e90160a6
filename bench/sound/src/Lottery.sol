// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Tickets are paid in advance; who wins follows from a number that the operator committed to, and from the tickets.
contract Lottery {
    uint256 public constant PRICE = 1 ether;
    address public immutable OPERATOR;
    bytes32 public immutable COMMITMENT;
    uint256 public immutable SALE_END;
    address[] public tickets;
    bool public isDrawn;
    mapping(address account => uint256) public winnings;

    constructor(address operator, bytes32 commitment) {
        OPERATOR = operator;
        COMMITMENT = commitment;
        SALE_END = block.timestamp + 7 days;
    }

    function buy() external payable {
        require(block.timestamp < SALE_END && msg.value == PRICE, "price");
        tickets.push(msg.sender);
    }

    function draw(uint256 secret) external {
        require(msg.sender == OPERATOR && block.timestamp >= SALE_END && !isDrawn, "not now");
        require(keccak256(abi.encode(secret)) == COMMITMENT, "commitment");
        isDrawn = true;
        winnings[tickets[uint256(keccak256(abi.encode(secret, tickets.length))) % tickets.length]] = address(this).balance;
    }

    /// If nobody draws, everybody gets the price back.
    function giveBack(uint256 ticket) external {
        require(block.timestamp >= SALE_END + 30 days && !isDrawn, "not now");
        address owner = tickets[ticket];
        require(owner != address(0), "was given back");
        tickets[ticket] = address(0);
        pay(owner, PRICE);
    }

    function collect() external {
        uint256 amount = winnings[msg.sender];
        winnings[msg.sender] = 0;
        pay(msg.sender, amount);
    }

    function pay(address to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
