// Which slots a view function reads, and what depends on them: found by running it step by step, and by changing them.

import type { Machine } from '../../evm/machine.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'

export type SlotPlace = { readonly address: Address; readonly slot: bigint }

export type Reads = {
  /** The one word that was returned; undefined if it failed or returned less. */
  readonly word: bigint | undefined
  /** In order of their first reading. */
  readonly slots: readonly SlotPlace[]
  /** It looks at time, block or balances of ether: not a function of storage alone. */
  readonly looksElsewhere: boolean
}

const GAS_MAX = 1_000_000n
const STEPS_MAX = 20_000
const SLOTS_MAX = 32
const ADDRESSES_MAX = 6
const SLOAD = 0x54
const BALANCE = 0x31
const TIMESTAMP = 0x42
const NUMBER = 0x43
const SELF_BALANCE = 0x47

/** A word that a static call returns, the first by default; undefined if it fails. Works from host code too. */
export function readByCall(machine: Machine, to: Address, data: Uint8Array, word = 0): bigint | undefined {
  try {
    const { status, output } = machine.call({ from: to, to, data, static: true, gas: GAS_MAX })
    return status === 'success' && output.length >= 32 * (word + 1) ? readWord(output, 32 * word) : undefined
  } catch {
    return undefined
  }
}

/** What a static call reads. */
export function readsOf(machine: Machine, to: Address, data: Uint8Array): Reads {
  const { result, trace } = machine.trace(() => readByCall(machine, to, data), {
    steps: true,
    stepsMax: STEPS_MAX,
    bytesMax: 64,
    eventsMax: 100,
  })
  // A step does not say whose storage it reads: all that took part are asked for the slot.
  const addresses = new Set<Address>()
  const visit = (call: TraceCall): void => {
    if (addresses.size < ADDRESSES_MAX && call.runs === 'code') addresses.add(call.to)
    for (const event of call.events) if (event.kind === 'call') visit(event.call)
  }
  for (const call of trace.calls) visit(call)
  const slots: SlotPlace[] = []
  const seen = new Set<bigint>()
  let looksElsewhere = trace.stepsCut
  for (const { opcode, stack } of trace.steps) {
    if (opcode === BALANCE || opcode === TIMESTAMP || opcode === NUMBER || opcode === SELF_BALANCE)
      looksElsewhere = true
    const slot = opcode === SLOAD ? stack.at(-1) : undefined
    if (slot === undefined || seen.has(slot) || seen.size >= SLOTS_MAX) continue
    seen.add(slot)
    for (const address of addresses) slots.push({ address, slot })
  }
  return { word: result, slots, looksElsewhere }
}

/** Runs something with another word in a slot, and puts the old one back. */
export function withWord<T>(machine: Machine, { address, slot }: SlotPlace, word: bigint, run: () => T): T {
  const before = machine.getStorage(address, slot)
  machine.setStorage(address, slot, word)
  try {
    return run()
  } finally {
    machine.setStorage(address, slot, before)
  }
}
