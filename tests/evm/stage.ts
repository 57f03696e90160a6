// The stage on which each rule of the protocol is tested: a Machine, a few accounts, and code that runs in one of them.
//
// What a test expects is a sum written out from the EIP. A PUSH costs 3, also PUSH1 0, which `op` uses for zeros.

import { expect, it } from 'vitest'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { FORKS, isAtLeast } from '../../src/evm/forks.ts'
import { Machine } from '../../src/evm/machine.ts'
import type {
  Address,
  ExecutionResult,
  Fork,
  HaltReason,
  Message,
  Transaction,
  TransactionResult,
} from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, op, type Code } from '../helpers/bytecode.ts'
import { optionsOf, type Way, WAYS } from '../helpers/ways.ts'

/** The ways to run code; every suite runs in all of them. */
export const INTERPRETERS: readonly Way[] = WAYS
export type Interpreter = Way

/** Sends every message; has a balance and no code. */
export const SENDER: Address = '0x5e4de75e4de75e4de75e4de75e4de75e4de75e4d'
/** Holds the code that a test runs. */
export const TARGET: Address = '0x7a46e77a46e77a46e77a46e77a46e77a46e77a46'
/** What TARGET calls. */
export const OTHER: Address = '0x07be407be407be407be407be407be407be407be4'
export const THIRD: Address = '0x7b14d7b14d7b14d7b14d7b14d7b14d7b14d7b14d'
/** Never in the state at first. */
export const ABSENT: Address = '0xab5e47ab5e47ab5e47ab5e47ab5e47ab5e47ab5e'

export const ETHER: bigint = 10n ** 18n
export const GWEI: bigint = 10n ** 9n
/** Balance of SENDER. */
export const SENDER_BALANCE: bigint = 1_000n * ETHER
/** Gas of a message that does not say otherwise. */
export const GAS = 1_000_000n
/** Gas from which 63/64 can be taken 1,024 times over. */
export const GAS_DEEP: bigint = 1n << 60n
/** An operand that asks for more gas than there can be. */
export const ALL_GAS: bigint = (1n << 256n) - 1n
export const NO_BYTES: Uint8Array = new Uint8Array(0)

// What opcodes cost, for the sums (Yellow Paper, appendix G; EIP-2929).
export const PUSH = 3n
export const COLD_ACCOUNT = 2_600n
export const COLD_SLOT = 2_100n
export const WARM = 100n

const machines = new Map<string, Machine>()

/** An empty Machine but for the SENDER, in the block of helpers/block.ts. Ends the one given before with these arguments. */
export function stage(interpreter: Interpreter, fork: Fork = 'osaka'): Machine {
  const key = `${interpreter} ${fork}`
  let machine = machines.get(key)
  if (machine === undefined) machines.set(key, (machine = new Machine({ fork, ...optionsOf(interpreter) })))
  else machine.reset()
  machine.setBlock(BLOCK)
  machine.isolate(undefined)
  machine.setAccount(SENDER, { balance: SENDER_BALANCE })
  return machine
}

/** Forks that have what `since` brought. */
export function forksSince(since: Fork): readonly Fork[] {
  return FORKS.filter((fork) => isAtLeast(fork, since))
}

/** Forks that do not have it. */
export function forksBefore(since: Fork): readonly Fork[] {
  return FORKS.filter((fork) => !isAtLeast(fork, since))
}

/** Gives TARGET the code and sends it a message. */
export function run(machine: Machine, code: Code, message: Partial<Message> = {}): ExecutionResult {
  machine.setCode(TARGET, bytecode(code))
  return send(machine, message)
}

/** Sends a message to TARGET. */
export function send(machine: Machine, message: Partial<Message> = {}): ExecutionResult {
  return machine.call({ from: SENDER, to: TARGET, gas: GAS, ...message })
}

/** Sends initcode as a message that creates. */
export function sendCreation(
  machine: Machine,
  initcode: Uint8Array,
  message: Partial<Message> = {},
): ExecutionResult {
  return machine.call({ from: SENDER, data: initcode, gas: GAS, ...message })
}

/** The word that a message returned. */
export function wordOf(result: ExecutionResult): bigint {
  expect({ status: result.status, halt: result.halt }).toEqual({ status: 'success', halt: undefined })
  expect(result.output.length).toBe(32)
  return bytesToBigInt(result.output)
}

