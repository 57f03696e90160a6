// Compiled code against the interpreter on real contracts with damage: code as compilers write it, and everything that a
// broken copy of it does. Status, gas, refund, output, logs, state, edges and noted operands must be the same.

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes, WORD_MAX } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { createPrng, type Prng } from '../../src/primitives/prng.ts'
import { Machine } from '../../src/evm/machine.ts'
import { OPCODES } from '../../src/evm/opcodes.ts'
import type { Address, ExecutionResult, Message } from '../../src/evm/types.ts'
import { REPOSITORY } from '../helpers/repository.ts'
import { optionsOf } from '../helpers/ways.ts'
import { chance, pick } from './random-values.ts'

const SEED = BigInt.asUintN(64, BigInt(fc.readConfigureGlobal().seed ?? 1))
/** Damaged codes; `npm run fuzz -- --runs <n> tests/differential/mutated-contracts.test.ts` tries as many as wanted. */
const CODES = fc.readConfigureGlobal().numRuns ?? 100
const CALLS_PER_CODE = 14
const EDITS_MAX = 6
/** A Machine keeps every code that it has seen. */
const CODES_PER_MACHINE = 200
const GAS = 400_000n

const ARTIFACTS = [
  '@uniswap/v2-core/build/UniswapV2Pair.json',
  '@uniswap/v2-core/build/UniswapV2ERC20.json',
  '@uniswap/v2-periphery/build/WETH9.json',
  '@uniswap/v2-periphery/build/UniswapV2Router02.json',
  '@uniswap/v2-periphery/build/ExampleSlidingWindowOracle.json',
]

const ACTORS: readonly Address[] = [0xa1, 0xa2].map((n): Address => `0x${n.toString(16).padStart(40, '0')}`)
const PLACES: readonly Address[] = [0xc1, 0xc2].map((n): Address => `0x${n.toString(16).padStart(40, '0')}`)

let originals: readonly Uint8Array[] = []

beforeAll(async () => {
  originals = await Promise.all(
    ARTIFACTS.map(async (file) => {
      const text = await readFile(path.join(REPOSITORY, 'node_modules', file), 'utf8')
      const json = JSON.parse(text) as {
        readonly evm: { readonly deployedBytecode: { readonly object: string } }
      }
      return Buffer.from(json.evm.deployedBytecode.object, 'hex')
    }),
  )
})

/** A copy with some edits: bytes replaced, taken out, put in, or moved. */
function damaged(prng: Prng, original: Uint8Array): Uint8Array {
  let code = [...original]
  for (let edits = prng.nextBelow(EDITS_MAX + 1); edits > 0; edits--) {
    const at = prng.nextBelow(code.length)
    const opcode = pick(prng, OPCODES).byte
    const kind = prng.nextBelow(5)
    if (kind === 0) code[at] = opcode
    else if (kind === 1) code[at] = prng.nextU32() & 0xff
    else if (kind === 2) code.splice(at, 1)
    else if (kind === 3) code.splice(at, 0, opcode)
    else code = [...code.slice(0, at), ...code.slice(at + 2), ...code.slice(at, at + 2)]
  }
  return Uint8Array.from(code)
}

/** What the code compares the selector with, or near it. */
function selectorsOf(code: Uint8Array): readonly Uint8Array[] {
  const selectors: Uint8Array[] = []
  for (let pc = 0; pc < code.length; pc++) {
    const op = code[pc]!
    if (op === 0x63) selectors.push(code.slice(pc + 1, pc + 5))
    if (op > 0x5f && op <= 0x7f) pc += op - 0x5f
  }
  return selectors.length > 0 ? selectors : [new Uint8Array(4)]
}

function randomMessage(prng: Prng, selectors: readonly Uint8Array[]): Message {
  const words = Array.from({ length: prng.nextBelow(6) }, () =>
    bigIntToBytes32(
      pick(prng, [
        ...[0n, 1n, 2n, 32n, 64n, 1000n, 10n ** 18n, WORD_MAX, 1n << 255n],
        ...[...ACTORS, ...PLACES].map(BigInt),
        BigInt(prng.nextU32()),
      ]),
    ),
  )
  const data = concatBytes(pick(prng, selectors), ...words)
  return {
    from: pick(prng, ACTORS),
    to: PLACES[0]!,
    value: chance(prng, 15) ? 1000n : 0n,
    data: chance(prng, 5) ? data.subarray(0, prng.nextBelow(data.length + 1)) : data,
    gas: chance(prng, 25) ? BigInt(prng.nextBelow(40_000)) : GAS,
  }
}

function show({ status, gasUsed, gasRefund, output, logs }: ExecutionResult, machine: Machine): string {
  return [
    `${status}, ${gasUsed} gas, ${gasRefund} refund, state ${machine.stateHash()}, output ${bytesToHex(output)}`,
    ...logs.map(({ topics, data }) => `log ${topics.join()} ${bytesToHex(data)}`),
    ...machine.observations
      .comparisons()
      .map(
        ({ codeHash, pc, opcode, left, right }) => `compared ${codeHash} ${pc} ${opcode} ${left} ${right}`,
      ),
    `edges ${Buffer.from(machine.coverage.hits()).toString('base64')}`,
  ].join('\n')
}

test('damaged contracts do the same compiled as interpreted', () => {
  const prng = createPrng(SEED).fork('damaged contracts')
  const machines = (['compiled', 'fast'] as const).map((way) => new Machine(optionsOf(way)))
  const ends = { success: 0, revert: 0, halt: 0 }
  for (let number = 0; number < CODES; number++) {
    const codes = PLACES.map(() => damaged(prng, pick(prng, originals)))
    const messages = Array.from({ length: CALLS_PER_CODE }, () => randomMessage(prng, selectorsOf(codes[0]!)))
    const slots = new Map(
      Array.from({ length: 12 }, (_, slot) => [
        BigInt(slot),
        pick(prng, [0n, 1n, 7n, ...PLACES.map(BigInt)]),
      ]),
    )
    const shown = machines.map((machine) => {
      if (number % CODES_PER_MACHINE === 0) machine.reset()
      // Noting operands is another form of compiled code.
      machine.observations.observe({ comparisons: number % 2 === 1, wraps: number % 4 === 3 })
      const mark = machine.mark()
      for (const [i, code] of codes.entries())
        machine.setAccount(PLACES[i]!, { nonce: 1n, balance: 5000n, code, storage: slots })
      for (const actor of ACTORS) machine.setBalance(actor, 10n ** 20n)
      const results = messages.map((message) => {
        const result = machine.call(message)
        if (machine === machines[0]) ends[result.status]++
        const text = show(result, machine)
        machine.coverage.merge('drop')
        return text
      })
      machine.rollback(mark)
      return results
    })
    for (const [i, text] of shown[0]!.entries()) {
      if (text === shown[1]![i]) continue
      const { data, gas, value } = messages[i]!
      expect.fail(
        `code ${number}, call ${i}: ${bytesToHex(data!)} with ${gas} gas and ${value} wei\n--- interpreted\n${shown[1]![i]}\n--- compiled\n${text}\n--- codes\n${codes.map(bytesToHex).join('\n')}`,
      )
    }
  }
  // The damage leaves enough that works.
  expect(ends.success).toBeGreaterThan(CODES)
  expect(ends.revert + ends.halt).toBeGreaterThan(CODES)
})
