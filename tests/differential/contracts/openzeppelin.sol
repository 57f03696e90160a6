// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// The parts of OpenZeppelin Contracts that protocols are built from, put together as their wizard does.

import {AccessControlEnumerable} from "@openzeppelin/contracts/access/extensions/AccessControlEnumerable.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC1155Burnable} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155Burnable.sol";
import {ERC1155Supply} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155Supply.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20FlashMint} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20FlashMint.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Burnable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Burnable.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

contract Coin is ERC20, ERC20Permit, ERC20Votes, ERC20Burnable, ERC20FlashMint, Multicall {
    constructor() ERC20("Coin", "COIN") ERC20Permit("Coin") {
        _mint(msg.sender, 1e24);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount % 1e24);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}

contract Collectible is ERC721, ERC721Enumerable, ERC721Burnable {
    constructor() ERC721("Collectible", "C") {}

    function mint(address to, uint8 id) external {
        _safeMint(to, id);
    }

    function _update(address to, uint256 id, address auth) internal override(ERC721, ERC721Enumerable) returns (address) {
        return super._update(to, id, auth);
    }

    function _increaseBalance(address account, uint128 value) internal override(ERC721, ERC721Enumerable) {
        super._increaseBalance(account, value);
    }

    function supportsInterface(bytes4 id) public view override(ERC721, ERC721Enumerable) returns (bool) {
        return super.supportsInterface(id);
    }

    function _baseURI() internal pure override returns (string memory) {
        return "https://example.org/a/rather/long/base/";
    }
}

contract Items is ERC1155, ERC1155Burnable, ERC1155Supply {
    constructor() ERC1155("https://example.org/{id}") {}

    function mint(address to, uint8 id, uint64 amount) external {
        _mint(to, id, amount, "");
    }

    function mintBatch(address to, uint256[] memory ids, uint256[] memory amounts) external {
        _mintBatch(to, ids, amounts, "x");
    }

    function _update(address from, address to, uint256[] memory ids, uint256[] memory values)
        internal
        override(ERC1155, ERC1155Supply)
    {
        super._update(from, to, ids, values);
    }
}

contract Vault is ERC4626 {
    constructor(IERC20 asset) ERC20("Vault", "V") ERC4626(asset) {}
}

contract Parliament is
    Governor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction,
    GovernorTimelockControl
{
    constructor(IVotes token, TimelockController timelock)
        Governor("Parliament")
        GovernorSettings(1, 5, 0)
        GovernorVotes(token)
        GovernorVotesQuorumFraction(4)
        GovernorTimelockControl(timelock)
    {}

    function state(uint256 id) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(id);
    }

    function proposalNeedsQueuing(uint256 id) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(id);
    }

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    function _queueOperations(uint256 id, address[] memory to, uint256[] memory wei_, bytes[] memory data, bytes32 hash)
        internal
        override(Governor, GovernorTimelockControl)
        returns (uint48)
    {
        return super._queueOperations(id, to, wei_, data, hash);
    }

    function _executeOperations(uint256 id, address[] memory to, uint256[] memory wei_, bytes[] memory data, bytes32 hash)
        internal
        override(Governor, GovernorTimelockControl)
    {
        super._executeOperations(id, to, wei_, data, hash);
    }

    function _cancel(address[] memory to, uint256[] memory wei_, bytes[] memory data, bytes32 hash)
        internal
        override(Governor, GovernorTimelockControl)
        returns (uint256)
    {
        return super._cancel(to, wei_, data, hash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }
}

contract Timelock is TimelockController {
    constructor(address[] memory proposers, address[] memory executors) TimelockController(60, proposers, executors, msg.sender) {}
}

