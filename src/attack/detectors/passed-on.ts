// Ether that somebody sends to a contract for somebody else. Refused there and not noticed, it stays in the contract, and who sent it is
// told nothing.

import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import type { CallRecord, EnteredCall, InnerCall } from './call-record.ts'
import type { Scene } from './scene.ts'

/** Functions without arguments that may pay later what was not taken, and the gas of each. */
const ASKED_MAX = 8
const GAS_MAX = 3_000_000n

/** The call that brought the payer just what it pays, if that was none of the protocol's, and goes to somebody else. */
export function giverOf(
  { caller, value, to }: InnerCall,
  entries: CallRecord['entries'],
  protocol: ReadonlySet<Address>,
): EnteredCall | undefined {
  return entries.find(
    (each) => each.to === caller && each.value === value && each.caller !== to && !protocol.has(each.caller),
  )
}

/**
 * Whether to pass it on is all that the payer does for who sent it, besides counting what it passed on: it writes nothing, or only sums
 * that changed by just the amount and are not the giver's own.
 */
export function isAllThatItDoes(
  { world: { machine } }: Scene,
  { caller, value }: InnerCall,
  giver: EnteredCall,
  { writes }: CallRecord,
): boolean {
  return writes.every(({ address, slot, before, after }) => {
    if (address !== caller) return true
    const key = machine.preimage(slot)
    const isGivers = key?.length === 64 && readWord(key, 0) === BigInt(giver.caller)
    return !isGivers && (after - before === value || before - after === value)
  })
}

/**
 * Whether the receiver gets it after all, or the giver gets it back: by the same call without ether, or by what the giver or a holder of
 * rights may call without saying more. Asked in the state in which it was refused, which stays as it is.
 */
export function comesAfterAll(
  { world, survey }: Scene,
  { caller: payer, to, value }: InnerCall,
  giver: EnteredCall,
): boolean {
  const artifact = survey.contracts.find(({ address }) => address === payer)?.artifact
  const holders = survey.gates.flatMap(({ contract, holder }) => (contract === payer ? holder : []))
  const asked = (artifact?.abi.functions ?? []).filter(
    (abi) => isStateChanging(abi) && abi.inputs.length === 0,
  )
  const calls: (readonly [Address, Uint8Array])[] = [[giver.caller, giver.input]]
  for (const abi of asked.slice(0, ASKED_MAX))
    for (const from of new Set([giver.caller, ...holders])) calls.push([from, encodeCall(abi, [])])
  const balances = (): readonly bigint[] => [to!, giver.caller].map((each) => world.machine.getBalance(each))
  return calls.some(([from, data]) => {
    const before = balances()
    const mark = world.mark()
    try {
      const { status } = world.call({ from, to: payer, data, value: 0n, gasMax: GAS_MAX })
      return status === 'success' && balances().some((each, i) => each - before[i]! >= value)
    } finally {
      world.rollback(mark)
    }
  })
}
