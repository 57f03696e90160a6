// A decision that is taken by counting what accounts have, without taking it: it can be bought for a moment, borrowed, or counted again
// from the next account. Suspected where a step moves no value, reads how much the attacker has of something, adds just that to a
// sum, and a later step compares the sum with something before it pays. The counterfactual: the attacker has nothing in that step.

import type { Address } from '../../evm/types.ts'
import type { Frame, Look } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'
import { keysOf } from './whose.ts'

const LT = 0x10
const SGT = 0x13
const SLOAD = 0x54
const SUSPECTS_MAX = 6
/** Of smaller sums much is a multiple by chance. */
const MULTIPLIED_LEAST = 1_000n

type Slot = { readonly account: Address; readonly slot: bigint }
/** What the attacker has, read in a step that adds it to a sum. */
type Count = { readonly had: Slot; readonly amount: bigint; readonly sum: Slot; readonly write: Frame }

export function examineVotes(examined: Examined): Mechanism | undefined {
  const exact = examined.stacked()
  if (!exact.hasAllOpcodes) return undefined
  const counts = countsOf(examined, exact).filter((count) => isDecidedBy(exact, count))
  for (const count of counts.slice(0, SUSPECTS_MAX)) {
    if (!isGoneWithout(examined, count)) continue
    const name = exact.functionOf(count.write)
    return {
      id: 'counted-holdings',
      sentence: `${name} counts what the attacker has at that moment, and takes nothing of it; with nothing to count there is nothing to gain.`,
      step: count.write.step,
      path: exact.pathTo(count.write),
      place: placeOf(exact, count),
    }
  }
  return undefined
}

function countsOf(examined: Examined, exact: Look): readonly Count[] {
  const { machine } = examined.parts.world
  const own = examined.facts.attackers.map(BigInt)
  const isOwn = ({ slot }: Slot): boolean => keysOf(machine, slot).some((key) => own.includes(key))
  const counts: Count[] = []
  for (const step of examined.calls.keys()) {
    if (exact.movementsOf(step).length > 0) continue
    const had = readsOf(exact, step).filter(({ at, word }) => word > 1n && isOwn(at))
    if (had.length === 0) continue
    for (const each of exact.happenings) {
      if (each.kind !== 'write' || each.frame.step !== step) continue
      if (!exact.isProtocol(each.frame) || !exact.hasLasted(each.frame)) continue
      const { address, slot, before, after } = each.change
      const sum = { account: address, slot }
      const read = had.find(({ word }) => after - before === word)
      if (read === undefined || isOwn(sum)) continue
      counts.push({ had: read.at, amount: read.word, sum, write: each.frame })
    }
  }
  return counts
}

type Read = { readonly at: Slot; readonly word: bigint; readonly frame: Frame; readonly index: number }

/** Words of storage that a step read, in any contract. */
function readsOf(exact: Look, step: number): readonly Read[] {
  return exact.of(step).flatMap((frame) =>
    frame.opcodes.steps.flatMap(({ opcode, stack }, index) => {
      const slot = stack.at(-1)
      const word = frame.opcodes.steps[index + 1]?.stack.at(-1)
      if (opcode !== SLOAD || slot === undefined || word === undefined) return []
      return [{ at: { account: frame.call.to, slot }, word, frame, index }]
    }),
  )
}

/** Some step, the same or a later one, reads the sum and compares it with something. */
function isDecidedBy(exact: Look, { sum, write }: Count): boolean {
  const steps = new Set(exact.frames.map(({ step }) => step).filter((step) => step >= write.step))
  return [...steps].some((step) => {
    const written = writtenTo(exact, sum, step)
    return readsOf(exact, step).some(
      ({ at, word, frame, index }) =>
        at.account === sum.account &&
        at.slot === sum.slot &&
        word > 1n &&
        frame.opcodes.steps.some(({ opcode, stack }, later) => {
          if (later <= index || opcode < LT || opcode > SGT) return false
          const [top, second] = [stack.at(-1), stack.at(-2)]
          const other = isOf(word, top) ? second : isOf(word, second) ? top : undefined
          // That an addition did not wrap is no decision.
          return other !== undefined && !written.has(other)
        }),
    )
  })
}

/** The sum itself, or a multiple of it: two in three are three times the votes for twice of all. */
function isOf(sum: bigint, compared: bigint | undefined): boolean {
  return (
    compared === sum ||
    (compared !== undefined && sum >= MULTIPLIED_LEAST && compared > 0n && compared % sum === 0n)
  )
}

function writtenTo(exact: Look, { account, slot }: Slot, step: number): ReadonlySet<bigint> {
  const written = new Set<bigint>()
  for (const each of exact.happenings) {
    if (each.kind !== 'write' || each.frame.step !== step) continue
    if (each.change.address === account && each.change.slot === slot) written.add(each.change.after)
  }
  return written
}

/** The attacker has nothing of it while the step is made, and has it again afterwards. */
function isGoneWithout(examined: Examined, { had: { account, slot }, write }: Count): boolean {
  const { machine } = examined.parts.world
  const around = (step: number, make: () => boolean): boolean => {
    if (step !== write.step) return make()
    const word = machine.getStorage(account, slot)
    machine.setStorage(account, slot, 0n)
    const succeeded = make()
    machine.setStorage(account, slot, word)
    return succeeded
  }
  return replay(examined, { around }).isGone
}

function placeOf(exact: Look, { sum, write }: Count): Mechanism['place'] {
  const event = write.call.events.find(
    (each) => each.kind === 'storage' && each.change.address === sum.account && each.change.slot === sum.slot,
  )
  return event && exact.placeOfWrite(write, event)
}
