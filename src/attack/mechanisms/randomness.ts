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
  const { look, parts } = examined
  const readers = look.frames.filter(
    (frame) => look.isProtocol(frame) && look.hasLasted(frame) && blockOpcodes(frame).length > 0,
  )
  const read = new Set(readers.flatMap(blockOpcodes))
  if (read.size === 0) return undefined
  const steps = new Set(readers.map(({ step }) => step))
  let accepted = 0
  let gone = 0
  for (let variant = 1; variant <= VARIANTS; variant++) {
    const { isGone, succeeded } = replay(examined, {
      block: (real) => otherBlock(parts.world.machine.keccak256(Uint8Array.of(variant)), real, variant, read),
    })
    if (![...steps].every((step) => succeeded[step] === true)) continue
    accepted++
    if (isGone) gone++
  }
  if (accepted < ACCEPTED_MIN || gone * 2 < accepted) return undefined
  const reader = readers.at(-1)!
  const words = [...read].sort((a, b) => a - b).map((opcode) => opcodeName(opcode))
  const index = reader.opcodes.steps.findIndex(({ opcode }) => BLOCK_OPCODES.has(opcode))
  return {
    id: 'weak-randomness',
    sentence: `What ${look.functionOf(reader)} decides follows from the block (${words.join(', ')}), which the attacker knows beforehand; in ${gone} of ${accepted} other blocks the same calls gain nothing.`,
    step: reader.step,
    path: look.pathTo(reader),
    place: look.placeAt(reader.opcodes, index),
  }
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
