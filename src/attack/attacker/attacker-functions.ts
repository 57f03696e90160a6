// What an attacker may call: everything of the protocol, and of what surrounds it what standards give to everybody.

import { isView } from '../../project/abi/mutability.ts'
import { RECEIVE } from '../../project/abi/plain-ether.ts'
import { BALANCE, SELFBALANCE, usesOpcode } from '../../project/uses-opcode.ts'
import type { Machine } from '../../evm/machine.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { admitForcedEther, FORCE, FORCED_ETHER } from '../../world/attacker/forced-ether.ts'
import type { ContractRole, OpenedFunction, SurveyedContract } from '../../world/survey/types.ts'
import type { TargetFunction } from '../types.ts'
import { canGenerate } from '../values/value-pools.ts'

/** A setup that deploys hundreds of contracts means no one of them in particular. */
const FUNCTIONS_MAX = 2_000

/** By role: signatures, or names. `approve` is not here: approvals are given at the beginning. */
const STANDARD: Readonly<Partial<Record<ContractRole, RegExp>>> = {
  // Also to put tokens where nobody expects them, and to use what somebody was made to approve. Wrapped ether is an ERC-20.
  erc20: /^(transfer\(address,uint256\)|transferFrom\(|deposit\(\)|withdraw\(uint256\))/,
  erc721: /^(transferFrom\(|safeTransferFrom\(address,address,uint256\))/,
  erc1155: /^safe(Batch)?TransferFrom\(/,
  erc4626: /^(deposit|mint|withdraw|redeem)\(/,
  pool: /^(\w*swap\w*|exchange\w*|flash\w*|(add|remove)Liquidity\w*|mint|burn|sync|skim)\(/i,
  lender: /^flash\w*\(/i,
}

export type AttackerFunctions = {
  readonly functions: readonly TargetFunction[]
  /** Sentences for the user: what is left out and why. */
  readonly warnings: readonly string[]
}

export type AttackerFunctionsOptions = {
  readonly machine?: Machine
  /** The test says what must hold: it may look at balances itself. */
  readonly isStated?: boolean
  /** Functions that are not called. */
  readonly leftOut?: readonly Pick<OpenedFunction, 'contract' | 'abi'>[]
}

/** In the order of the contracts and of their interfaces. */
export function attackerFunctions(
  contracts: readonly SurveyedContract[],
  { machine, isStated = false, leftOut = [] }: AttackerFunctionsOptions = {},
): AttackerFunctions {
  const functions: TargetFunction[] = []
  const warnings: string[] = []
  for (const { address, artifact, origin, roles, name } of contracts) {
    if (functions.length >= FUNCTIONS_MAX) {
      warnings.push(`There are more than ${FUNCTIONS_MAX} functions to call: the others are left out.`)
      break
    }
    const add = (abi: AbiFunction): void => {
      functions.push({ index: functions.length, to: address, artifact, abi, senders: [], isTest: false })
    }
    for (const abi of artifact.abi.functions) {
      if (isView(abi)) continue
      if (leftOut.some((each) => each.contract === address && each.abi.signature === abi.signature)) continue
      if (origin === 'environment' && !isStandard(abi, roles)) continue
      if (canGenerate(abi.inputs.map(({ type }) => type))) add(abi)
      else warnings.push(`${name}.${abi.signature} is not called: its arguments are too large.`)
    }
    const { hasReceive, hasFallback, isFallbackPayable } = artifact.abi
    if (origin === 'protocol' && (hasReceive || (hasFallback && isFallbackPayable))) add(RECEIVE)
  }
  const victim = contracts.find(
    (contract) => machine !== undefined && mindsForcedEther(contract, machine, isStated),
  )
  if (victim !== undefined) {
    admitForcedEther(machine!)
    const artifact = { ...victim.artifact, id: 'attacker:ForcedEther', name: 'ForcedEther' }
    functions.push({
      index: functions.length,
      to: FORCED_ETHER,
      artifact,
      abi: FORCE,
      senders: [],
      isTest: false,
    })
  }
  return { functions, warnings }
}

/** Whether it looks at balances and cannot simply be paid. */
function mindsForcedEther(
  { origin, artifact, address, implementation }: SurveyedContract,
  machine: Machine,
  isStated: boolean,
): boolean {
  const { hasReceive, hasFallback, isFallbackPayable } = artifact.abi
  if (origin !== 'protocol' || hasReceive || (hasFallback && isFallbackPayable)) return false
  return isStated || usesOpcode(machine.getCode(implementation ?? address), BALANCE, SELFBALANCE)
}

function isStandard({ signature }: AbiFunction, roles: readonly ContractRole[]): boolean {
  return roles.some((role) => STANDARD[role]?.test(signature) === true)
}
