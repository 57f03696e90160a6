// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The code of every wallet: several owners, of whom `required` must confirm what is beyond the daily limit. A Wallet runs it by
/// DELEGATECALL, with its own storage: who is an owner of the wallet is an owner here.
contract WalletLibrary {
    struct Transaction {
        address to;
        uint256 value;
        bytes data;
    }

    uint256 private constant DAY = 1 days;

    uint256 public required;
    uint256 public numOwners;
    uint256 public dailyLimit;
    uint256 public spentToday;
    uint256 public lastDay;
    mapping(uint256 => address) public ownerAt;
    mapping(address => uint256) public ownerIndex;
    mapping(bytes32 => Transaction) internal pending;
    mapping(bytes32 => uint256) public confirmations;
    mapping(bytes32 => mapping(address => bool)) public hasConfirmed;

    event Confirmation(address indexed owner, bytes32 indexed operation);
    event Revoke(address indexed owner, bytes32 indexed operation);
    event OwnerChanged(address indexed oldOwner, address indexed newOwner);
    event SingleTransact(address indexed owner, uint256 value, address indexed to, bytes data);
    event MultiTransact(bytes32 indexed operation, uint256 value, address indexed to, bytes data);
    event ConfirmationNeeded(bytes32 indexed operation, address indexed initiator, uint256 value, address to);

    error NotOwner(address caller);
    error AlreadyInitialized();
    error BadOwners();
    error CallFailed();

    modifier onlyOwner() {
        if (ownerIndex[msg.sender] == 0) revert NotOwner(msg.sender);
        _;
    }

    /// The operation is the hash of the call: it happens when the last owner that is needed makes the same call.
    modifier onlyManyOwners(bytes32 operation) {
        if (_confirmAndCheck(operation)) _;
    }

    /// The library itself is nobody's wallet.
    constructor() {
        numOwners = 1;
    }

    /// Called by the constructor of a wallet, with its owners, how many of them must confirm, and the limit of a day.
    function initWallet(address[] calldata owners, uint256 required_, uint256 dailyLimit_) external {
        if (numOwners != 0) revert AlreadyInitialized();
        _initDayLimit(dailyLimit_);
        _initMultiowned(owners, required_);
    }

    function isOwner(address account) external view returns (bool) {
        return ownerIndex[account] != 0;
    }

    /// Sends at once what is below the limit of the day. For more it notes the transaction, and others must confirm it.
    function execute(address to, uint256 value, bytes calldata data) external onlyOwner returns (bytes32 operation) {
        if ((data.length == 0 && _underLimit(value)) || required == 1) {
            emit SingleTransact(msg.sender, value, to, data);
            _send(to, value, data);
            return bytes32(0);
        }
        operation = keccak256(abi.encode(msg.data, block.number));
        if (pending[operation].to == address(0)) pending[operation] = Transaction(to, value, data);
        if (!_confirm(operation)) emit ConfirmationNeeded(operation, msg.sender, value, to);
    }

    function confirm(bytes32 operation) external onlyOwner returns (bool isDone) {
        return _confirm(operation);
    }

    function revoke(bytes32 operation) external onlyOwner {
        if (!hasConfirmed[operation][msg.sender]) return;
        hasConfirmed[operation][msg.sender] = false;
        confirmations[operation]--;
        emit Revoke(msg.sender, operation);
    }

    function changeOwner(address from, address to) external onlyManyOwners(keccak256(msg.data)) {
        uint256 index = ownerIndex[from];
        if (index == 0 || to == address(0) || ownerIndex[to] != 0) revert BadOwners();
        ownerIndex[from] = 0;
        ownerIndex[to] = index;
        ownerAt[index] = to;
        emit OwnerChanged(from, to);
    }

    function setDailyLimit(uint256 limit) external onlyManyOwners(keccak256(msg.data)) {
        dailyLimit = limit;
    }

    /// Ends a wallet; what it has goes to `to`.
    function kill(address payable to) external onlyManyOwners(keccak256(msg.data)) {
        selfdestruct(to);
    }

    function _initDayLimit(uint256 limit) private {
        dailyLimit = limit;
        lastDay = block.timestamp / DAY;
    }

    function _initMultiowned(address[] calldata owners, uint256 required_) private {
        if (required_ == 0 || required_ > owners.length) revert BadOwners();
        numOwners = owners.length;
        for (uint256 i = 0; i < owners.length; i++) {
            if (owners[i] == address(0)) revert BadOwners();
            ownerAt[i + 1] = owners[i];
            ownerIndex[owners[i]] = i + 1;
        }
        required = required_;
    }

    function _confirm(bytes32 operation) private returns (bool isDone) {
        Transaction memory transaction = pending[operation];
        if (transaction.to == address(0) || !_confirmAndCheck(operation)) return false;
        delete pending[operation];
        emit MultiTransact(operation, transaction.value, transaction.to, transaction.data);
        _send(transaction.to, transaction.value, transaction.data);
        return true;
    }

    function _confirmAndCheck(bytes32 operation) private returns (bool isEnough) {
        if (ownerIndex[msg.sender] == 0) revert NotOwner(msg.sender);
        if (!hasConfirmed[operation][msg.sender]) {
            hasConfirmed[operation][msg.sender] = true;
            confirmations[operation]++;
            emit Confirmation(msg.sender, operation);
        }
        if (confirmations[operation] < required) return false;
        for (uint256 i = 1; i <= numOwners; i++) hasConfirmed[operation][ownerAt[i]] = false;
        confirmations[operation] = 0;
        return true;
    }

    function _underLimit(uint256 value) private returns (bool) {
        if (block.timestamp / DAY > lastDay) {
            spentToday = 0;
            lastDay = block.timestamp / DAY;
        }
        if (value > dailyLimit || spentToday > dailyLimit - value) return false;
        spentToday += value;
        return true;
    }

    function _send(address to, uint256 value, bytes memory data) private {
        (bool ok, ) = to.call{value: value}(data);
        if (!ok) revert CallFailed();
    }
}
