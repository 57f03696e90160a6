// Weak randomness: who wins follows from the block. The counterfactual: other values of the block, a little later, another hash.
// What only looks at the clock (a deadline, interest) does not mind seconds.

import type { BlockEnv } from '../../evm/types.ts'
import { bytesToBigInt } from '../../primitives/bytes.ts'
import { opcodeName } from '../../evm/opcodes.ts'
import type { Frame } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const BLOCKHASH = 0x40
const COINBASE = 0x41
const TIMESTAMP = 0x42
const NUMBER = 0x43
const PREVRANDAO = 0x44
const BLOCK_OPCODES: ReadonlySet<number> = new Set([BLOCKHASH, COINBASE, TIMESTAMP, NUMBER, PREVRANDAO])

const VARIANTS = 8
/** Variants in which the calls that look at the block are still accepted: fewer say nothing. */
const ACCEPTED_MIN = 4

export function examineRandomness(examined: Examined): Mechanism | undefined {
  const { look } = examined
  const readers = look.frames.filter(
    (frame) => look.isProtocol(frame) && look.hasLasted(frame) && blockOpcodes(frame).length > 0,
  )
  const read = [...new Set(readers.flatMap(blockOpcodes))].sort((a, b) => a - b)
  if (read.length === 0) return undefined
  const together = tryBlocks(examined, readers, read)
  if (together === undefined) return undefined
  // Some may only tell the time: those that decide do so alone.
  const alone = read.length === 1 ? read : read.filter((each) => tryBlocks(examined, readers, [each]))
  const deciding = alone.length > 0 ? alone : read
  const decides = ({ opcode }: { readonly opcode: number }): boolean => deciding.includes(opcode)
  const reader = readers.findLast(({ opcodes }) => opcodes.steps.some(decides))!
  const { gone, accepted } = together
  return {
    id: 'weak-randomness',
    sentence: `What ${look.functionOf(reader)} decides follows from the block (${deciding.map((each) => opcodeName(each)).join(', ')}), which the attacker knows beforehand; in ${gone} of ${accepted} other blocks the same calls gain nothing.`,
    step: reader.step,
    path: look.pathTo(reader),
    place: look.placeAt(reader.opcodes, reader.opcodes.steps.findIndex(decides)),
  }
}

/** Other blocks, in what these opcodes give; undefined if they do not matter, or the calls that look at them are refused. */
function tryBlocks(
  examined: Examined,
  readers: readonly Frame[],
  opcodes: readonly number[],
): { readonly accepted: number; readonly gone: number } | undefined {
  const { machine } = examined.parts.world
  const steps = new Set(readers.map(({ step }) => step))
  let accepted = 0
  let gone = 0
  for (let variant = 1; variant <= VARIANTS; variant++) {
    const hash = machine.keccak256(Uint8Array.of(variant))
    const { isGone, succeeded } = replay(examined, {
      block: (real) => otherBlock(hash, real, variant, new Set(opcodes)),
    })
    if (![...steps].every((step) => succeeded[step] === true)) continue
    accepted++
    if (isGone) gone++
  }
  return accepted < ACCEPTED_MIN || gone * 2 < accepted ? undefined : { accepted, gone }
}

function blockOpcodes({ opcodes }: Frame): number[] {
  return opcodes.steps.flatMap(({ opcode }) => (BLOCK_OPCODES.has(opcode) ? [opcode] : []))
}

/** Another block, in what is looked at. */
function otherBlock(
  hash: Uint8Array,
  real: BlockEnv,
  variant: number,
  read: ReadonlySet<number>,
): Partial<BlockEnv> {
  const random = bytesToBigInt(hash)
  const later = BigInt(variant)
  return {
    ...(read.has(PREVRANDAO) && { prevRandao: random }),
    ...(read.has(COINBASE) && { coinbase: `0x${random.toString(16).padStart(64, '0').slice(24)}` }),
    ...(read.has(TIMESTAMP) && { timestamp: real.timestamp + later }),
    ...(read.has(NUMBER) && { number: real.number + later }),
    ...(read.has(BLOCKHASH) && {
      blockHash: (number: bigint) => (real.blockHash?.(number) ?? 0n) ^ random,
    }),
  }
}
