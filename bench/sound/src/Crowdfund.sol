// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// All or nothing: the maker gets it if the goal was reached in time, else everybody gets the pledge back.
contract Crowdfund {
    address payable public immutable MAKER;
    uint256 public immutable GOAL;
    uint256 public immutable END;
    uint256 public raised;
    bool public isPaid;
    mapping(address account => uint256) public pledged;

    constructor(address payable maker, uint256 goal) {
        MAKER = maker;
        GOAL = goal;
        END = block.timestamp + 20 days;
    }

    function pledge() external payable {
        require(block.timestamp < END, "over");
        pledged[msg.sender] += msg.value;
        raised += msg.value;
    }

    function unpledge(uint256 amount) external {
        require(block.timestamp < END, "over");
        pledged[msg.sender] -= amount;
        raised -= amount;
        pay(payable(msg.sender), amount);
    }

    function finish() external {
        require(block.timestamp >= END && raised >= GOAL && !isPaid, "not now");
        isPaid = true;
        pay(MAKER, raised);
    }

    /// Anybody may see to it that somebody gets a pledge back.
    function refund(address payable account) external {
        require(block.timestamp >= END && raised < GOAL, "not now");
        uint256 amount = pledged[account];
        pledged[account] = 0;
        pay(account, amount);
    }

    function pay(address payable to, uint256 amount) private {
        (bool ok,) = to.call{value: amount}("");
        require(ok, "not taken");
    }
}
