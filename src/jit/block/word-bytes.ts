// Words in the EVM's memory and in calldata: 32 bytes, the most significant first, moved in two halves.

import { type Body, LOCAL } from '../emit/body.ts'
import { SIMD } from '../emit/wasm-opcodes.ts'
import { isZeroLimb, type Limb, type LocalLimb, type Word } from '../words/limbs.ts'
import { VirtualStack } from '../words/virtual-stack.ts'
import type { Writer } from '../words/writer.ts'

/** Reads a word into four locals. `loadBase` pushes the address, less `offset`. */
export function readWord(body: Body, limbs: Word<LocalLimb>, loadBase: () => void, offset: number): void {
  for (const half of [0, 1]) {
    loadBase()
    body.vectorAccess(SIMD.load, offset + 16 - 16 * half)
    body.reverse()
    body.tee(LOCAL.vector)
    body.lane(SIMD.extract64, 0)
    body.set(limbs[2 * half]!.index)
    body.get(LOCAL.vector)
    body.lane(SIMD.extract64, 1)
    body.set(limbs[2 * half + 1]!.index)
  }
}

/** Writes a word. `loadBase` pushes the address, less `offset`. */
export function writeWord(writer: Writer, word: Word, loadBase: () => void, offset: number): void {
  const { body } = writer
  for (const half of [0, 1]) {
    const [low, high] = [word[2 * half]!, word[2 * half + 1]!]
    loadBase()
    if (low.kind === 'const' && high.kind === 'const') {
      body.vectorConst(swapBytes(high.value), swapBytes(low.value))
    } else {
      loadHalf(writer, low, high, 2 * half)
      body.reverse()
    }
    body.vectorAccess(SIMD.store, offset + 16 - 16 * half)
  }
}

/** Pushes two limbs as a vector; `part` is the lower one's place in its word. */
function loadHalf({ body, stack }: Writer, low: Limb, high: Limb, part: number): void {
  if (
    low.kind === 'stack' &&
    high.kind === 'stack' &&
    low.position === high.position &&
    low.part === part &&
    high.part === part + 1
  ) {
    body.get(LOCAL.base)
    body.vectorAccess(SIMD.load, VirtualStack.offset(low.position, low.part))
    return
  }
  body.get(LOCAL.zero)
  for (const [lane, limb] of [low, high].entries()) {
    if (isZeroLimb(limb)) continue
    stack.load(limb)
    body.lane(SIMD.replace64, lane)
  }
}

function swapBytes(limb: bigint): bigint {
  if (limb === 0n) return 0n
  SWAPPED.setBigUint64(0, limb, true)
  return SWAPPED.getBigUint64(0, false)
}
const SWAPPED = new DataView(new ArrayBuffer(8))
