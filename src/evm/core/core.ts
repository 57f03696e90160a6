// The WebAssembly core of one Machine: its memory, its doors, and how words, addresses and bytes go in and out.
// The layout of the memory is wasm/core/layout.ts.

import { addressParts, addressText } from '../../primitives/address-text.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { MachineInputError } from '../errors.ts'
import type { Address } from '../types.ts'
import { CORE_WASM_BASE64 } from './core.wasm.ts'

const MEMORY_PAGES = 16_640
/** 1 GiB for the EVM memory of all frames: a contract with endless gas must not take the whole machine. */
const MEMORY_PAGES_MAX = 32_768

/** What the core asks of TypeScript; see wasm/core/host.ts. */
export type CoreImports = {
  precompile(address: number, input: number, bytes: number, gas: bigint): bigint
  call(host: number, frame: number): number
  blockHash(number: bigint): void
  forkAccount(account: number): void
  forkSlot(account: number, slot: number): void
  enter(frame: number): void
  leave(frame: number, status: number, halt: number, gasLeft: bigint, bytes: number): void
  step(frame: number, pc: number, opcode: number, sp: number, gas: bigint): void
  effect(kind: number, pointer: number, value: number): void
  before(frame: number, kind: number, input: number, bytes: number, gas: bigint): number
  after(frame: number, status: number, halt: number, bytes: number): number
  access(frame: number, write: number, key: number, value: number): void
  compile(entry: number, notes: number): void
}

type Global = { readonly value: number }

/** The exports of the core; see wasm/core/index.ts. */
export type CoreExports = {
  init(): void
  execute(): number
  executeBatch(end: number, flags: number): number
  beginTransaction(): void
  finishTransaction(): void
  warmAddress(): void
  warmStorage(): void
  meetStorage(): void
  warmMet(all: number, isWarm: number): void
  touchAddress(): void
  getBalance(): void
  putBalance(): void
  getNonce(): bigint
  putNonce(nonce: bigint): void
  getCode(): number
  putCode(from: number, bytes: number): void
  internCode(from: number, bytes: number): number
  getSlot(): void
  putSlot(): void
  getTransient(): void
  putFlags(flags: number): void
  dropStorage(): void
  exists(): number
  isPresent(entry: number): number
  undoTo(mark: number): void
  unwind(keepDepth: number, keepMemory: number, keepJournal: number): void
  /** Frames that execute. A function is asked several times faster than a global. */
  depthNow(): number
  journalNow(): number
  firstCodeSince(mark: number): number
  frameMemory(): number
  commit(): void
  capture(base: number): number
  restore(base: number, end: number): void
  moveTo(base: number, end: number): number
  addFeatures(mark: number): number
  forgetFeatures(): void
  setWatcher(bit: number): void
  watchersOf(mark: number): bigint
  forgetWatchers(): void
  readonly balanceWatchers: { value: bigint }
  readonly blockWatchers: { value: bigint }
  stateHash(): void
  setObserve(flags: number): void
  setCompileAt(runs: number): void
  setForked(on: number): void
  isIsolated(): number
  setHost(address: number, host: number): void
  setKeccakMemo(on: number): void
  keccak256Bytes(from: number, bytes: number, to: number): void
  preimageFind(hash: number): number
  /** newBuckets */
  mergeCoverage(into: number): number
  forgetCoverage(): void
  setTransaction(number: number): void
  returnMarks(position: number): void
  readonly transactionOutside: Global
  readonly transactionMet: Global
  reset(): void
  readonly accountCount: Global
  readonly frame: Global
  readonly logTop: Global
  readonly logCount: Global
  readonly refund: { value: bigint }
  readonly accessTop: Global
  readonly accessDropped: Global
  readonly compareCount: Global
  readonly edgeCount: Global
  readonly edgesDropped: Global
  readonly newEdges: Global
  readonly newBuckets: Global
  /** Compiled codes: what `call_indirect` reaches. */
  readonly table: WebAssembly.Table
}

