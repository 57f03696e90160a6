// The precompile vectors of go-ethereum (core/vm/testdata/precompiles): every output, every gas number, and the inputs
// that must fail. They are not part of this repository. FAULTLINE_VECTORS names a folder that has them in its
// subfolder `precompiles`; FAULTLINE_VECTORS_ALL=1 also runs the ones that take long.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import type { Fork } from '../types.ts'
import type { Precompile } from './precompile.ts'
import { PRECOMPILES } from './registry.ts'

const load = createRequire(import.meta.url)

type Vector = {
  readonly Name: string
  readonly Input: string
  readonly Expected: string
  readonly Gas: number
}
type InvalidVector = { readonly Name: string; readonly Input: string; readonly ExpectedError: string }

type VectorFile = {
  readonly address: number
  /** Whose rules the gas numbers follow; undefined: those of a fork that is too old to be supported. */
  readonly gasFork: Fork | undefined
}

// MULTIEXP and MUL became one precompile when EIP-2537 was finished.
const FILES: Readonly<Record<string, VectorFile>> = {
  ecRecover: { address: 0x01, gasFork: 'london' },
  // Gas of Byzantium (EIP-198). London already has EIP-2565, so only outputs count.
  modexp: { address: 0x05, gasFork: undefined },
  modexp_eip2565: { address: 0x05, gasFork: 'prague' },
  modexp_eip7883: { address: 0x05, gasFork: 'osaka' },
  bn256Add: { address: 0x06, gasFork: 'london' },
  bn256ScalarMul: { address: 0x07, gasFork: 'london' },
  bn256Pairing: { address: 0x08, gasFork: 'london' },
  blake2F: { address: 0x09, gasFork: 'london' },
  pointEvaluation: { address: 0x0a, gasFork: 'cancun' },
  blsG1Add: { address: 0x0b, gasFork: 'prague' },
  blsG1Mul: { address: 0x0c, gasFork: 'prague' },
  blsG1MultiExp: { address: 0x0c, gasFork: 'prague' },
  blsG2Add: { address: 0x0d, gasFork: 'prague' },
  blsG2Mul: { address: 0x0e, gasFork: 'prague' },
  blsG2MultiExp: { address: 0x0e, gasFork: 'prague' },
  blsPairing: { address: 0x0f, gasFork: 'prague' },
  blsMapG1: { address: 0x10, gasFork: 'prague' },
  blsMapG2: { address: 0x11, gasFork: 'prague' },
  p256Verify: { address: 0x100, gasFork: 'osaka' },
}

const INVALID_FILES: Readonly<Record<string, number>> = {
  'fail-blake2f': 0x09,
  'fail-blsG1Add': 0x0b,
  'fail-blsG1Mul': 0x0c,
  'fail-blsG1MultiExp': 0x0c,
  'fail-blsG2Add': 0x0d,
  'fail-blsG2Mul': 0x0e,
  'fail-blsG2MultiExp': 0x0e,
  'fail-blsPairing': 0x0f,
  'fail-blsMapG1': 0x10,
  'fail-blsMapG2': 0x11,
}

// About 0.1 s each at most. Gas is checked for all vectors, outputs only for these unless all are asked for.
const QUICK_GAS_MAX = 200_000

// A limit against hanging; all of the MSM vectors take half a minute on an idle machine.
const ALL_TIMEOUT_MS = 900_000

const MISSING =
  'The official precompile vectors were not found: FAULTLINE_VECTORS is not set. It names a folder whose subfolder ' +
  'precompiles holds core/vm/testdata/precompiles of github.com/ethereum/go-ethereum.'

const root: string = process.env['FAULTLINE_VECTORS'] ?? ''
// A skipped test says nothing by itself.
if (root === '') console.log(MISSING)
const folder = join(root, 'precompiles')
const runsAll = process.env['FAULTLINE_VECTORS_ALL'] === '1'

test('the official precompile vectors are the files that are known here', ({ skip }) => {
  skip(root === '', MISSING)
  expect(existsSync(folder), `FAULTLINE_VECTORS is ${root}, which has no subfolder precompiles`).toBe(true)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const known = [...Object.keys(FILES), ...Object.keys(INVALID_FILES)].map((name) => `${name}.json`)
  expect(names.toSorted()).toEqual(known.toSorted())
})

describe.each(filesOf(FILES))('%s.json', (name, { address, gasFork }) => {
  const precompile = byAddress(address)
  const vectors = read<Vector>(name)
  const run = vectors.filter(({ Gas }) => runsAll || Gas <= QUICK_GAS_MAX)
  const rest = run.length < vectors.length ? ', the others with FAULTLINE_VECTORS_ALL=1' : ''

  test(`gas of all ${vectors.length} vectors`, ({ skip }) => {
    skip(
      gasFork === undefined,
      `These ${vectors.length} numbers follow EIP-198, which no supported fork has.`,
    )
    const wrong = vectors.filter((vector) => precompile.gas(bytesOf(vector), gasFork!) !== BigInt(vector.Gas))
    expect(wrong.map(({ Name }) => Name)).toEqual([])
  })

  test(`output of ${run.length} of ${vectors.length} vectors${rest}`, { timeout: ALL_TIMEOUT_MS }, () => {
    expect(run.length).toBeGreaterThan(0)
    const fork = gasFork ?? 'london'
    const wrong = run.filter((vector) => {
      const output = precompile.run(bytesOf(vector), { fork, load })
      return output === undefined || bytesToHex(output) !== `0x${vector.Expected}`
    })
    expect(wrong.map(({ Name }) => Name)).toEqual([])
  })
})

describe.each(filesOf(INVALID_FILES))('%s.json', (name, address) => {
  const precompile = byAddress(address)
  const vectors = read<InvalidVector>(name)

  test(`all ${vectors.length} inputs fail`, () => {
    expect(vectors.length).toBeGreaterThan(0)
    const wrong = vectors.filter(
      (vector) => precompile.run(bytesOf(vector), { fork: 'osaka', load }) !== undefined,
    )
    expect(wrong.map(({ Name }) => Name)).toEqual([])
  })
})

// None without the vectors: one skipped test says enough.
function filesOf<Kind>(files: Readonly<Record<string, Kind>>): [string, Kind][] {
  return root === '' ? [] : Object.entries(files)
}

function byAddress(address: number): Precompile {
  return PRECOMPILES.find((precompile) => precompile.address === address)!
}

// An absent file is what the first test is for.
function read<Kind>(name: string): readonly Kind[] {
  const path = join(folder, `${name}.json`)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Kind[]) : []
}

function bytesOf({ Input }: { readonly Input: string }): Uint8Array {
  return hexToBytes(`0x${Input}`)
}
