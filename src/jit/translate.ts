// Bytecode to a WebAssembly module.

import { translateBlock } from './block/block.ts'
import type { BlockContext, StaticEdges, TranslationTrace } from './block/block-writer.ts'
import { CodeMap } from './code-map.ts'
import type { Block } from './emit/body.ts'
import { type Assembled, assembleModule } from './emit/module-writer.ts'
import type { Opcode } from '../evm/opcodes.ts'

/** Bytes of code that are translated at most. Test contracts are several times as large as what a chain takes. */
const CODE_BYTES_MAX = 131_072
/**
 * Blocks that follow jumps repeat code. They stop when so many opcodes and this many times the code were written. Twice as many
 * times the code took large codes a fifth longer to translate, and campaigns were no faster.
 */
const GROWTH_MAX = 0.6
const FREE_OPCODES = 6_000
/** A module larger than this is not made: what V8 does with it is not worth it. */
const MODULE_BYTES_MAX = 10_000_000

export type TranslateInput = {
  readonly code: Uint8Array
  /** Opcodes of the fork, by byte. */
  readonly opcodes: readonly (Opcode | undefined)[]
  readonly edgesAt: (pc: number) => StaticEdges | undefined
  readonly countsEdges: boolean
  readonly notes: boolean
  readonly trace?: TranslationTrace
}

export type Translation = {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** For each place in the code: 1 and the number of the block that begins at the JUMPDEST there, or 0. */
  readonly targets: Uint16Array
  readonly functions: Assembled['functions']
  readonly blocks: readonly Block[]
}

/** Translates a code. Undefined if it passes a limit: then it stays interpreted. A function of its input. */
export function translate({
  code,
  opcodes,
  edgesAt,
  countsEdges,
  notes,
  trace,
}: TranslateInput): Translation | undefined {
  const refuse = (why: string): undefined => {
    trace?.refused(why)
    return undefined
  }
  if (code.length === 0 || code.length > CODE_BYTES_MAX)
    return refuse(`a code of ${code.length} bytes; 1 to ${CODE_BYTES_MAX} are translated`)
  const map = new CodeMap(code)
  const wanted: number[] = [0]
  const known = new Set(wanted)
  let written = 0
  const writtenMax = FREE_OPCODES + GROWTH_MAX * map.opcodes
  const context: BlockContext = {
    map,
    opcodes,
    edgesAt,
    countsEdges,
    notes,
    trace,
    want: (pc) => {
      if (known.has(pc)) return
      known.add(pc)
      wanted.push(pc)
    },
    mayFollow: () => written < writtenMax,
  }
  const blocks: Block[] = []
  for (let i = 0; i < wanted.length; i++) {
    const block = translateBlock(context, wanted[i]!)
    blocks.push(block)
    written += block.opcodes
  }
  blocks.sort((a, b) => a.pc - b.pc)
  const assembled = assembleModule(blocks, notes)
  if (assembled === undefined) return refuse(`${blocks.length} blocks take too many functions`)
  if (assembled.bytes.length > MODULE_BYTES_MAX)
    return refuse(`a module of ${assembled.bytes.length} bytes; at most ${MODULE_BYTES_MAX} are worth it`)
  const targets = new Uint16Array(code.length)
  for (const [pc, number] of assembled.numbers) if (map.isJumpdest(pc)) targets[pc] = number + 1
  return { bytes: assembled.bytes, targets, functions: assembled.functions, blocks }
}