contract Board is AccessControlEnumerable, Ownable2Step, Pausable, ReentrancyGuard, Multicall {
    using EnumerableSet for EnumerableSet.UintSet;

    bytes32 public constant CLERK = keccak256("CLERK");
    EnumerableSet.UintSet private _topics;
    mapping(address account => uint256 wei_) public deposits;

    constructor() Ownable(msg.sender) {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
        _grantRole(CLERK, msg.sender);
    }

    function pause() external onlyRole(CLERK) {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    function add(uint8 topic) external whenNotPaused returns (bool) {
        return _topics.add(topic);
    }

    function remove(uint8 topic) external whenNotPaused returns (bool) {
        return _topics.remove(topic);
    }

    function topics() external view returns (uint256[] memory) {
        return _topics.values();
    }

    function deposit() external payable nonReentrant {
        deposits[msg.sender] += msg.value;
    }

    function withdraw(uint96 amount, address payable to) external nonReentrant {
        deposits[msg.sender] -= amount;
        (bool sent,) = to.call{value: amount}("");
        require(sent, "not sent");
    }
}

contract Claims is EIP712("Claims", "1"), ReentrancyGuardTransient {
    bytes32 public root;
    mapping(address account => bool isClaimed) public claimed;
    address public lastSigner;

    constructor(bytes32 root_) {
        root = root_;
    }

    function claim(address account, uint256 amount, bytes32[] calldata proof) external nonReentrant {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
        require(MerkleProof.verifyCalldata(proof, root, leaf), "no proof");
        require(!claimed[account], "claimed");
        claimed[account] = true;
    }

    function multi(bytes32[] memory proof, bool[] memory flags, bytes32[] memory leaves) external view returns (bool) {
        return MerkleProof.multiProofVerify(proof, flags, root, leaves);
    }

    function sign(uint256 what, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(keccak256("Sign(uint256 what)"), what)));
        lastSigner = ECDSA.recover(digest, v, r, s);
    }

    function enterTwice(bytes calldata data) external nonReentrant returns (bool ok) {
        (ok,) = address(this).call(data);
    }
}

contract Counter is UUPSUpgradeable {
    uint256 public count;

    function increment(uint256 by) external payable returns (uint256) {
        count += by;
        return count;
    }

    function _authorizeUpgrade(address) internal override {}
}

contract Factory {
    address public immutable IMPLEMENTATION = address(new Counter());
    address[] public made;

    function proxy(uint256 start) external payable returns (address) {
        bytes memory data = abi.encodeCall(Counter.increment, (start));
        made.push(address(new ERC1967Proxy{value: msg.value}(IMPLEMENTATION, data)));
        return made[made.length - 1];
    }

    function clone(bytes32 salt) external returns (address) {
        made.push(Clones.cloneDeterministic(IMPLEMENTATION, salt));
        return made[made.length - 1];
    }

    function deploy(bytes32 salt, bytes memory initcode) external payable returns (address) {
        made.push(Create2.deploy(msg.value, salt, initcode));
        return made[made.length - 1];
    }

    function predict(bytes32 salt) external view returns (address) {
        return Clones.predictDeterministicAddress(IMPLEMENTATION, salt);
    }

    function pass(uint8 index, bytes calldata data) external payable returns (bool ok, bytes memory result) {
        (ok, result) = made[index].call{value: msg.value}(data);
    }
}

contract Numbers {
    function mulDiv(uint256 a, uint256 b, uint256 c) external pure returns (uint256, uint256) {
        return (Math.mulDiv(a, b, c), Math.mulDiv(a, b, c, Math.Rounding.Ceil));
    }

    function roots(uint256 a) external pure returns (uint256, uint256, uint256, uint256) {
        return (Math.sqrt(a), Math.log2(a), Math.log10(a), Math.log256(a));
    }

    function inverse(uint256 a, uint256 n) external pure returns (uint256) {
        return Math.invMod(a, n);
    }

    function power(uint64 b, uint64 e, uint64 m) external view returns (uint256) {
        return Math.modExp(b, e, m);
    }

    function longPower(bytes memory b, bytes memory e, bytes memory m) external view returns (bool, bytes memory) {
        return Math.tryModExp(b, e, m);
    }

    function text(uint256 a, int256 b, address c) external pure returns (string memory) {
        return string.concat(Strings.toString(a), Strings.toStringSigned(b), Strings.toChecksumHexString(c));
    }

    function encode(bytes memory data) external pure returns (string memory) {
        return Base64.encode(data);
    }

    function parse(string memory data) external pure returns (bool, uint256) {
        return Strings.tryParseUint(data);
    }
}
