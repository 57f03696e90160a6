// Random worlds and messages. Case N of seed S is the same on every machine and does not depend on other cases.

import { generateAddress } from '@ethereumjs/util'
import { bigIntToBytes32, concatBytes, WORD_MAX } from '../../src/primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { createPrng, type Prng } from '../../src/primitives/prng.ts'
import type { AccountState, Address, BlockEnv, Fork, Message } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { encode, type Program } from './program.ts'
import { SLOTS, type Surroundings } from './random-operand.ts'
import { randomInitcode, randomProgram } from './random-program.ts'
import { between, chance, pick, randomBytes, randomGas, randomWord } from './random-values.ts'
import type { Scenario } from './scenario.ts'

/** A scenario whose code is still in instructions. */
export type RandomCase = {
  readonly fork: Fork
  readonly block: BlockEnv
  readonly accounts: readonly RandomAccount[]
  readonly messages: readonly Message[]
}

/** An account; its code is the program. */
export type RandomAccount = {
  readonly address: Address
  readonly state: Omit<AccountState, 'code'>
  readonly program: Program
}

const SENDER: Address = '0x5e4de75e4de75e4de75e4de75e4de75e4de75e4d'
const PLAIN: Address = '0x0e0a0e0a0e0a0e0a0e0a0e0a0e0a0e0a0e0a0e0a'
const ABSENT: Address = '0xab5e47ab5e47ab5e47ab5e47ab5e47ab5e47ab5e'

/** Newer forks oftener: they contain the older ones' rules. */
const FORKS: readonly Fork[] = [
  ...(['osaka', 'osaka', 'osaka', 'osaka', 'osaka', 'osaka', 'prague', 'prague'] as const),
  ...(['cancun', 'cancun', 'shanghai', 'paris', 'london'] as const),
]

const GAS_MAX = 1_200_000
const GAS_LARGE = 6_000_000n

/** Case number `number` of `seed`. */
export function randomCase(seed: bigint, number: number): RandomCase {
  const prng = createPrng(seed).fork(`case ${number}`)
  const fork = pick(prng, FORKS)
  const block = randomBlock(prng)
  const contracts = Array.from({ length: between(prng, 2, 5) }, (_, index) => contractAddress(index))
  const nonces = contracts.map(() => randomNonce(prng))
  // Where the first contract will create its next one.
  const next = bytesToHex(generateAddress(hexToBytes(contracts[0]!), nonceBytes(nonces[0]!)))
  const delegated: Address = '0xde1e6a7edde1e6a7edde1e6a7edde1e6a7edde1e'
  const addresses = [...contracts, ...contracts, SENDER, PLAIN, ABSENT, block.coinbase, next, delegated]

  const accounts: RandomAccount[] = contracts.map((address, index) => ({
    address,
    state: { nonce: nonces[index]!, balance: BigInt(prng.nextBelow(200)), storage: randomStorage(prng) },
    program: randomProgram(prng, { fork, blockNumber: block.number, self: address, addresses }),
  }))
  accounts.push({
    address: SENDER,
    state: { balance: 10n ** 18n, nonce: BigInt(prng.nextBelow(3)) },
    program: [],
  })
  if (chance(prng, 70)) accounts.push({ address: PLAIN, state: { balance: 3n }, program: [] })
  if (chance(prng, 40)) accounts.push(delegatedAccount(prng, delegated, addresses))
  if (chance(prng, 25)) accounts.push(obstacle(prng, next))

  const targets = [
    ...contracts,
    ...contracts,
    ...contracts,
    ...contracts,
    delegated,
    pick(prng, [PLAIN, ABSENT, next]),
  ]
  const messages = Array.from({ length: between(prng, 1, 4) }, () =>
    randomMessage(prng, { fork, blockNumber: block.number, self: SENDER, addresses }, targets),
  )
  return { fork, block, accounts, messages }
}

/** The same with code as bytes. */
export function toScenario({ fork, block, accounts, messages }: RandomCase): Scenario {
  const states = accounts.map(
    ({ address, state, program }) => [address, { ...state, code: encode(program) }] as const,
  )
  return { fork, block, accounts: new Map(states), messages }
}