/** The words that a message returned. */
export function wordsOf(result: ExecutionResult): bigint[] {
  expect({ status: result.status, halt: result.halt }).toEqual({ status: 'success', halt: undefined })
  expect(result.output.length % 32).toBe(0)
  return Array.from({ length: result.output.length / 32 }, (_, index) =>
    bytesToBigInt(result.output.subarray(32 * index, 32 * index + 32)),
  )
}

/** Halted for this reason, which takes all gas and gives no output. */
export function expectHalt(result: ExecutionResult, reason: HaltReason, gas: bigint = GAS): void {
  expect(result).toMatchObject({ status: 'halt', halt: reason, gasUsed: gas })
  expect(result.output.length).toBe(0)
}

/** Succeeds on exactly this gas, and runs out of it on any less. Undone afterwards. */
export function expectGas(machine: Machine, code: Code, gas: bigint, message: Partial<Message> = {}): void {
  machine.setCode(TARGET, bytecode(code))
  const mark = machine.mark()
  const attempt = (limit: bigint): ExecutionResult => {
    machine.rollback(mark)
    return send(machine, { ...message, gas: limit })
  }
  const roomy = attempt(GAS + gas)
  expect({ status: roomy.status, halt: roomy.halt, gasUsed: roomy.gasUsed }).toEqual({
    status: 'success',
    halt: undefined,
    gasUsed: gas,
  })
  const exact = attempt(gas)
  expect({ status: exact.status, gasUsed: exact.gasUsed }).toEqual({ status: 'success', gasUsed: gas })
  // Every instruction of a short program is once the one that cannot pay.
  for (let limit = gas > 300n ? gas - 300n : 0n; limit < gas; limit++) {
    const { status, halt, gasUsed } = attempt(limit)
    expect({ limit, status, halt, gasUsed }).toEqual({
      limit,
      status: 'halt',
      halt: 'outOfGas',
      gasUsed: limit,
    })
  }
  machine.rollback(mark)
}

/** The tests that an opcode is an undefined instruction until a fork brings it, with and without operands. */
export function itIsUndefinedBefore(
  interpreter: Interpreter,
  since: Fork,
  name: string,
  operands: readonly number[],
): void {
  it.each(forksBefore(since))(`${name} is undefined in %s`, (fork) => {
    const machine = stage(interpreter, fork)
    expectHalt(run(machine, op(name, ...operands)), 'invalidOpcode')
    expectHalt(run(machine, op(name)), 'invalidOpcode')
  })
  it.each(forksSince(since))(`${name} is defined in %s`, (fork) => {
    expect(run(stage(interpreter, fork), op(name, ...operands)).status).toBe('success')
  })
}

/** A transaction of SENDER to TARGET whose fees are enough, changed as told. */
export function transaction(change: Partial<Transaction> = {}): Transaction {
  return {
    type: 2,
    from: SENDER,
    to: TARGET,
    nonce: 0n,
    gasLimit: GAS,
    value: 0n,
    data: NO_BYTES,
    maxFeePerGas: 20n * GWEI,
    maxPriorityFeePerGas: GWEI,
    ...change,
  }
}

/** As `transaction`, without a receiver: creates a contract. */
export function creation(initcode: Uint8Array, change: Partial<Transaction> = {}): Transaction {
  const { to: _, ...rest } = transaction(change)
  return { ...rest, data: initcode }
}

export type Included = Extract<TransactionResult, { readonly kind: 'included' }>

/** Runs a transaction that a block can contain. */
export function include(machine: Machine, change: Partial<Transaction> | Transaction = {}): Included {
  const result = machine.transact(
    'data' in change && 'from' in change ? (change as Transaction) : transaction(change),
  )
  if (result.kind === 'invalid')
    throw new Error(`The transaction is invalid: ${result.reason}, ${result.detail}.`)
  return result
}

/** Gas of memory of this many words (Yellow Paper, appendix H: 3a + a^2 / 512). */
export function memoryGas(words: number): bigint {
  return BigInt(3 * words + Math.floor((words * words) / 512))
}

/** The low 20 bytes of a word. */
export function addressOf(word: bigint): Address {
  return `0x${BigInt.asUintN(160, word).toString(16).padStart(40, '0')}`
}