let compiled: WebAssembly.Module | undefined

/** The compiled core, shared by all Machines of the thread; it can be posted to workers, which then need not compile it. */
export function coreModule(): WebAssembly.Module {
  if (compiled === undefined) {
    const text = atob(CORE_WASM_BASE64)
    const bytes = new Uint8Array(text.length)
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
    compiled = new WebAssembly.Module(bytes)
  }
  return compiled
}

const LIMB = (1n << 64n) - 1n

/** One instance of the core with typed access to its memory. */
export class Core {
  readonly doors: CoreExports
  readonly memory: WebAssembly.Memory
  /** Replaced when the arena grows: never keep them across a call into the core. */
  bytes: Uint8Array
  words: BigUint64Array
  u32: Uint32Array

  constructor(imports: CoreImports, module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES_MAX })
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory: this.memory,
        abort: () => {
          throw new Error('The core stopped on a broken assumption of its own.')
        },
      },
      host: imports,
    })
    this.doors = instance.exports as unknown as CoreExports
    this.bytes = new Uint8Array(this.memory.buffer)
    this.words = new BigUint64Array(this.memory.buffer)
    this.u32 = new Uint32Array(this.memory.buffer)
  }

  /** Renews the views if the memory grew since. */
  refresh(): void {
    if (this.bytes.length !== 0) return
    this.bytes = new Uint8Array(this.memory.buffer)
    this.words = new BigUint64Array(this.memory.buffer)
    this.u32 = new Uint32Array(this.memory.buffer)
  }

  /** Reads the word at a byte address (a multiple of 8). */
  word(at: number): bigint {
    const i = at >> 3
    const w = this.words
    // Most words are small: skip the shifts that would be zero.
    const high = w[i + 3]! | w[i + 2]!
    if (high === 0n) {
      const second = w[i + 1]!
      return second === 0n ? w[i]! : (second << 64n) | w[i]!
    }
    return (w[i + 3]! << 192n) | (w[i + 2]! << 128n) | (w[i + 1]! << 64n) | w[i]!
  }

  /** Writes a word. @throws MachineInputError if it is negative or above 2^256-1. */
  setWord(at: number, value: bigint): void {
    if (value < 0n || value > WORD_MAX) {
      throw new MachineInputError(`A word must be 0 to 2^256-1, not ${value}.`)
    }
    const i = at >> 3
    const w = this.words
    if (value <= LIMB) {
      w[i] = value
      w[i + 1] = 0n
      w[i + 2] = 0n
      w[i + 3] = 0n
      return
    }
    w[i] = value & LIMB
    w[i + 1] = (value >> 64n) & LIMB
    w[i + 2] = (value >> 128n) & LIMB
    w[i + 3] = value >> 192n
  }

  /** Reads the low 20 bytes of a word as an address. */
  address(at: number): Address {
    const { u32 } = this
    const i = at >> 2
    return addressText(u32[i + 4]!, u32[i + 3]!, u32[i + 2]!, u32[i + 1]!, u32[i]!)
  }

  /** Writes an address as a word. @throws MachineInputError if it is not 0x and 40 hex digits. */
  setAddress(at: number, address: Address): void {
    const parts = addressParts(address) ?? badAddress(address)
    const u32 = this.u32
    const i = at >> 2
    u32[i] = parts[0]!
    u32[i + 1] = parts[1]!
    u32[i + 2] = parts[2]!
    u32[i + 3] = parts[3]!
    u32[i + 4] = parts[4]!
    u32[i + 5] = 0
    this.words[(at >> 3) + 3] = 0n
  }

  /** A view of bytes in the core's memory; it ends with the next call into the core that grows the memory. */
  view(at: number, bytes: number): Uint8Array {
    this.refresh()
    return this.bytes.subarray(at, at + bytes)
  }
}

function badAddress(address: string): never {
  throw new MachineInputError(
    `An address is 0x and 40 hex digits, not ${JSON.stringify(String(address).slice(0, 60))}.`,
  )
}
