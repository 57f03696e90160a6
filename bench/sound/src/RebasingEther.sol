// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Ether, as a token whose balances grow when ether comes: they are parts of a pool.
contract RebasingEther {
    string public constant name = "Rebasing ether";
    string public constant symbol = "rETH";
    uint8 public constant decimals = 18;

    uint256 public totalShares;
    mapping(address account => uint256) public sharesOf;
    mapping(address account => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed owner, address indexed spender, uint256 amount);

    /// A reward for everybody.
    receive() external payable {}

    function totalSupply() external view returns (uint256) {
        return address(this).balance;
    }

    function balanceOf(address account) public view returns (uint256) {
        return totalShares == 0 ? 0 : sharesOf[account] * address(this).balance / totalShares;
    }

    function submit() external payable {
        uint256 before = address(this).balance - msg.value;
        uint256 minted = totalShares == 0 || before == 0 ? msg.value : msg.value * totalShares / before;
        sharesOf[msg.sender] += minted;
        totalShares += minted;
        emit Transfer(address(0), msg.sender, msg.value);
    }

    function redeem(uint256 shares) external {
        uint256 amount = shares * address(this).balance / totalShares;
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        emit Transfer(msg.sender, address(0), amount);
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "not taken");
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        uint256 shares = amount * totalShares / address(this).balance;
        sharesOf[from] -= shares;
        sharesOf[to] += shares;
        emit Transfer(from, to, amount);
    }
}

/// A token whose owner stretches or shrinks all balances.
contract ElasticCoin {
    string public constant name = "Elastic coin";
    string public constant symbol = "ELA";
    uint8 public constant decimals = 18;

    address public immutable OWNER;
    uint256 public scale = 1e18;
    uint256 public yearlyPercent = 3;
    uint256 public rebasedAt;
    uint256 private _units;
    mapping(address account => uint256) private _unitsOf;
    mapping(address account => mapping(address spender => uint256)) public allowance;

    constructor(address owner, uint256 supply) {
        OWNER = owner;
        _units = supply;
        _unitsOf[owner] = supply;
        rebasedAt = block.timestamp;
    }

    function totalSupply() external view returns (uint256) {
        return _units * scale / 1e18;
    }

    function balanceOf(address account) external view returns (uint256) {
        return _unitsOf[account] * scale / 1e18;
    }

    /// Anybody may bring the scale up to date, once a day.
    function rebase() external {
        uint256 elapsed = block.timestamp - rebasedAt;
        require(elapsed >= 1 days, "too early");
        rebasedAt = block.timestamp;
        scale += scale * yearlyPercent * elapsed / 100 / 365 days;
    }

    function setYearlyPercent(uint256 percent) external {
        require(msg.sender == OWNER && percent <= 20, "not allowed");
        yearlyPercent = percent;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        // Up: nobody can move something for nothing.
        uint256 units = (amount * 1e18 + scale - 1) / scale;
        _unitsOf[from] -= units;
        _unitsOf[to] += units;
    }
}
