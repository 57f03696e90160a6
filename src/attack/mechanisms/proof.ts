// A proof that is good for somebody else, too: a branch of a tree, or whatever else is hashed and nobody guesses, with which another
// account has got something in the setup. The counterfactual: with one bit of it flipped the step is refused.

import type { Machine } from '../../evm/machine.ts'
import type { TraceCall } from '../../evm/trace.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { readWord, writeWord } from '../../primitives/bytes.ts'
import { makeCall } from '../arena.ts'
import type { Frame } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'
import { keysOf } from './whose.ts'

/** Hashes are as great; amounts, accounts and numbers below zero are not. */
const HASH_MIN = 1n << 200n
const HASH_MAX = (1n << 256n) - (1n << 200n)
const TRIED_MAX = 8

/** What stands in the step and stood in the setup's call of the same function by another account. */
export function examineProof(examined: Examined): Mechanism | undefined {
  const { calls, look } = examined
  let tried = 0
  for (const [step, call] of calls.entries()) {
    const frame = look.of(step).find((each) => each.parent === undefined && each.call.to === call.to)
    if (frame === undefined || !look.isProtocol(frame)) continue
    const earlier = earlierCalls(examined, frame)
    if (earlier.length === 0) continue
    const used = new Set(earlier.flatMap(({ input }) => hashesIn(input).map(({ word }) => word)))
    for (const { at, word } of hashesIn(call.data)) {
      if (!used.has(word)) continue
      if (tried++ >= TRIED_MAX) return undefined
      if (isName(examined, step, word)) continue
      const data = call.data.slice()
      writeWord(data, at, word ^ 1n)
      const other = replay(examined, {
        calls: calls.map((each, i) => (i === step ? { ...call, data } : each)),
      })
      if (!other.isGone || other.succeeded[step] !== false) continue
      return {
        id: 'proof-replay',
        sentence: `${look.functionOf(frame)} accepts from one account a proof that another had used before the attack; with one bit of it changed it is refused.`,
        step,
        path: look.pathTo(frame),
        place: undefined,
      }
    }
  }
  return undefined
}

/** Calls of the setup that succeeded, of the same function by others than who calls it now. */
function earlierCalls({ parts: { world } }: Examined, { call }: Frame): readonly TraceCall[] {
  const selector = selectorIn(call.input)
  const found: TraceCall[] = []
  const visit = (each: TraceCall): void => {
    if (each.status !== 'success') return
    const isSame = each.kind === 'call' && each.to === call.to && selectorIn(each.input) === selector
    if (isSame && each.from !== call.from) found.push(each)
    for (const event of each.events) if (event.kind === 'call') visit(event.call)
  }
  for (const each of world.setupTrace?.calls ?? []) visit(each)
  return found
}

function hashesIn(data: Uint8Array): { readonly at: number; readonly word: bigint }[] {
  const words: { at: number; word: bigint }[] = []
  for (let at = 4; at + 32 <= data.length; at += 32) {
    const word = readWord(data, at)
    if (word >= HASH_MIN && word <= HASH_MAX) words.push({ at, word })
  }
  return words
}

/** The word is what something is called, rather than a proof: a record is kept under it, it is kept itself, or stands in the code. */
function isName({ calls, parts: { world, root }, look }: Examined, step: number, word: bigint): boolean {
  const { machine } = world
  world.load(root)
  for (const call of calls.slice(0, step)) makeCall(world, call)
  machine.observations.observe({ accesses: true })
  try {
    makeCall(world, calls[step]!)
    for (const { address, slot } of machine.observations.accesses())
      if (keysOf(machine, slot).includes(word) || machine.getStorage(address, slot) === word) return true
  } finally {
    machine.observations.observe({})
  }
  return look.of(step).some(({ call }) => standsIn(machine, call, word))
}

function standsIn(machine: Machine, { codeAddress }: TraceCall, word: bigint): boolean {
  const bytes = new Uint8Array(32)
  writeWord(bytes, 0, word)
  return Buffer.from(machine.getCode(codeAddress)).includes(Buffer.from(bytes))
}
