// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// Everybody may mint.
contract PlayMoney is ERC20("Play money", "PLAY") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// One each for nothing, more for ether.
contract Badges is ERC721("Badges", "BDG") {
    uint256 public constant PRICE = 0.05 ether;
    address payable public immutable ARTIST;
    uint256 public minted;
    mapping(address account => bool) public hadFree;

    constructor(address payable artist) {
        ARTIST = artist;
    }

    function claim() external returns (uint256 id) {
        require(!hadFree[msg.sender], "had one");
        hadFree[msg.sender] = true;
        id = ++minted;
        _safeMint(msg.sender, id);
    }

    function buy(uint256 count) external payable {
        require(count <= 10 && msg.value == count * PRICE, "price");
        for (uint256 i = 0; i < count; i++) _safeMint(msg.sender, ++minted);
    }

    function collect() external {
        (bool ok,) = ARTIST.call{value: address(this).balance}("");
        require(ok, "not taken");
    }
}
