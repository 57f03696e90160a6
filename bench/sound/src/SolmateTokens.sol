// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Owned} from "solmate/src/auth/Owned.sol";
import {ERC1155} from "solmate/src/tokens/ERC1155.sol";
import {ERC20} from "solmate/src/tokens/ERC20.sol";
import {ERC4626} from "solmate/src/tokens/ERC4626.sol";
import {ERC721} from "solmate/src/tokens/ERC721.sol";

contract Mate20 is ERC20, Owned {
    constructor(address owner_) ERC20("Mate", "MATE", 18) Owned(owner_) {}

    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }
}

contract Mate721 is ERC721, Owned {
    uint256 public next = 1;

    constructor(address owner_) ERC721("Mates", "MATES") Owned(owner_) {}

    function mint(address to) external onlyOwner returns (uint256 id) {
        id = next++;
        _safeMint(to, id);
    }

    function burn(uint256 id) external {
        require(ownerOf(id) == msg.sender, "NOT_OWNER");
        _burn(id);
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }
}

contract Mate1155 is ERC1155, Owned {
    constructor(address owner_) Owned(owner_) {}

    function mint(address to, uint256 id, uint256 amount) external onlyOwner {
        _mint(to, id, amount, "");
    }

    function uri(uint256) public pure override returns (string memory) {
        return "";
    }
}

contract MateVault is ERC4626 {
    constructor(ERC20 asset_) ERC4626(asset_, "Mate vault", "vMATE") {}

    function totalAssets() public view override returns (uint256) {
        return asset.balanceOf(address(this));
    }
}
