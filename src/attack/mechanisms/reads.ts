// What the protocol read from other contracts while it was attacked, and who had changed what it read.

import type { Address } from '../../evm/types.ts'
import { equalBytes, readWord } from '../../primitives/bytes.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { MachineLimitError } from '../../evm/errors.ts'
import { type Frame, onlyAnswered } from './look.ts'
import type { Examined } from './types.ts'

/** A question of a contract of the protocol to another one, which the other only answered. */
export type Read = {
  readonly frame: Frame
  /** Who asked. */
  readonly reader: Address
  readonly key: string
  /** The same question on the state after setup. */
  readonly before: Uint8Array
  /** What changed the answer and was not done by the reader itself: calls of the attacker, in order. */
  readonly movers: readonly Frame[]
  /** The same for one word that stands in one slot: how much greater others made it. */
  readonly movedBy: bigint
  /** The reader itself changed it as well. */
  readonly isOwnToo: boolean
}

const GAS_MAX = 5_000_000n
const READS_MAX = 200

/** Reads of the finding whose answer somebody else than the reader had changed. */
export function movedReads(examined: Examined): readonly Read[] {
  const { look } = examined
  const known = new Map<string, Before>()
  const found: Read[] = []
  let tried = 0
  for (const frame of look.frames) {
    const { call, parent } = frame
    if (parent === undefined || !look.isProtocol(parent) || !isQuestion(frame) || call.to === call.from)
      continue
    const key = keyOf(call.from, call.to, call.input)
    let before = known.get(key)
    if (before === undefined) {
      if (known.size >= READS_MAX) break
      before = answerBefore(examined, frame)
      known.set(key, before)
    }
    const { output } = before
    if (output === undefined || equalBytes(output, call.output)) continue
    if (tried++ >= READS_MAX) break
    const moved = moversOf(examined, frame, before)
    if (moved.movers.length === 0) continue
    found.push({ frame, reader: call.from, key, before: output, ...moved })
  }
  return found
}

export function keyOf(from: Address, to: Address, input: Uint8Array): string {
  return `${from}${to}${bytesToHex(input)}`
}

function isQuestion({ call }: Frame): boolean {
  const { kind, runs, output } = call
  return (
    (kind === 'call' || kind === 'staticcall') && runs === 'code' && output.length >= 32 && onlyAnswered(call)
  )
}

type Before = {
  readonly output: Uint8Array | undefined
  /** What it depends on. */
  readonly slots: ReadonlySet<string>
}

function answerBefore({ parts: { world, root }, calls }: Examined, { call, step }: Frame): Before {
  world.load(root)
  // At the time at which it was asked: only the state is that of before.
  for (const { seconds, blocks } of calls.slice(0, step + 1)) world.advance(BigInt(seconds), BigInt(blocks))
  const { machine } = world
  machine.observations.observe({ accesses: true })
  try {
    const { from, to, input: data } = call
    const { status, output } = machine.call({ from, to, data, static: true, gas: GAS_MAX })
    const slots = machine.observations.accesses().map(({ address, slot }) => slotKey(address, slot))
    return { output: status === 'success' ? output.slice() : undefined, slots: new Set(slots) }
  } catch (error) {
    if (error instanceof MachineLimitError) return { output: undefined, slots: new Set() }
    throw error
  } finally {
    machine.observations.observe({})
    world.load(root)
  }
}

function moversOf(
  { look }: Examined,
  read: Frame,
  { slots }: Before,
): Pick<Read, 'movers' | 'movedBy' | 'isOwnToo'> {
  const reader = read.call.from
  const holders = new Set<Address>()
  noteHolders(read, holders)
  const movers = new Set<Frame>()
  let movedBy = 0n
  let isOwnToo = false
  const note = (frame: Frame, delta: bigint): void => {
    const path = look.upToAttacker(frame)
    if (path.some(({ call }) => call.to === reader)) isOwnToo = true
    else {
      movers.add(path.at(-1) ?? frame)
      movedBy += delta
    }
  }
  for (const each of look.happenings) {
    if (each.frame === read) break
    if (!look.hasLasted(each.frame)) continue
    if (each.kind === 'write') {
      const { address, slot, before, after } = each.change
      if (slots.has(slotKey(address, slot))) note(each.frame, after - before)
    } else {
      const { value, to, from, kind } = each.frame.call
      if (value > 0n && kind === 'call' && (holders.has(to) || holders.has(from)) && readsEther(read))
        note(each.frame, holders.has(to) ? value : -value)
    }
  }
  return { movers: [...movers], movedBy, isOwnToo }
}

const BALANCE = 0x31
const SELF_BALANCE = 0x47

function readsEther({ opcodes }: Frame): boolean {
  return opcodes.steps.some(({ opcode }) => opcode === BALANCE || opcode === SELF_BALANCE)
}

function noteHolders({ call }: Frame, holders: Set<Address>): void {
  holders.add(call.to)
}

function slotKey(address: Address, slot: bigint): string {
  return `${address}${slot.toString(16)}`
}

/** Whether one of the words of the answer names something: what is asked of an account says nothing of a price. */
export function asksAbout(input: Uint8Array, accounts: readonly Address[]): boolean {
  for (let at = 4; at + 32 <= input.length; at += 32) {
    const word = readWord(input, at)
    if (accounts.some((account) => BigInt(account) === word)) return true
  }
  return false
}
