// A test with arguments: many inputs, each on the state after setup.

import { Dictionary } from '../../attack/values/dictionary.ts'
import { GivenValues } from '../../attack/values/given-values.ts'
import { generateValues } from '../../attack/values/generate-value.ts'
import { seedFromCode } from '../../attack/values/seed-from-code.ts'
import { canGenerate, type ValuePools } from '../../attack/values/value-pools.ts'
import { bytesToBigInt } from '../../primitives/bytes.ts'
import { createPrng, type Prng } from '../../primitives/prng.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { runTest } from '../../world/run-test.ts'
import { VM_ADDRESS } from '../../world/addresses.ts'
import type { World } from '../../world/types.ts'
import { gasMeasures } from './gas-measures.ts'
import { plainValues } from './plain-values.ts'
import { RefusedInputs } from './refused-inputs.ts'
import { counterexampleOf, type Outcome, type TestRun, traceText } from './test-run.ts'

const SEED_BITS = 64
const WORDS_MAX = 10_000
const PUSH1 = 0x60

/** Runs until an input fails, the runs are done, or vm.assume refused too many inputs. */
export function fuzzTest({ world, test, fixtures, options, config }: TestRun): Outcome {
  const { abi } = test
  const types = abi.inputs.map(({ type }) => type)
  if (!canGenerate(types))
    return { kind: 'fuzz', status: 'unsupported', reason: 'arguments as long as these', logs: [] }
  const inline = config.of(abi.signature).fuzz
  const { fuzz } = options.project.config
  const runs = inline.runs ?? options.fuzzRuns ?? fuzz.runs
  const rejectsMax = inline.maxTestRejects ?? fuzz.maxTestRejects
  const seed = BigInt.asUintN(SEED_BITS, inline.seed ?? fuzz.seed ?? options.setup.seed)
  const prng = createPrng(seed).fork(`${world.test.artifact.id}.${abi.signature}`)
  const pools = poolsOf(world)
  const words = stateWords(world)
  const refused = new RefusedInputs(world)
  const given = new GivenValues(fixtures, abi.inputs)
  const { libraries } = world
  const draw = (): AbiValue[] => withoutLibraries(given.into(drawOthers(), prng), libraries, prng)
  const drawOthers = (): AbiValue[] => {
    if (refused.words.length > 0 && prng.nextBelow(2) === 0) return plainValues(types, prng, refused.words)
    const drawn = prng.nextBelow(10)
    return drawn < 2
      ? generateValues(types, prng, pools)
      : plainValues(types, prng, drawn < 6 ? words : undefined)
  }
  const gas: number[] = []
  let rejects = 0
  while (gas.length < runs) {
    const values = draw()
    const { status, reason, gasUsed, console } = refused.watch(rejects, () => runTest(world, abi, values))
    if (status === 'passed') {
      gas.push(Number(gasUsed))
      continue
    }
    if (status === 'rejected') {
      rejects++
      if (rejectsMax === 0 || rejects <= rejectsMax) continue
      const why = `\`vm.assume\` rejected too many inputs (${rejectsMax} allowed)`
      return { kind: 'fuzz', status: 'failed', reason: why, ...gasMeasures(gas), rejects, logs: [] }
    }
    const outcome: Outcome = {
      kind: 'fuzz',
      status,
      ...gasMeasures(gas),
      rejects,
      logs: console.map(({ text }) => text),
      ...(reason !== '' && { reason }),
    }
    if (status === 'skipped') return outcome
    const trace =
      options.traces === 'none'
        ? undefined
        : traceText(world, runTest(world, abi, values, { trace: true }).trace)
    return {
      ...outcome,
      counterexample: counterexampleOf(abi, values),
      ...(trace !== undefined && { trace }),
    }
  }
  return { kind: 'fuzz', status: 'passed', ...gasMeasures(gas), rejects, logs: [] }
}

// In the code there are the addresses of libraries, which a test is no more ready to meet than its own accounts; forge
// takes others instead, too.
function withoutLibraries(values: AbiValue[], libraries: ReadonlySet<string>, prng: Prng): AbiValue[] {
  if (libraries.size === 0) return values
  const other = (value: AbiValue): AbiValue => {
    if (Array.isArray(value)) return value.map(other)
    if (typeof value !== 'string' || !libraries.has(value)) return value
    return `0x${prng.nextBigInt(160).toString(16).padStart(40, '0')}`
  }
  return values.map(other)
}

// Addresses are random ones, as in forge: tests count on not meeting their own accounts.
function poolsOf(world: World): ValuePools {
  const dictionary = new Dictionary()
  for (const { address } of world.contracts()) seedFromCode(dictionary, world.machine.getCode(address))
  return { dictionary, addresses: [], functions: [] }
}

// Storage as the setup left it, and what the code pushes: jump targets and offsets too, because tests with many amounts
// want most of them small.
function stateWords(world: World): bigint[] {
  const words = new Set<bigint>([0n, 1n])
  for (const [address, { code, storage }] of world.machine.dump()) {
    if (address === VM_ADDRESS || words.size >= WORDS_MAX) continue
    for (const value of storage.values()) words.add(value)
    for (let pc = 0; pc < code.length && words.size < WORDS_MAX; pc++) {
      const bytes = code[pc]! - PUSH1 + 1
      if (bytes < 1 || bytes > 32) continue
      words.add(bytesToBigInt(code.subarray(pc + 1, pc + 1 + bytes)))
      pc += bytes
    }
  }
  return [...words]
}
