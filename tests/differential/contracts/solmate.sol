// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// Solmate, whose hand-written assembly differs much from what the compiler makes.

import {Owned} from "solmate/src/auth/Owned.sol";
import {ERC20 as SolmateERC20} from "solmate/src/tokens/ERC20.sol";
import {ERC4626 as SolmateERC4626} from "solmate/src/tokens/ERC4626.sol";
import {ERC721 as SolmateERC721} from "solmate/src/tokens/ERC721.sol";
import {WETH} from "solmate/src/tokens/WETH.sol";
import {CREATE3} from "solmate/src/utils/CREATE3.sol";
import {FixedPointMathLib} from "solmate/src/utils/FixedPointMathLib.sol";
import {LibString} from "solmate/src/utils/LibString.sol";
import {MerkleProofLib} from "solmate/src/utils/MerkleProofLib.sol";
import {SafeTransferLib} from "solmate/src/utils/SafeTransferLib.sol";
import {SSTORE2} from "solmate/src/utils/SSTORE2.sol";
import {toWadUnsafe, wadExp, wadLn, wadPow} from "solmate/src/utils/SignedWadMath.sol";

contract WrappedEther is WETH {}

contract PlainToken is SolmateERC20("Plain", "P", 18), Owned(msg.sender) {
    constructor() {
        _mint(msg.sender, 1e24);
    }

    function mint(address to, uint128 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint128 amount) external onlyOwner {
        _burn(from, amount);
    }
}

contract PlainVault is SolmateERC4626 {
    constructor(SolmateERC20 asset) SolmateERC4626(asset, "Plain Vault", "PV") {}

    function totalAssets() public view override returns (uint256) {
        return asset.balanceOf(address(this));
    }
}

contract PlainCollectible is SolmateERC721("Plain", "P") {
    function mint(address to, uint8 id) external {
        _mint(to, id);
    }

    function burn(uint8 id) external {
        _burn(id);
    }

    function tokenURI(uint256 id) public pure override returns (string memory) {
        return LibString.toString(int256(id));
    }
}

contract Assembly {
    using SafeTransferLib for SolmateERC20;

    address public pointer;

    function mulDiv(uint256 x, uint256 y, uint256 d) external pure returns (uint256, uint256) {
        return (FixedPointMathLib.mulDivDown(x, y, d), FixedPointMathLib.mulDivUp(x, y, d));
    }

    function wads(uint256 x, uint256 y) external pure returns (uint256, uint256) {
        return (FixedPointMathLib.mulWadDown(x, y), FixedPointMathLib.divWadUp(x, y));
    }

    function rpow(uint256 x, uint8 n, uint64 scalar) external pure returns (uint256) {
        return FixedPointMathLib.rpow(x, n, scalar);
    }

    function sqrt(uint256 x) external pure returns (uint256) {
        return FixedPointMathLib.sqrt(x);
    }

    function exponential(int256 x) external pure returns (int256) {
        return wadExp(x);
    }

    function logarithm(int256 x) external pure returns (int256) {
        return wadLn(x);
    }

    function power(uint64 x, int64 y) external pure returns (int256) {
        return wadPow(toWadUnsafe(x), y);
    }

    function write(bytes memory data) external {
        pointer = SSTORE2.write(data);
    }

    function read(uint8 start, uint8 end) external view returns (bytes memory) {
        return SSTORE2.read(pointer, start, end);
    }

    function create3(bytes32 salt, bytes memory code) external payable returns (address) {
        return CREATE3.deploy(salt, code, msg.value);
    }

    function prove(bytes32[] calldata proof, bytes32 root, bytes32 leaf) external pure returns (bool) {
        return MerkleProofLib.verify(proof, root, leaf);
    }

    function send(SolmateERC20 token, address to, uint256 amount) external {
        token.safeTransfer(to, amount);
    }

    function sendEther(address to, uint256 amount) external payable {
        SafeTransferLib.safeTransferETH(to, amount);
    }
}
