// Storage writes that a call left behind, and the opcodes that made them: a trace tells changes apart from opcodes.

import type { StorageChange, TraceCall, TraceEvent } from '../../evm/trace.ts'
import type { FrameSteps } from './frame-steps.ts'

/** A write that stayed, of a slot that is different after the call than before. */
export type LastingWrite = {
  readonly frame: TraceCall
  readonly event: TraceEvent
  readonly change: StorageChange
}

/**
 * In the order in which they happened. What is put back in the end, as a lock against reentrancy is, is not among them, nor
 * what frames wrote that failed.
 */
export function lastingWrites(call: TraceCall): readonly LastingWrite[] {
  const writes: LastingWrite[] = []
  const visit = (frame: TraceCall): void => {
    if (frame.status !== 'success') return
    for (const event of frame.events) {
      if (event.kind === 'call') visit(event.call)
      else if (event.kind === 'storage') writes.push({ frame, event, change: event.change })
    }
  }
  visit(call)
  const slots = new Map<string, { readonly before: bigint; after: bigint }>()
  for (const { change } of writes) {
    const known = slots.get(keyOf(change))
    if (known === undefined) slots.set(keyOf(change), { before: change.before, after: change.after })
    else known.after = change.after
  }
  return writes.filter(({ change }) => {
    const { before, after } = slots.get(keyOf(change))!
    return before !== after
  })
}

function keyOf({ address, slot }: StorageChange): string {
  return `${address}${slot.toString(16)}`
}

const SSTORE = 0x55

/** The opcode of a write; a guess if other opcodes of the frame could have made it as well. */
export type WriteIndex = { readonly index: number; readonly isGuess: boolean }

/**
 * The SSTORE in a frame's opcodes that made a change. Writes of the same value make none: without stacks, where there are
 * more SSTOREs than changes between two calls or logs, the last ones are guessed. Undefined without opcodes.
 */
export function indexOfWrite(frame: FrameSteps, event: TraceEvent): WriteIndex | undefined {
  const { events } = frame.call
  const at = events.indexOf(event)
  if (at < 0 || event.kind !== 'storage') return undefined
  let first = at
  while (first > 0 && events[first - 1]!.kind === 'storage') first--
  let end = at + 1
  while (end < events.length && events[end]!.kind === 'storage') end++
  const from = first === 0 ? -1 : frame.indexOf.get(events[first - 1]!)
  const to = end === events.length ? frame.steps.length : frame.indexOf.get(events[end]!)
  if (from === undefined || to === undefined || (end === events.length && !frame.isComplete)) return undefined
  const stores: number[] = []
  for (let i = from + 1; i < to; i++) if (frame.steps[i]!.opcode === SSTORE) stores.push(i)
  if (stores.length === end - first) return { index: stores[at - first]!, isGuess: false }
  const { slot, after } = event.change
  const exact = stores.findLast((i) => {
    const { stack } = frame.steps[i]!
    return stack.at(-1) === slot && stack.at(-2) === after
  })
  if (exact !== undefined) return { index: exact, isGuess: false }
  const guessed = stores[stores.length - (end - at)]
  return guessed === undefined ? undefined : { index: guessed, isGuess: true }
}
