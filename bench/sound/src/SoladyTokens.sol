// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Ownable} from "solady/src/auth/Ownable.sol";
import {ERC20} from "solady/src/tokens/ERC20.sol";
import {ERC4626} from "solady/src/tokens/ERC4626.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {WETH} from "solady/src/tokens/WETH.sol";

contract Sol20 is ERC20, Ownable {
    constructor(address owner_) {
        _initializeOwner(owner_);
    }

    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    function name() public pure override returns (string memory) {
        return "Sol";
    }

    function symbol() public pure override returns (string memory) {
        return "SOL";
    }
}

contract Sol721 is ERC721, Ownable {
    uint256 private _next = 1;

    constructor(address owner_) {
        _initializeOwner(owner_);
    }

    function mint(address to) external onlyOwner returns (uint256 id) {
        id = _next++;
        _safeMint(to, id);
    }

    function burn(uint256 id) external {
        _burn(msg.sender, id);
    }

    function name() public pure override returns (string memory) {
        return "Sols";
    }

    function symbol() public pure override returns (string memory) {
        return "SOLS";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }
}

contract SolVault is ERC4626 {
    address private immutable ASSET;

    constructor(address asset_) {
        ASSET = asset_;
    }

    function asset() public view override returns (address) {
        return ASSET;
    }

    function name() public pure override returns (string memory) {
        return "Sol vault";
    }

    function symbol() public pure override returns (string memory) {
        return "vSOL";
    }
}

contract SolWeth is WETH {}
