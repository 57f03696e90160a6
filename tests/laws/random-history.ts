// Random things that happen to a Machine. Few addresses, slots and values, so that histories meet in equal states.

import { WORD_MAX } from '../../src/primitives/bytes.ts'
import type { Prng } from '../../src/primitives/prng.ts'
import type { Machine } from '../../src/evm/machine.ts'
import type { AccountState, Address, ExecutionResult } from '../../src/evm/types.ts'
import { encode } from '../differential/program.ts'
import { SLOTS, type Surroundings } from '../differential/random-operand.ts'
import { randomInitcode, randomProgram } from '../differential/random-program.ts'
import { between, chance, pick, pickWeighted, randomBytes } from '../differential/random-values.ts'

/** Accounts that histories change. */
export const ADDRESSES: readonly Address[] = Array.from(
  { length: 6 },
  (_, index): Address => `0x${`a${index}`.repeat(20)}`,
)

const ACTIONS = {
  setBalance: 3,
  setNonce: 2,
  setCode: 2,
  setStorage: 6,
  clearStorage: 3,
  setAccount: 2,
  call: 10,
  create: 2,
} as const

/** Something random happens. Returns what an execution showed, with its output copied, so that runs can be compared. */
export function act(machine: Machine, prng: Prng): ActOutcome | undefined {
  const address = pick(prng, ADDRESSES)
  switch (pickWeighted(prng, ACTIONS)) {
    case 'setBalance':
      return void machine.setBalance(address, pick(prng, [0n, 0n, 1n, 1000n, WORD_MAX >> 8n]))
    case 'setNonce':
      return void machine.setNonce(address, BigInt(prng.nextBelow(3)))
    case 'setCode':
      return void machine.setCode(address, randomCode(prng, machine, address))
    case 'setStorage':
      return void machine.setStorage(address, pick(prng, SLOTS), randomStored(prng))
    case 'clearStorage':
      return void machine.setStorage(address, pick(prng, SLOTS), 0n)
    case 'setAccount':
      return void machine.setAccount(address, randomAccount(prng, machine, address))
    case 'call':
      return outcomeOf(
        machine.call({
          from: pick(prng, ADDRESSES),
          to: address,
          value: chance(prng, 70) ? 0n : BigInt(prng.nextBelow(50)),
          data: randomBytes(prng, prng.nextBelow(70)),
          gas: BigInt(between(prng, 0, 300_000)),
        }),
      )
    case 'create': {
      const data = randomInitcode(prng, surroundings(machine, address), 0)
      return outcomeOf(machine.call({ from: address, data, gas: BigInt(between(prng, 50_000, 300_000)) }))
    }
  }
}

/** Any account: empty, with code, with storage. */
export function randomAccount(prng: Prng, machine: Machine, address: Address): AccountState {
  const storage = new Map<bigint, bigint>()
  for (const slot of SLOTS) if (chance(prng, 40)) storage.set(slot, randomStored(prng))
  return {
    balance: pick(prng, [0n, 1n, 77n, prng.nextBigInt(100)]),
    nonce: pick(prng, [0n, 1n, 2n, prng.nextBigInt(64)]),
    code: chance(prng, 50) ? new Uint8Array() : randomCode(prng, machine, address),
    ...(chance(prng, 60) && { storage }),
  }
}

/** What an execution showed. */
export type ActOutcome = Pick<ExecutionResult, 'status' | 'gasUsed' | 'gasRefund'> & {
  readonly output: Uint8Array
  readonly logCount: number
}

function outcomeOf(result: ExecutionResult): ActOutcome {
  const { status, gasUsed, gasRefund } = result
  return { status, gasUsed, gasRefund, output: result.output.slice(), logCount: result.logs.length }
}

function randomStored(prng: Prng): bigint {
  return pick(prng, [0n, 1n, 2n, WORD_MAX, prng.nextBigInt(256)])
}

function randomCode(prng: Prng, machine: Machine, address: Address): Uint8Array {
  return chance(prng, 20) ? new Uint8Array() : encode(randomProgram(prng, surroundings(machine, address)))
}

function surroundings(machine: Machine, self: Address): Surroundings {
  return { fork: machine.fork, blockNumber: machine.block.number, self, addresses: ADDRESSES }
}
