// Nanoseconds per call of the core's word arithmetic and keccak, next to bigint (wrapped to 256 bits) and @noble/hashes
// in the same run. The loops run inside WebAssembly, as the interpreter does; every result is checked.
//
// Usage: node bench/u256.ts [--quick] [--json] [--only <text>]
//
//   --quick   a tenth of the samples
//   --json    one document on stdout: { rows: [{ case, ns, peer, peerNs, ratio }], summary }
//   --only    only the cases whose name contains the text
//
// Times are the fastest of many short batches: other programs only ever make a batch longer.

import { keccak_256 } from '@noble/hashes/sha3.js'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { bytesToBigInt, WORD_MAX } from '../src/primitives/bytes.ts'
import type { Prng } from '../src/primitives/prng.ts'
import { createPrng } from '../src/primitives/prng.ts'
import type { Kernels } from '../tests/wasm/kernels.ts'
import { BYTES, createKernels, OPERANDS } from '../tests/wasm/kernels.ts'
import { OPERATIONS, PREDICATES } from '../tests/wasm/u256-reference.ts'

type Make = (prng: Prng) => bigint

/** One line of the result: a kernel with operands of some kind. */
type Case = {
  readonly name: string
  readonly kernel: string
  readonly operands: readonly Make[]
}

type Row = {
  readonly case: string
  readonly ns: number
  readonly peer: string
  readonly peerNs: number
  /** How many times longer the peer takes. */
  readonly ratio: number
}

const SEED = 20_160_617n
// Operand sets per batch: enough that branches are not learned by heart, few enough for the first cache.
const SETS = 32
// Three operands of each set, then its result; of a predicate 0 or 1.
const SET_WORDS = 4
const RESULT = 3
const BATCH_NS = 150_000
const ROUNDS = 100
const ROUNDS_QUICK = 10
/** Where the hash loops write: past the longest input. */
const HASH = BYTES + 4096
const ENTRY_FOLDER = path.resolve(import.meta.dirname, '..', '.cache', 'wasm-tests')

/** Exactly so many bits. */
const size =
  (bits: number): Make =>
  (prng) =>
    (1n << BigInt(bits - 1)) | prng.nextBigInt(bits - 1)
const constant =
  (value: bigint): Make =>
  () =>
    value
const upTo =
  (max: number): Make =>
  (prng) =>
    BigInt(prng.nextBelow(max + 1))

const CASES: readonly Case[] = [
  ...['add', 'sub', 'and', 'lt', 'slt', 'eq'].map((kernel) =>
    arithmetic(kernel, '256, 256', size(256), size(256)),
  ),
  arithmetic('lt', '64, 64', size(64), size(64)),
  arithmetic('isZero', '256', size(256)),
  arithmetic('not', '256', size(256)),
  arithmetic('mul', '64 x 64', size(64), size(64)),
  arithmetic('mul', '128 x 128', size(128), size(128)),
  arithmetic('mul', '192 x 64', size(192), size(64)),
  arithmetic('mul', '256 x 256', size(256), size(256)),
  arithmetic('div', '64 / 32', size(64), size(32)),
  arithmetic('div', '128 / 30', size(128), size(30)),
  arithmetic('div', '128 / 1e18', size(128), constant(10n ** 18n)),
  arithmetic('div', '256 / 60', size(256), size(60)),
  arithmetic('div', '128 / 112', size(128), size(112)),
  arithmetic('div', '224 / 112', size(224), size(112)),
  arithmetic('div', '256 / 120', size(256), size(120)),
  arithmetic('div', '256 / 160', size(256), size(160)),
  arithmetic('div', '256 / 192', size(256), size(192)),
  arithmetic('div', '256 / 250', size(256), size(250)),
  arithmetic('div', '256 / 2^96', size(256), constant(1n << 96n)),
  arithmetic('div', '128 / 256', size(128), size(256)),
  arithmetic('mod', '256 % 60', size(256), size(60)),
  arithmetic('mod', '256 % 120', size(256), size(120)),
  arithmetic('mod', '256 % 2^160', size(256), constant(1n << 160n)),
  arithmetic('sdiv', '256 / 120', size(256), size(120)),
  arithmetic('smod', '256 % 60', size(256), size(60)),
  arithmetic('addmod', '250 + 250 % 254', size(250), size(250), size(254)),
  arithmetic('addmod', '250 + 250 % 120', size(250), size(250), size(120)),
  arithmetic('mulmod', '254 x 254 % 254', size(254), size(254), size(254)),
  arithmetic('mulmod', '160 x 160 % 128', size(160), size(160), size(128)),
  arithmetic('mulmod', '128 x 128 % 60', size(128), size(128), size(60)),
  arithmetic('mulmod', '254 x 254 % 2^256-1', size(254), size(254), constant(WORD_MAX)),
  arithmetic('exp', '10 ^ 18', constant(10n), constant(18n)),
  arithmetic('exp', '2 ^ n', constant(2n), upTo(255)),
  arithmetic('exp', '256 ^ 16 bits', (prng) => size(256)(prng) | 1n, size(16)),
  arithmetic('exp', '256 ^ 256 bits', (prng) => size(256)(prng) | 1n, size(256)),
  ...['shl', 'shr', 'sar'].map((kernel) => arithmetic(kernel, '0 to 255, 256', upTo(255), size(256))),
  arithmetic('shr', '224, 256', constant(224n), size(256)),
  arithmetic('byte', '0 to 31, 256', upTo(31), size(256)),
  arithmetic('signextend', '0 to 31, 256', upTo(31), size(256)),
  arithmetic('clz', 'any size', (prng) => prng.nextBigInt(256) >> BigInt(prng.nextBelow(256))),
]

