// The vectors of go-ethereum for the operations on words (core/vm/testdata). They are not part of this repository:
// FAULTLINE_VECTORS names a folder that has them in its subfolder `operations`.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { createKernels } from './kernels.ts'

type Vector = { readonly X: string; readonly Y: string; readonly Expected: string }

const MISSING =
  'The official operation vectors were not found: FAULTLINE_VECTORS is not set. It names a folder whose subfolder ' +
  'operations holds testcases_*.json of core/vm/testdata of github.com/ethereum/go-ethereum.'

const FILES = [
  ...[
    'add',
    'and',
    'byte',
    'div',
    'eq',
    'exp',
    'gt',
    'lt',
    'mod',
    'mul',
    'or',
    'sar',
    'sdiv',
    'sgt',
    'shl',
    'shr',
  ],
  ...['signext', 'slt', 'smod', 'sub', 'xor'],
]
/** Kernels that go by another name than their file. */
const KERNELS: Readonly<Record<string, string>> = { signext: 'signextend' }
const PREDICATES = ['eq', 'gt', 'lt', 'sgt', 'slt']

const root: string = process.env['FAULTLINE_VECTORS'] ?? ''
// A skipped test says nothing by itself.
if (root === '') console.log(MISSING)
const folder = join(root, 'operations')

test('the official operation vectors are the files that are known here', ({ skip }) => {
  skip(root === '', MISSING)
  expect(existsSync(folder), `FAULTLINE_VECTORS is ${root}, which has no subfolder operations`).toBe(true)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  expect(names.toSorted()).toEqual(FILES.map((name) => `testcases_${name}.json`).toSorted())
})

test.for(FILES)('testcases_%s.json', (name, { skip }) => {
  skip(root === '', MISSING)
  const { exports, slot, readWord, writeWord } = createKernels()
  const kernel = exports[KERNELS[name] ?? name]!
  const vectors = JSON.parse(readFileSync(join(folder, `testcases_${name}.json`), 'utf8')) as Vector[]
  expect(vectors.length).toBeGreaterThan(0)
  const wrong = vectors.filter(({ X, Y, Expected }) => {
    // X is pushed before Y: Y is on top, and the top is the first operand.
    writeWord(slot(0), BigInt(`0x${Y}`))
    writeWord(slot(1), BigInt(`0x${X}`))
    const isPredicate = PREDICATES.includes(name)
    const answer = isPredicate ? kernel(slot(0), slot(1)) : kernel(slot(2), slot(0), slot(1))
    const actual = isPredicate ? BigInt(answer as number) : readWord(slot(2))
    return actual !== BigInt(`0x${Expected}`)
  })
  expect(wrong).toEqual([])
})
