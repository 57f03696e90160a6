// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Erc20} from "./Erc20.sol";

/// A pool that lends one token. Lenders get loan tokens, whose price rises with the interest; borrowers pledge another token, worth
/// one and a half times of what they borrow at a price that the owner sets.
contract LoanToken {
    struct Loan {
        uint256 principal;
        uint256 collateral;
        uint256 borrowedAt;
    }

    uint256 private constant WAD = 1e18;
    uint256 public constant MARGIN = 1.5e18;
    uint256 public constant RATE_PER_YEAR = 0.08e18;
    uint256 private constant PRICE_START = 1e18;

    string public constant name = "Lent dollars";
    string public constant symbol = "iUSD";
    uint8 public constant decimals = 18;

    Erc20 public immutable loanAsset;
    Erc20 public immutable collateralAsset;
    address public immutable owner;
    /// Of the loan asset, for one collateral token.
    uint256 public collateralPrice;
    uint256 public totalSupply;
    uint256 public totalPrincipal;
    mapping(address => Loan) public loans;
    mapping(address => uint256) internal balances;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed lender, uint256 deposit, uint256 minted);
    event Burn(address indexed lender, uint256 burnt, uint256 paid);
    event Borrowed(address indexed borrower, uint256 principal, uint256 collateral);
    event Repaid(address indexed borrower, uint256 principal, uint256 interest);

    error NotOwner();
    error NothingGiven();
    error NothingLeft(uint256 asked, uint256 available);
    error LoanOpen();
    error NoLoan();

    constructor(Erc20 loanAsset_, Erc20 collateralAsset_, uint256 collateralPrice_) {
        (loanAsset, collateralAsset, collateralPrice) = (loanAsset_, collateralAsset_, collateralPrice_);
        owner = msg.sender;
    }

    function setCollateralPrice(uint256 price) external {
        if (msg.sender != owner) revert NotOwner();
        collateralPrice = price;
    }

    /// Lends `deposit`, for loan tokens at their present price.
    function mint(address receiver, uint256 deposit) external returns (uint256 minted) {
        minted = (deposit * WAD) / tokenPrice();
        if (minted == 0) revert NothingGiven();
        require(loanAsset.transferFrom(msg.sender, address(this), deposit), "deposit");
        totalSupply += minted;
        balances[receiver] += minted;
        emit Transfer(address(0), receiver, minted);
        emit Mint(receiver, deposit, minted);
    }

    /// Gives loan tokens back, for the asset at their present price.
    function burn(address receiver, uint256 amount) external returns (uint256 paid) {
        if (amount > balances[msg.sender]) amount = balances[msg.sender];
        paid = (amount * tokenPrice()) / WAD;
        uint256 available = marketLiquidity();
        if (paid == 0 || paid > available) revert NothingLeft(paid, available);
        balances[msg.sender] -= amount;
        totalSupply -= amount;
        emit Transfer(msg.sender, address(0), amount);
        emit Burn(msg.sender, amount, paid);
        require(loanAsset.transfer(receiver, paid), "paid");
    }

    function borrow(uint256 principal) external returns (uint256 collateral) {
        if (loans[msg.sender].principal != 0) revert LoanOpen();
        if (principal == 0 || principal > marketLiquidity()) revert NothingLeft(principal, marketLiquidity());
        collateral = requiredCollateral(principal);
        loans[msg.sender] = Loan(principal, collateral, block.timestamp);
        totalPrincipal += principal;
        emit Borrowed(msg.sender, principal, collateral);
        require(collateralAsset.transferFrom(msg.sender, address(this), collateral), "collateral");
        require(loanAsset.transfer(msg.sender, principal), "principal");
    }

    /// Pays the loan back, with interest, which belongs to the lenders; the collateral is returned.
    function repay() external returns (uint256 interest) {
        Loan memory loan = loans[msg.sender];
        if (loan.principal == 0) revert NoLoan();
        interest = (loan.principal * RATE_PER_YEAR * (block.timestamp - loan.borrowedAt)) / (365 days * WAD);
        delete loans[msg.sender];
        totalPrincipal -= loan.principal;
        emit Repaid(msg.sender, loan.principal, interest);
        require(loanAsset.transferFrom(msg.sender, address(this), loan.principal + interest), "repaid");
        require(collateralAsset.transfer(msg.sender, loan.collateral), "collateral");
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _internalTransferFrom(msg.sender, to, value, type(uint256).max);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        return _internalTransferFrom(from, to, value, allowance[from][msg.sender]);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        return balances[account];
    }

    /// What is lent and what lies here, for each loan token.
    function tokenPrice() public view returns (uint256) {
        if (totalSupply == 0) return PRICE_START;
        return ((marketLiquidity() + totalPrincipal) * WAD) / totalSupply;
    }

    function marketLiquidity() public view returns (uint256) {
        return loanAsset.balanceOf(address(this));
    }

    function requiredCollateral(uint256 principal) public view returns (uint256) {
        return (principal * MARGIN) / collateralPrice + 1;
    }

    function _internalTransferFrom(address from, address to, uint256 value, uint256 allowed) private returns (bool) {
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        require(to != address(0), "receiver");

        uint256 balanceFrom = balances[from];
        require(value <= balanceFrom, "balance");
        balances[from] = balanceFrom - value;
        balances[to] += value;
        emit Transfer(from, to, value);
        return true;
    }
}