/** Kernels of keccak by the name of their loop: input bytes, and the call that writes the hash word to HASH. */
const HASHES: Readonly<
  Record<string, { readonly name: string; readonly bytes: number; readonly call: string }>
> = {
  ...Object.fromEntries(
    [32, 64, 135, 136, 1000].map((bytes) => [
      `keccak256Word_${bytes}`,
      { name: `keccak256Word ${bytes} bytes`, bytes, call: `keccak256Word(${BYTES}, ${bytes}, ${HASH})` },
    ]),
  ),
  keccakMemo64: { name: 'keccakMemo64, known', bytes: 64, call: `keccakMemo64(${BYTES}, ${HASH})` },
  keccakMemo32: { name: 'keccakMemo32, known', bytes: 32, call: `keccakMemo32(${BYTES}, ${HASH})` },
}

main()

function main(): void {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  })
  const cases = CASES.filter(({ name }) => name.includes(values.only))
  const hashes = Object.entries(HASHES).filter(([, { name }]) => name.includes(values.only))
  const kernels = createKernels(writeEntry())
  const rounds = values.quick ? ROUNDS_QUICK : ROUNDS
  const rows = [
    ...cases.map((each) => measureArithmetic(kernels, each, rounds)),
    ...hashes.map(([kernel, each]) => measureHash(kernels, kernel, each, rounds)),
  ]
  const ratios = rows.map(({ ratio }) => Math.log(ratio))
  const summary = {
    cases: rows.length,
    ratioGeometricMean: round(Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length)),
    node: process.version,
    rounds,
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ rows, summary }, null, 2)}\n`)
    return
  }
  for (const row of rows)
    process.stdout.write(
      `${row.case.padEnd(28)}${String(row.ns).padStart(9)} ns   ${row.peer} ${row.peerNs} ns, ${row.ratio} x\n`,
    )
  process.stdout.write(`${summary.cases} cases, every result right; ${summary.node}\n`)
}

function arithmetic(kernel: string, sizes: string, ...operands: readonly Make[]): Case {
  return { name: `${kernel} ${sizes}`, kernel, operands }
}

function measureArithmetic(kernels: Kernels, { name, kernel, operands }: Case, rounds: number): Row {
  const prng = createPrng(SEED)
  const repeat = kernels.exports[`repeat_${kernel}`] as (count: number) => void
  const reference = (OPERATIONS[kernel] ?? PREDICATES[kernel])!.f as (
    ...values: readonly bigint[]
  ) => bigint | boolean
  let ns = Infinity
  let peerNs = Infinity
  let count = SETS
  let peerCount = SETS
  for (let turn = 0; turn < rounds; turn++) {
    const sets = Array.from({ length: SETS }, () => operands.map((make) => make(prng)))
    sets.forEach((values, set) => {
      values.forEach((value, index) => kernels.writeWord(kernels.slot(set * SET_WORDS + index), value))
      kernels.writeWord(kernels.slot(set * SET_WORDS + RESULT), 0n)
    })
    const runPeer = (times: number): void => {
      for (let time = 0; time < times; time++) reference(...sets[time % SETS]!)
    }
    count = batchSize(repeat, count)
    peerCount = batchSize(runPeer, peerCount)
    ns = Math.min(ns, nanoseconds(repeat, count), nanoseconds(repeat, count))
    peerNs = Math.min(peerNs, nanoseconds(runPeer, peerCount))
    sets.forEach((values, set) => {
      const actual = kernels.readWord(kernels.slot(set * SET_WORDS + RESULT))
      if (actual !== BigInt(reference(...values)))
        throw new Error(`${name}: wrong result for ${values.join(', ')}: ${actual}`)
    })
  }
  return createRow(name, ns, 'bigint', peerNs)
}

function measureHash(
  kernels: Kernels,
  kernel: string,
  { name, bytes }: { readonly name: string; readonly bytes: number },
  rounds: number,
): Row {
  const repeat = kernels.exports[`repeat_${kernel}`] as (count: number) => void
  const prng = createPrng(SEED)
  const input = Uint8Array.from({ length: bytes }, () => prng.nextBelow(256))
  kernels.bytes.set(input, BYTES)
  const runPeer = (times: number): void => {
    for (let time = 0; time < times; time++) keccak_256(input)
  }
  let ns = Infinity
  let peerNs = Infinity
  let count = 1
  let peerCount = 1
  for (let turn = 0; turn < rounds; turn++) {
    count = batchSize(repeat, count)
    peerCount = batchSize(runPeer, peerCount)
    ns = Math.min(ns, nanoseconds(repeat, count), nanoseconds(repeat, count))
    peerNs = Math.min(peerNs, nanoseconds(runPeer, peerCount))
  }
  if (kernels.readWord(HASH) !== bytesToBigInt(keccak_256(input))) throw new Error(`${name}: wrong hash`)
  return createRow(name, ns, 'noble', peerNs)
}

function createRow(name: string, ns: number, peer: string, peerNs: number): Row {
  return { case: name, ns: round(ns), peer, peerNs: round(peerNs), ratio: round(peerNs / ns) }
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}

/** Twice as many if a batch is too short to be timed well. */
function batchSize(run: (count: number) => void, count: number): number {
  return nanoseconds(run, count) * count < BATCH_NS ? 2 * count : count
}

/** Per call. */
function nanoseconds(run: (count: number) => void, count: number): number {
  const start = process.hrtime.bigint()
  run(count)
  return Number(process.hrtime.bigint() - start) / count
}

/** AssemblyScript with one loop per kernel. Returns its path. */
function writeEntry(): string {
  const arithmeticKernels = [...Object.entries(OPERATIONS), ...Object.entries(PREDICATES)]
  const setBytes = SET_WORDS * 32
  const loops = arithmeticKernels.map(([kernel, { operands }]) => {
    const places = ['at', 'at + 32', 'at + 64'].slice(0, operands).join(', ')
    const call =
      kernel in PREDICATES ? `store<u64>(at, u64(${kernel}(${places})), 96)` : `${kernel}(at + 96, ${places})`
    return loop(kernel, `const at: usize = ${OPERANDS} + <usize>(i & ${SETS - 1}) * ${setBytes}\n    ${call}`)
  })
  const hashLoops = Object.entries(HASHES).map(([kernel, { call }]) => loop(kernel, call))
  const source = [
    `import { ${arithmeticKernels.map(([kernel]) => kernel).join(', ')} } from '../../wasm/core/u256'`,
    `import { keccak256Word, keccakMemo32, keccakMemo64 } from '../../wasm/core/keccak'`,
    ...loops,
    ...hashLoops,
  ]
  mkdirSync(ENTRY_FOLDER, { recursive: true })
  const file = path.join(ENTRY_FOLDER, 'u256-bench-entry.ts')
  writeFileSync(file, `${source.join('\n')}\n`)
  return file
}

function loop(name: string, body: string): string {
  return `export function repeat_${name}(count: i32): void {\n  for (let i = 0; i < count; i++) {\n    ${body}\n  }\n}`
}
