// Whether a contract can have a reason to be allowed to take tokens.

import type { Address } from '../../evm/types.ts'
import { isView } from '../../project/abi/mutability.ts'
import { selectorOf } from '../../project/abi/selector.ts'
import { DELEGATECALL, namesFunction, usesOpcode } from '../../project/uses-opcode.ts'
import type { World } from '../types.ts'
import type { SurveyedContract } from './types.ts'

/** What tokens of the standards let somebody do who was allowed to (ERC-20 and its burnable ones, ERC-721, ERC-1155). */
const TAKING = [
  'transferFrom(address,address,uint256)',
  'burnFrom(address,uint256)',
  'safeTransferFrom(address,address,uint256)',
  'safeTransferFrom(address,address,uint256,bytes)',
  'safeTransferFrom(address,address,uint256,uint256,bytes)',
  'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
].map(selectorOf)
/** Nobody's allowance is asked for in these. */
const NOT_TAKING: ReadonlySet<number> = new Set(
  ['transfer(address,uint256)', 'approve(address,uint256)', 'setApprovalForAll(address,bool)'].map(
    selectorOf,
  ),
)

/**
 * Whether a contract's own code, or the code that it runs as its own, names a function of a token that takes from who allowed it. One that
 * does not (a forwarder, a wallet, a timelock, a governor) passes on what others tell it to do: nobody has a reason to allow it anything.
 */
export function mayTake(
  world: World,
  token: Address,
  { address, implementation }: SurveyedContract,
): boolean {
  const { machine } = world
  const own = world.artifactAt(token)?.abi.functions ?? []
  const taking = new Set([
    ...TAKING,
    ...own.flatMap((abi) => (isView(abi) || NOT_TAKING.has(abi.selector) ? [] : abi.selector)),
  ])
  const codes = [address, ...(implementation === undefined ? [] : [implementation])].map((each) =>
    machine.getCode(each),
  )
  // Whose code is run where nobody knows which, is given the benefit of the doubt.
  return codes.some((code) => namesFunction(code, taking)) || usesOpcode(codes.at(-1)!, DELEGATECALL)
}
