// Claims looked up in our own world: to build them, and to see whether a shorter setup still bears them out. The proof's Solidity does the same
// (solidity/look.ts).

import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { FAILED_SLOT, VM_ADDRESS } from '../../world/addresses.ts'
import { BORROWED_CODE, LEDGER } from '../../world/attacker/attacker.ts'
import { balanceCall, supplyCall } from '../../world/survey/asset-calls.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Asset } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'
import { letPass } from '../../world/passing-time.ts'
import type { Claim, Leg, LegCall } from './plan.ts'

/** PUSH1 0, PUSH1 0, REVERT. */
export const REFUSING_CODE: Uint8Array = Uint8Array.of(0x60, 0, 0x60, 0, 0xfd)

/** What an account has. */
export function amountOf({ machine }: World, asset: Asset, account: Address): bigint {
  return asset.kind === 'ether'
    ? machine.getBalance(account)
    : (readByCall(machine, asset.address, balanceCall(asset, account)) ?? 0n)
}

/** Numbers that say how a claim stands in the present state, which stays as it is. */
export function look(
  world: World,
  assets: readonly Asset[],
  claim: Claim,
  when: 'before' | 'after',
): readonly bigint[] {
  switch (claim.kind) {
    case 'amount':
      return undone(world, () => {
        if (when === 'after') for (const leg of claim.legs ?? []) runLeg(world, leg)
        return [sum(claim.accounts.map((account) => amountOf(world, assets[claim.asset]!, account)))]
      })
    case 'yield':
      return [yieldOf(world, assets[claim.asset]!, claim[when])]
    case 'stuck':
      return (when === 'before' ? [0] : claim.waits).map((seconds) =>
        undone(world, () => {
          for (const each of claim.refusing) world.machine.setCode(each, REFUSING_CODE)
          letPass(world, BigInt(seconds))
          return runLeg(world, claim.leg) ? 1n : 0n
        }),
      )
    case 'word':
      return [wordOf(world, claim)]
    case 'no code':
      return [BigInt(world.machine.getCode(claim.address).length)]
    case 'borrowed code':
      return [world.machine.getStorage(LEDGER, BORROWED_CODE) === BigInt(claim.address) ? 1n : 0n]
    case 'supply': {
      const asset = assets[claim.asset]!
      const total = sum(claim.accounts.map((account) => amountOf(world, asset, account)))
      const supply =
        asset.kind === 'ether' ? 0n : (readByCall(world.machine, asset.address, supplyCall(asset)) ?? 0n)
      return claim.more === undefined ? [total > supply ? 1n : 0n] : [total, supply]
    }
    // The last step says it by going well; the proof tries it both ways.
    case 'unnoticed':
      return []
    case 'property':
      return [doesHold(world, claim) ? 1n : 0n]
    case 'marked':
      return [world.machine.getStorage(VM_ADDRESS, FAILED_SLOT)]
  }
}

/** Whether what was looked up before and after is what the claim says. */
export function isBorneOut(claim: Claim, before: readonly bigint[], after: readonly bigint[]): boolean {
  const [had = 0n] = before
  const [has = 0n] = after
  switch (claim.kind) {
    case 'amount':
      return claim.sense === 'less' ? has <= had + claim.change : has >= had + claim.change
    case 'yield':
      return had >= claim.had && has <= claim.has
    case 'stuck':
      return had === 1n && after.every((each) => each === 0n)
    case 'word':
      return had === (claim.had ?? NO_WORD) && has === (claim.has ?? NO_WORD)
    case 'no code':
      return had > 0n && has === 0n
    case 'supply':
      if (claim.more !== undefined) return before[1] === after[1] && has >= had + claim.more
      return had === 0n && has === 1n
    case 'borrowed code':
    case 'marked':
      return had === 0n && has === 1n
    case 'unnoticed':
      return true
    case 'property':
      return had === 1n && has === 0n
  }
}

/** Of a static call that is not answered. */
export const NO_WORD: bigint = -1n

/** Whether all calls of a leg go well; those that were made stay made. */
export function runLeg(world: World, { first = [], calls }: Leg): boolean {
  return runCalls(world, [...first, ...calls])
}

function runCalls(world: World, calls: readonly LegCall[]): boolean {
  for (const { from, to, value, data, seconds } of calls) {
    letPass(world, BigInt(seconds))
    if (world.call({ from, to, value, data }).status !== 'success') return false
  }
  return true
}

/** What the owners of legs have more of an asset after all of them; 0 if they have less. */
export function yieldOf(world: World, asset: Asset, legs: readonly Leg[]): bigint {
  return undone(world, () => {
    const owners = [...new Set(legs.map(({ owner }) => owner))]
    for (const { first = [] } of legs) for (const call of first) runCalls(world, [call])
    const had = sum(owners.map((owner) => amountOf(world, asset, owner)))
    for (const { calls } of legs) runCalls(world, calls)
    const has = sum(owners.map((owner) => amountOf(world, asset, owner)))
    return has > had ? has - had : 0n
  })
}

export function undone<Result>(world: World, run: () => Result): Result {
  const mark = world.mark()
  try {
    return run()
  } finally {
    world.rollback(mark)
  }
}

function wordOf({ machine }: World, { address, from }: Extract<Claim, { kind: 'word' }>): bigint {
  return 'slot' in from
    ? machine.getStorage(address, from.slot)
    : (readByCall(machine, address, from.data) ?? NO_WORD)
}

function doesHold(world: World, { to, abi, fails }: Extract<Claim, { kind: 'property' }>): boolean {
  return undone(world, () => {
    const { status, output, isFailed } = world.call({ from: world.sender, to, data: encodeCall(abi, []) })
    if (status !== 'success' || isFailed) return false
    return fails !== 'false' || (output.length >= 32 && readWord(output, 0) !== 0n)
  })
}

function sum(numbers: readonly bigint[]): bigint {
  return numbers.reduce((total, each) => total + each, 0n)
}
