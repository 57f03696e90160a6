// What a contract is: by its interface, and by asking it whether it behaves like that.

import type { Address } from '../../evm/types.ts'
import { wordToAddress } from '../../primitives/hex.ts'
import { isGetter, isStateChanging, isView } from '../../project/abi/mutability.ts'
import type { Abi, AbiFunction } from '../../project/abi/types.ts'
import type { Experiments } from './experiments.ts'
import {
  ALLOWANCE,
  APPROVE,
  ASSET,
  BALANCE_OF,
  CONVERT_TO_ASSETS,
  SUPPORTS_INTERFACE,
  TOKEN0,
  TOKEN1,
  TOTAL_SUPPLY,
} from './standard-functions.ts'
import { isSwapName } from './swap-names.ts'
import type { ContractRole } from './types.ts'

const SOMEBODY: Address = '0x00000000000000000000000000000000005e0001'
const SOMEBODY_ELSE: Address = '0x00000000000000000000000000000000005e0002'
const ERC721_ID = new Uint8Array([0x80, 0xac, 0x58, 0xcd])
const ERC1155_ID = new Uint8Array([0xd9, 0xb6, 0x7a, 0x26])
const APPROVED = 1_234_567n

const ERC20 = [
  'transfer(address,uint256)',
  'transferFrom(address,address,uint256)',
  'approve(address,uint256)',
]
const ERC721 = ['ownerOf(uint256)', 'balanceOf(address)', 'transferFrom(address,address,uint256)']
const ERC1155 = ['balanceOf(address,uint256)', 'safeTransferFrom(address,address,uint256,uint256,bytes)']

/** The roles of a contract with this interface, without 'proxy'. */
export function rolesOf(experiments: Experiments, address: Address, abi: Abi): readonly ContractRole[] {
  const names = new Set(abi.functions.map(({ signature }) => signature))
  const has = (signatures: readonly string[]): boolean => signatures.every((each) => names.has(each))
  const roles: ContractRole[] = []
  if (has(ERC20) && !names.has('ownerOf(uint256)') && behavesAsErc20(experiments, address))
    roles.push('erc20')
  if (has(ERC721) && (experiments.askWord(address, BALANCE_OF, [SOMEBODY]) ?? 1n) === 0n) {
    const says = experiments.askWord(address, SUPPORTS_INTERFACE, [ERC721_ID])
    if (says === undefined || says === 1n) roles.push('erc721')
  }
  if (has(ERC1155) && experiments.askWord(address, SUPPORTS_INTERFACE, [ERC1155_ID]) !== 0n)
    roles.push('erc1155')
  if (roles.includes('erc20') && isVault(experiments, address)) roles.push('erc4626')
  if (isPool(experiments, address, abi, names)) roles.push('pool')
  if (abi.functions.some(isFlashLoan)) roles.push('lender')
  if (abi.functions.some((each) => isPriceGetter(experiments, address, each))) roles.push('price feed')
  return roles
}

function behavesAsErc20(experiments: Experiments, address: Address): boolean {
  const supply = experiments.askWord(address, TOTAL_SUPPLY)
  const balance = experiments.askWord(address, BALANCE_OF, [SOMEBODY])
  if (supply === undefined || balance === undefined) return false
  return experiments.undone(() => {
    const data = { abi: APPROVE, values: [SOMEBODY_ELSE, APPROVED] }
    const sent = experiments.sendAbi({ from: SOMEBODY, to: address, ...data })
    // A token that is paused or asks who approves is one all the same: it answers with numbers.
    if (!sent.isSuccess)
      return experiments.askWord(address, ALLOWANCE, [SOMEBODY, SOMEBODY_ELSE]) !== undefined
    return experiments.askWord(address, ALLOWANCE, [SOMEBODY, SOMEBODY_ELSE]) === APPROVED
  })
}

function isVault(experiments: Experiments, address: Address): boolean {
  const asset = experiments.askWord(address, ASSET)
  return (
    asset !== undefined &&
    asset !== 0n &&
    experiments.askWord(address, CONVERT_TO_ASSETS, [1_000_000n]) !== undefined
  )
}

function isPool(experiments: Experiments, address: Address, abi: Abi, names: ReadonlySet<string>): boolean {
  const tokens = [TOKEN0, TOKEN1].map((abi) => experiments.askWord(address, abi))
  const [first = 0n, second = 0n] = tokens
  const hasTwo = first !== 0n && second !== 0n && first !== second
  if (hasTwo && (names.has('getReserves()') || names.has('slot0()'))) return true
  const swaps = abi.functions.some((each) => isStateChanging(each) && isSwapName(each.name))
  if (!swaps) return false
  if (hasTwo || abi.functions.some(isRoutedSwap)) return true
  // Assets that its getters name, or one and ether.
  const named = new Set<bigint>()
  for (const getter of abi.functions) {
    if (!isGetter(getter) || getter.outputs[0]?.type.kind !== 'address') continue
    const word = experiments.askWord(address, getter)
    if (word === undefined || word === 0n) continue
    const token = wordToAddress(word)
    if (
      experiments.askWord(token, TOTAL_SUPPLY) !== undefined &&
      experiments.askWord(token, BALANCE_OF, [address]) !== undefined
    )
      named.add(word)
  }
  return named.size >= 2 || (named.size === 1 && experiments.world.machine.getBalance(address) > 0n)
}

/** A swap along a path of tokens: of a router, which holds nothing itself. */
function isRoutedSwap(abi: AbiFunction): boolean {
  return (
    isStateChanging(abi) &&
    /swap/i.test(abi.name) &&
    abi.inputs.some(({ type }) => type.kind === 'array' && type.element.kind === 'address')
  )
}

function isFlashLoan(abi: AbiFunction): boolean {
  return isStateChanging(abi) && /^flash/i.test(abi.name)
}

const PRICE_NAME =
  /^(latestAnswer|latestRoundData|latestPrice|getPrice|price|peek|read|getRoundData|consult|currentPrice|(get)?spotPrice|(get)?assetPrice|oraclePrice)$/i

/** A getter of a price: without arguments, or of a token's price. */
function isPriceGetter(experiments: Experiments, address: Address, abi: AbiFunction): boolean {
  if (!isView(abi) || !PRICE_NAME.test(abi.name) || abi.outputs.length === 0) return false
  if (abi.inputs.length > 0) return abi.inputs.length === 1 && abi.inputs[0]!.type.kind === 'address'
  const answer = experiments.ask(address, abi)
  return answer !== undefined && answer.some((value) => typeof value === 'bigint' && value > 0n)
}
