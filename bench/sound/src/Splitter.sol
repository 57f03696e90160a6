// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Splits what comes between partners. Anybody may send a part to whom it belongs.
contract Splitter {
    address[] public partners;
    mapping(address account => uint256) public parts;
    mapping(address account => uint256) public released;
    uint256 public totalParts;
    uint256 public totalReleased;

    constructor(address[] memory partners_, uint256[] memory parts_) payable {
        for (uint256 i = 0; i < partners_.length; i++) {
            partners.push(partners_[i]);
            parts[partners_[i]] = parts_[i];
            totalParts += parts_[i];
        }
    }

    receive() external payable {}

    function dueTo(address account) public view returns (uint256) {
        return (address(this).balance + totalReleased) * parts[account] / totalParts - released[account];
    }

    function release(address payable account) external {
        uint256 amount = dueTo(account);
        require(amount > 0, "nothing");
        released[account] += amount;
        totalReleased += amount;
        (bool ok,) = account.call{value: amount}("");
        require(ok, "not taken");
    }
}

/// Pays out at most so much a day.
contract SlowBank {
    uint256 public constant DAILY = 10 ether;
    uint256 public day;
    uint256 public paidToday;
    mapping(address account => uint256) public balanceOf;

    function deposit() external payable {
        balanceOf[msg.sender] += msg.value;
    }

    function withdraw(uint256 amount) external {
        if (block.timestamp / 1 days > day) {
            day = block.timestamp / 1 days;
            paidToday = 0;
        }
        paidToday += amount;
        require(paidToday <= DAILY, "tomorrow");
        balanceOf[msg.sender] -= amount;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok, "not taken");
    }
}
