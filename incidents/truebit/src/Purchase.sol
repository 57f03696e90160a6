// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {TruToken} from "./TruToken.sol";

/// Creates tokens for ether along a curve, and takes them back for their part of the reserve. Whoever buys pays several times of what
/// selling gives: `theta` says how much of the price on the curve is the reserve's.
contract Purchase {
    address public immutable owner;
    TruToken public immutable token;
    /// The ether behind all tokens.
    uint256 public reserve;
    /// In percent, below 100.
    uint256 public theta;
    uint256 public operatingBalance;

    event Bought(address indexed buyer, uint256 amount, uint256 price);
    event Retired(address indexed holder, uint256 amount, uint256 refund);
    event ThetaSet(uint256 theta);

    error NotAllowed(address caller);
    error WrongPrice(uint256 due, uint256 sent);
    error NothingAsked();
    error NotPaid();

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotAllowed(msg.sender);
        _;
    }

    constructor(TruToken token_, uint256 theta_) {
        (owner, token, theta) = (msg.sender, token_, theta_);
    }

    /// The first tokens, at a price that the owner says.
    function open(uint256 amount) external payable onlyOwner {
        if (token.totalSupply() != 0) revert NotAllowed(msg.sender);
        reserve = msg.value;
        token.mint(msg.sender, amount);
    }

    function setTheta(uint256 theta_) external onlyOwner {
        if (theta_ >= 100) revert NotAllowed(msg.sender);
        theta = theta_;
        emit ThetaSet(theta_);
    }

    /// What `amount` more tokens cost.
    function getPurchasePrice(uint256 amount) public view returns (uint256) {
        uint256 supply = token.totalSupply();
        uint256 squared = mul(mul(mul(amount, amount), reserve), 100);
        uint256 linear = mul(mul(mul(supply, amount), reserve), 200);
        uint256 divisor = mul(mul(supply, supply), 100 - theta);
        unchecked {
            return (squared + linear) / divisor; // flaw
        }
    }

    /// What giving `amount` back brings.
    function getRetirePrice(uint256 amount) public view returns (uint256) {
        return mul(amount, reserve) / token.totalSupply();
    }

    function buyTRU(uint256 amount) external payable {
        if (amount == 0) revert NothingAsked();
        uint256 price = getPurchasePrice(amount);
        if (msg.value != price) revert WrongPrice(price, msg.value);
        reserve += price;
        emit Bought(msg.sender, amount, price);
        token.mint(msg.sender, amount); // flaw
    }

    function sellTRU(uint256 amount) external {
        uint256 refund = getRetirePrice(amount);
        reserve -= refund;
        token.burn(msg.sender, amount);
        emit Retired(msg.sender, amount, refund);
        (bool ok, ) = msg.sender.call{value: refund}(""); // flaw
        if (!ok) revert NotPaid();
    }

    /// Ether for those who run the market; it is not behind any token.
    receive() external payable {
        operatingBalance += msg.value;
    }

    function spend(address payable to, uint256 amount) external onlyOwner {
        operatingBalance -= amount;
        (bool ok, ) = to.call{value: amount}("");
        if (!ok) revert NotPaid();
    }

    function mul(uint256 a, uint256 b) private pure returns (uint256 c) {
        return a * b;
    }
}
