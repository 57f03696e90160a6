// Functions of standards, as everybody calls them (ERC-20, ERC-165, ERC-721, ERC-1155, ERC-3156, ERC-4626, EIP-5313).

import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiFunction } from '../../project/abi/types.ts'

export const TOTAL_SUPPLY: AbiFunction = parseFunctionSignature('totalSupply() view returns (uint256)')
export const BALANCE_OF: AbiFunction = parseFunctionSignature('balanceOf(address) view returns (uint256)')
export const ALLOWANCE: AbiFunction = parseFunctionSignature(
  'allowance(address,address) view returns (uint256)',
)
export const APPROVE: AbiFunction = parseFunctionSignature('approve(address,uint256)')
export const TRANSFER: AbiFunction = parseFunctionSignature('transfer(address,uint256)')
export const DECIMALS: AbiFunction = parseFunctionSignature('decimals() view returns (uint256)')
export const SYMBOL: AbiFunction = parseFunctionSignature('symbol() view returns (string)')
export const SYMBOL_WORD: AbiFunction = parseFunctionSignature('symbol() view returns (bytes32)')
export const BALANCE_OF_ID: AbiFunction = parseFunctionSignature(
  'balanceOf(address,uint256) view returns (uint256)',
)
export const TOTAL_SUPPLY_OF_ID: AbiFunction = parseFunctionSignature(
  'totalSupply(uint256) view returns (uint256)',
)
export const SAFE_TRANSFER_ID: AbiFunction = parseFunctionSignature(
  'safeTransferFrom(address,address,uint256,uint256,bytes)',
)
export const OWNER_OF: AbiFunction = parseFunctionSignature('ownerOf(uint256) view returns (address)')
export const SET_APPROVAL_FOR_ALL: AbiFunction = parseFunctionSignature('setApprovalForAll(address,bool)')
export const SUPPORTS_INTERFACE: AbiFunction = parseFunctionSignature(
  'supportsInterface(bytes4) view returns (bool)',
)
export const ASSET: AbiFunction = parseFunctionSignature('asset() view returns (address)')
export const CONVERT_TO_ASSETS: AbiFunction = parseFunctionSignature(
  'convertToAssets(uint256) view returns (uint256)',
)
export const TOKEN0: AbiFunction = parseFunctionSignature('token0() view returns (address)')
export const TOKEN1: AbiFunction = parseFunctionSignature('token1() view returns (address)')
export const DEPOSIT_ETHER: AbiFunction = parseFunctionSignature('deposit() payable')
export const WITHDRAW_ETHER: AbiFunction = parseFunctionSignature('withdraw(uint256)')
export const IMPLEMENTATION: AbiFunction = parseFunctionSignature('implementation() view returns (address)')
export const MAX_FLASH_LOAN: AbiFunction = parseFunctionSignature(
  'maxFlashLoan(address) view returns (uint256)',
)
