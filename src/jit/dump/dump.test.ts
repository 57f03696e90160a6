import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OP } from '../op.ts'
import { translate } from '../translate.ts'
import { dumpTranslation } from './dump.ts'
import { compileRequestOf } from './request.ts'

const PAIR = new URL('../../../node_modules/@uniswap/v2-core/build/UniswapV2Pair.json', import.meta.url)

/** The word at calldata's beginning decides where to jump; there, 5 + 7 is returned. Behind it everything is given away. */
const JUMPER = Uint8Array.of(
  ...[OP.push0, OP.calldataload, OP.jump],
  ...[OP.jumpdest, OP.push1, 5, OP.push1, 7, OP.add, OP.push0, OP.mstore, OP.push1, 32, OP.push0, OP.return],
  ...[OP.jumpdest, OP.caller, OP.selfdestruct],
)

const FORM = { fork: 'osaka', countsEdges: true, notes: false } as const

test('a dump shows what is known of words, what was written for each opcode, and what is left for the interpreter', () => {
  const code = Uint8Array.from([OP.push1, 5, OP.push1, 7, OP.add, OP.calldatasize, OP.lt, ...JUMPER])
  const { blocks, leaves, module } = dumpTranslation(compileRequestOf(code, FORM)!)
  const [{ opcodes, end }] = blocks as [(typeof blocks)[number]]
  expect(opcodes.map(({ name, stack }) => [name, ...stack])).toEqual([
    ['PUSH1 0x5', '0x5'],
    ['PUSH1 0x7', '0x5', '0x7'],
    ['ADD', '0xc'],
    ['CALLDATASIZE', '0xc', 'l0'],
    ['LT', 'l1?'],
    ['PUSH0', 'l1?', '0x0'],
    ['CALLDATALOAD', 'l1?', '{l0 l2 l3 l4}'],
    ['JUMP', 'l1?'],
  ])
  expect(opcodes[2]).toMatchObject({ bytes: 0, wasm: [], gas: 9 })
  expect(opcodes[3]!.wasm).toEqual([
    'localGet frame',
    expect.stringMatching(/^i64Load32 \+\d+$/),
    'localSet l0',
  ])
  expect(opcodes[4]!.wasm).toEqual(['localGet l0', 'i64Const 12', 'i64LtU', 'i64ExtendU', 'localSet l1'])
  expect(opcodes[7]!.wasm).toContain('invalid jump if')
  expect(end).toBe('compiledJump')
  expect(leaves).toEqual([
    { pc: 9, block: 0, why: 'if the jump goes to a place where no block begins, or to none at all' },
  ])
  expect(WebAssembly.validate(Uint8Array.from(module))).toBe(true)
})

test('a place that always goes on interpreted says why', () => {
  const code = Uint8Array.from([OP.caller, OP.selfdestruct])
  expect(dumpTranslation(compileRequestOf(code, FORM)!).leaves).toEqual([
    { pc: 1, block: 0, why: 'always: SELFDESTRUCT' },
  ])
})

test('a code that stays interpreted says why', () => {
  const request = compileRequestOf(JUMPER, FORM)!
  const dump = dumpTranslation({ ...request, code: new Uint8Array(200_000) })
  expect(dump).toMatchObject({ blocks: [], refused: expect.stringContaining('200000 bytes') as string })
  expect(dump.module).toHaveLength(0)
})

test('a code that is nothing is not asked for', () => {
  expect(compileRequestOf(new Uint8Array(0), FORM)).toBeUndefined()
})

test.each([
  ['counts edges', FORM],
  ['counts nothing', { ...FORM, countsEdges: false }],
  ['notes operands', { ...FORM, notes: true }],
])('looking on changes nothing, and every instruction is read back: a form that %s', async (_name, form) => {
  const json = JSON.parse(await readFile(PAIR, 'utf8')) as {
    readonly evm: { readonly deployedBytecode: { readonly object: string } }
  }
  const code = Uint8Array.from(Buffer.from(json.evm.deployedBytecode.object, 'hex'))
  const request = compileRequestOf(code, form)!
  const { blocks, functions, module } = dumpTranslation(request)
  expect(Buffer.from(module).equals(translate(request)!.bytes)).toBe(true)
  expect(functions.reduce((sum, each) => sum + each.blocks, 0)).toBe(blocks.length)
  const lines = new Set(blocks.flatMap(({ opcodes }) => opcodes.flatMap(({ wasm }) => wasm)))
  expect([...lines].filter((line) => /^0x|undefined|NaN|v128\.\d/.test(line))).toEqual([])
  for (const { bytes, opcodes } of blocks) {
    const written = opcodes.reduce((sum, each) => sum + each.bytes, 0)
    // Where words only change their places the end of the block writes them.
    const isOnlyMoved = opcodes.every(({ name }) => /^(JUMPDEST|POP|DUP|SWAP|PUSH)/.test(name))
    if (!isOnlyMoved) expect(written).toBeGreaterThan(0)
    expect(written).toBeLessThan(bytes)
  }
})