function contractAddress(index: number): Address {
  return `0x${`c${index}de`.repeat(10)}`
}

function randomBlock(prng: Prng): BlockEnv {
  return chance(prng, 80)
    ? BLOCK
    : {
        ...BLOCK,
        number: BigInt(prng.nextBelow(300)),
        prevRandao: randomWord(prng),
        timestamp: prng.nextBigInt(64),
      }
}

// EIP-2681 stops at 2^64-1.
function randomNonce(prng: Prng): bigint {
  return chance(prng, 97) ? BigInt(between(prng, 1, 300)) : (1n << 64n) - BigInt(between(prng, 1, 3))
}

function nonceBytes(nonce: bigint): Uint8Array {
  const bytes = bigIntToBytes32(nonce)
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? new Uint8Array() : bytes.subarray(first)
}

function randomStorage(prng: Prng): ReadonlyMap<bigint, bigint> {
  const storage = new Map<bigint, bigint>()
  for (const slot of SLOTS) {
    if (chance(prng, 45)) storage.set(slot, pick(prng, [1n, 2n, WORD_MAX, randomWord(prng) | 1n]))
  }
  return storage
}

// EIP-7702: an account whose code names another account. Before Prague it is code that begins with an undefined opcode.
function delegatedAccount(prng: Prng, address: Address, addresses: readonly Address[]): RandomAccount {
  const precompile: Address = '0x0000000000000000000000000000000000000004'
  const delegate = chance(prng, 80) ? pick(prng, addresses) : pick(prng, [precompile, address])
  // Now and then code that begins with 0xEF and does not delegate.
  const prefix = chance(prng, 92) ? [0xef, 0x01, 0x00] : [0xef, 0x00, 0x01]
  const code = concatBytes(Uint8Array.from(prefix), hexToBytes(delegate))
  return {
    address,
    state: { nonce: 1n, balance: BigInt(prng.nextBelow(50)), storage: randomStorage(prng) },
    program: [{ kind: 'bytes', bytes: code }],
  }
}

// What may already be where a contract is to be created: only a balance is in order (EIP-684, EIP-7610).
function obstacle(prng: Prng, address: Address): RandomAccount {
  const kind = prng.nextBelow(6)
  const storage: ReadonlyMap<bigint, bigint> = kind === 0 ? new Map([[1n, 1n]]) : new Map()
  return {
    address,
    state: { balance: BigInt(kind === 1 || kind > 3 ? 7 : 0), nonce: kind === 2 ? 1n : 0n, storage },
    program: kind === 3 ? [{ kind: 'bytes', bytes: Uint8Array.of(0) }] : [],
  }
}

function randomMessage(prng: Prng, world: Surroundings, targets: readonly Address[]): Message {
  const isCreation = chance(prng, 7)
  const isStatic = !isCreation && chance(prng, 6)
  const value = isStatic || chance(prng, 60) ? 0n : BigInt(prng.nextBelow(100))
  return {
    from: world.self,
    ...(!isCreation && { to: pick(prng, targets) }),
    value,
    data: isCreation ? randomInitcode(prng, world, 0) : randomCalldata(prng),
    gas: randomMessageGas(prng),
    ...(isStatic && { static: true }),
    ...(chance(prng, 10) && { origin: PLAIN }),
    gasPrice: BigInt(prng.nextBelow(1000)),
  }
}

function randomMessageGas(prng: Prng): bigint {
  const kind = prng.nextBelow(100)
  if (kind < 80) return BigInt(between(prng, GAS_MAX / 4, GAS_MAX))
  if (kind < 98) return randomGas(prng, GAS_MAX)
  return GAS_LARGE
}

function randomCalldata(prng: Prng): Uint8Array {
  if (chance(prng, 30)) return new Uint8Array()
  const words = Array.from({ length: prng.nextBelow(5) }, () => bigIntToBytes32(randomWord(prng)))
  return concatBytes(...words, randomBytes(prng, chance(prng, 40) ? prng.nextBelow(32) : 0))
}
