// Every stage of one code's translation, for who works on the compiler: the blocks, the words that are known behind each opcode,
// the WebAssembly that it became, the functions, and where interpreted code has to go on.

import { opcodeName } from '../../evm/opcodes.ts'
import type { CompileRequest } from '../../evm/compiler.ts'
import { CodeMap } from '../code-map.ts'
import type { Block } from '../emit/body.ts'
import { OP } from '../op.ts'
import { type Translation, translate } from '../translate.ts'
import { wasmText } from './wasm-text.ts'
import { wordText } from './word-text.ts'

/** One opcode of a block. */
export type OpcodeDump = {
  readonly pc: number
  /** `PUSH1 0x80`. */
  readonly name: string
  /** The words that the block knows of behind it, the top last. */
  readonly stack: readonly string[]
  /** Static gas of the block up to here. */
  readonly gas: number
  /** Of WebAssembly; 0 for what only moves words or folds. */
  readonly bytes: number
  readonly wasm: readonly string[]
}

export type BlockDump = {
  readonly pc: number
  readonly opcodes: readonly OpcodeDump[]
  readonly asks: Block['asks']
  readonly locals: number
  /** With the test at its start. */
  readonly bytes: number
  readonly end: string
}

/** A place where a loop takes the frame over, and when. */
export type LeaveDump = { readonly pc: number; readonly block: number; readonly why: string }

export type JitDump = {
  readonly codeBytes: number
  readonly opcodes: number
  readonly jumpdests: number
  readonly fork: string
  readonly countsEdges: boolean
  readonly notes: boolean
  /** Why there is no module; then what follows says how far it went. */
  readonly refused?: string
  readonly blocks: readonly BlockDump[]
  readonly leaves: readonly LeaveDump[]
  readonly functions: Translation['functions']
  /** Empty if there is none. */
  readonly module: Uint8Array
}

/** Translates once more and looks on. A function of the request. */
export function dumpTranslation(request: CompileRequest): JitDump {
  const { code, countsEdges, edgesAt, fork, notes, opcodes } = request
  const map = new CodeMap(code)
  const steps = new Map<number, OpcodeDump[]>()
  let refused: string | undefined
  // Within one block instructions are written one after the other.
  let written = { block: -1, bytes: 0 }
  const translation = translate({
    code,
    opcodes,
    edgesAt,
    countsEdges,
    notes,
    trace: {
      opcode({ body, gas, stack }, block, pc) {
        const from = written.block === block ? written.bytes : 0
        const to = body.out.length
        written = { block, bytes: to }
        const step = {
          pc,
          name: opcodeText(map, pc),
          stack: stack.words.map(wordText),
          gas: gas.spent,
          bytes: to - from,
          wasm: wasmText(body, from, to),
        }
        const known = steps.get(block)
        if (known === undefined) steps.set(block, [step])
        else known.push(step)
      },
      refused: (why) => {
        refused = why
      },
    },
  })
  const blocks = (translation?.blocks ?? []).map(({ asks, body, end, locals, pc }): BlockDump => ({
    pc,
    opcodes: steps.get(pc) ?? [],
    asks,
    locals,
    bytes: body.out.length,
    end,
  }))
  return {
    codeBytes: code.length,
    opcodes: map.opcodes,
    jumpdests: code.reduce((count, _, pc) => count + (map.isJumpdest(pc) ? 1 : 0), 0),
    fork,
    countsEdges,
    notes,
    ...(refused !== undefined && { refused }),
    blocks,
    leaves: blocks.flatMap(leavesOf),
    functions: translation?.functions ?? [],
    module: translation?.bytes ?? new Uint8Array(0),
  }
}

/** Besides the test at the start of every block. */
function leavesOf({ end, opcodes, pc: block }: BlockDump): readonly LeaveDump[] {
  const pc = opcodes.at(-1)?.pc ?? block
  if (end.startsWith('compiledChecked')) return [{ pc, block, why: `always: ${end.slice(17)}` }]
  if (end === 'compiledJump')
    return [{ pc, block, why: 'if the jump goes to a place where no block begins, or to none at all' }]
  return []
}

function opcodeText(map: CodeMap, pc: number): string {
  const op = map.opcodeAt(pc)
  const isPush = op > OP.push0 && op <= OP.push32
  return isPush ? `${opcodeName(op)} 0x${map.pushed(pc).toString(16)}` : opcodeName(op)
}
