// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// Sellers keep what they offer until somebody pays; bidders pay in what they offer.
contract NftMarket {
    struct Offer {
        address seller;
        uint256 price;
    }

    IERC721 public immutable TOKEN;
    uint256 public constant FEE_PERCENT = 2;
    address public immutable OWNER;
    mapping(uint256 id => Offer) public offers;
    mapping(uint256 id => mapping(address bidder => uint256)) public bids;
    mapping(address account => uint256) public proceeds;

    constructor(IERC721 token, address owner) {
        TOKEN = token;
        OWNER = owner;
    }

    function offer(uint256 id, uint256 price) external {
        require(TOKEN.ownerOf(id) == msg.sender && price > 0, "offer");
        offers[id] = Offer(msg.sender, price);
    }

    function withdrawOffer(uint256 id) external {
        require(offers[id].seller == msg.sender, "not yours");
        delete offers[id];
    }

    function buy(uint256 id) external payable {
        Offer memory found = offers[id];
        require(found.price > 0 && msg.value == found.price, "price");
        require(TOKEN.ownerOf(id) == found.seller, "sold");
        delete offers[id];
        credit(found.seller, found.price);
        TOKEN.transferFrom(found.seller, msg.sender, id);
    }

    function bid(uint256 id) external payable {
        bids[id][msg.sender] += msg.value;
    }

    function withdrawBid(uint256 id) external {
        uint256 amount = bids[id][msg.sender];
        bids[id][msg.sender] = 0;
        pay(msg.sender, amount);
    }

    function accept(uint256 id, address bidder, uint256 least) external {
        uint256 amount = bids[id][bidder];
        require(amount >= least && amount > 0 && TOKEN.ownerOf(id) == msg.sender, "bid");
        bids[id][bidder] = 0;
        delete offers[id];
        credit(msg.sender, amount);
        TOKEN.transferFrom(msg.sender, bidder, id);
    }

    function collect() external {
        uint256 amount = proceeds[msg.sender];
        proceeds[msg.sender] = 0;
        pay(msg.sender, amount);
    }

    function credit(address seller, uint256 amount) private {
        uint256 fee = amount * FEE_PERCENT / 100;
        proceeds[seller] += amount - fee;
        proceeds[OWNER] += fee;
    }

    function pay(address to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
