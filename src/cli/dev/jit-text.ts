// A translation's dump as text.

import { plainText } from '../../primitives/plain-text.ts'
import type { BlockDump, OpcodeDump } from '../../jit/dump/dump.ts'
import type { ContractDump } from '../../run/dump-jit.ts'

/** How much of each block is printed: a line, its opcodes with the words that are known, or their WebAssembly too. */
export type Detail = 'line' | 'stack' | 'wasm'

const NAME_COLUMNS = 30

/** @param block Only the block that begins at this pc; undefined: all. */
export function jitText(dump: ContractDump, detail: Detail, block: number | undefined): string {
  const blocks = dump.blocks.filter(({ pc }) => block === undefined || pc === block)
  return `${[
    ...headLines(dump),
    '',
    'blocks',
    ...blocks.flatMap((each) => blockLines(each, detail)),
    ...(block === undefined ? [...functionLines(dump), ...leaveLines(dump)] : []),
  ].join('\n')}\n`
}

function headLines(dump: ContractDump): readonly string[] {
  const { blocks, codeBytes, contract, countsEdges, fork, functions, hasBlanks, jumpdests, notes } = dump
  const translated = blocks.reduce((sum, { opcodes }) => sum + opcodes.length, 0)
  const form = [countsEdges ? 'counts edges' : 'counts no edges', ...(notes ? ['notes operands'] : [])]
  return [
    plainText(contract),
    `  ${plural(codeBytes, 'byte')}, ${plural(dump.opcodes, 'opcode')}, ${plural(jumpdests, 'JUMPDEST')}, ${fork}, ${form.join(', ')}`,
    ...(hasBlanks ? ['  addresses of libraries and immutables are zeros here'] : []),
    dump.refused === undefined
      ? `  ${plural(blocks.length, 'block')} of ${plural(translated, 'opcode')} in ${plural(functions.length, 'function')}: ${plural(dump.module.length, 'byte')} of WebAssembly`
      : `  stays interpreted: ${dump.refused}`,
  ]
}

function blockLines(block: BlockDump, detail: Detail): readonly string[] {
  const { asks, bytes, end, locals, opcodes, pc } = block
  const parts = [
    plural(opcodes.length, 'opcode'),
    `needs ${asks.need} words, grows by ${asks.grow}`,
    `${asks.gas} gas`,
    plural(locals, 'local'),
    plural(bytes, 'byte'),
  ]
  return [
    `  ${place(pc)}  ${parts.join('; ')}; end: ${end}`,
    ...(detail === 'line' ? [] : opcodes.flatMap((opcode) => opcodeLines(opcode, detail))),
  ]
}

function opcodeLines({ bytes, gas, name, pc, stack, wasm }: OpcodeDump, detail: Detail): readonly string[] {
  return [
    `    ${place(pc)} ${name.padEnd(NAME_COLUMNS)} ${String(gas).padStart(6)} gas ${String(bytes).padStart(5)} B  ${stack.join(' ')}`.trimEnd(),
    ...(detail === 'wasm' ? wasm.map((line) => `             ${line}`) : []),
  ]
}

function functionLines({ functions }: ContractDump): readonly string[] {
  if (functions.length === 0) return []
  return [
    '',
    'functions',
    ...functions.map(
      ({ blocks, bytes }, i) => `  ${i}  ${plural(blocks, 'block')}, ${plural(bytes, 'byte')}`,
    ),
  ]
}

function leaveLines({ leaves }: ContractDump): readonly string[] {
  return [
    '',
    'left for the interpreter',
    '  every block at its start, if gas or stack do not suffice for its whole way',
    ...leaves.map(({ block, pc, why }) => `  ${place(pc)}, in the block at ${place(block)}: ${why}`),
  ]
}

function place(pc: number): string {
  return `0x${pc.toString(16).padStart(4, '0')}`
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`
}
