// The Machine: an EVM with its state in one WebAssembly memory, made for millions of short calls. This is the only
// door to it. See docs/internals/evm/design.md.

import { WORD_MAX } from '../primitives/bytes.ts'
import { Batch } from './batch.ts'
import { Answers } from './answers.ts'
import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { Coverage } from './coverage.ts'
import { MachineInputError, MachineLimitError, StaleSnapshotError } from './errors.ts'
import { FORKS, rulesOf, type Fork, type ForkRules } from './forks.ts'
import type { ForkSource } from './fork-source.ts'
import type { Host } from './host.ts'
import { interceptBits, type InterceptFlags, type Interceptor } from './intercept.ts'
import { loadLibrary } from './libraries.ts'
import { readLogs } from './logs.ts'
import { Observations } from './observations.ts'
import { opcodesOf } from './opcodes.ts'
import { createPrecompiles, type Precompiles } from './precompiles/precompiles.ts'
import { Result } from './result.ts'
import { type Trace, Tracer, type TraceOptions } from './trace.ts'
import { checkFields, runTransaction } from './transaction.ts'
import type {
  AccountDump,
  AccountState,
  Address,
  BlockEnv,
  ExecutionResult,
  Log,
  Message,
  Transaction,
  TransactionResult,
} from './types.ts'

export type MachineOptions = {
  /** Default 'osaka'. */
  readonly fork?: Fork
  /** Remember keccak256 of 32- and 64-byte inputs. Default true; off only to measure. */
  readonly keccakMemo?: boolean
  /** Count edges. Default true; off only to measure. */
  readonly coverage?: boolean
  /** 'checked' runs everything in the plain loop that checks every opcode by itself; for tests. Default 'fast'. */
  readonly interpreter?: 'fast' | 'checked'
  /** Where accounts and slots come from that are not here. */
  readonly forkSource?: ForkSource
  /** Bytes that deployed code may have, 0 to 2^24; twice as many may initcode. Default: the fork's limit (EIP-170, EIP-3860). */
  readonly codeBytesMax?: number
  /** Precompiles, shared between Machines to share their memory of answers. */
  readonly precompiles?: Precompiles
}

/** A place in the history of a Machine that it can go back to. Marks nest like a stack; opaque. */
export type Mark = { readonly position: number }

/** What changed between the base and the moment of capture. Restoring it does not depend on what happened since. */
export type Snapshot = {
  readonly base: number
  readonly machine: object
  /** Changed accounts and slots, 128 bytes each; opaque. */
  readonly delta: Uint8Array
}

/** Where the logs of an execution begin, and how many the transaction had before. */
type LogPlace = { readonly at: number; readonly count: number }

const CODE_BYTES_LIMIT = 2 ** 24
const BLOB_HASHES_MAX = 64
const GAS_DEFAULT = 1n << 40n
const GAS_MAX = (1n << 63n) - 1n
const NO_BYTES = new Uint8Array(0)
const NO_ADDRESSES: readonly Address[] = []

const BLOCK_DEFAULT: BlockEnv = {
  number: 1n,
  timestamp: 1n,
  coinbase: '0x0000000000000000000000000000000000000000',
  prevRandao: 0n,
  gasLimit: 30_000_000n,
  baseFee: 0n,
  blobBaseFee: 1n,
  chainId: 31_337n,
}

const BLOCK_ZERO: BlockEnv = {
  number: 0n,
  timestamp: 0n,
  coinbase: '0x0000000000000000000000000000000000000000',
  prevRandao: 0n,
  gasLimit: 0n,
  baseFee: 0n,
  blobBaseFee: 0n,
  chainId: 0n,
}

/**
 * One EVM with its state. Synchronous; belongs to one thread; reserves 1 GiB of address space, of which it uses what it
 * touches. What it computes is a function of what it was given: code, state, block, messages, hosts and fork source.
 * Words are bigints, 0 to 2^256-1; where they are bytes the first is the most significant. Arrays that are passed in are
 * copied; arrays that come out are copies, unless it says view.
 */
export class Machine {
  readonly fork: Fork
  readonly rules: ForkRules
  /** Edges that executions took. */
  readonly coverage: Coverage
  /** Storage accesses and compared operands of the last execution, when switched on. */
  readonly observations: Observations
  readonly #core: Core
  readonly #precompiles: Precompiles
  readonly #forkSource: ForkSource | undefined
  readonly #answers: Answers
  readonly #hostNumbers = new Map<Address, number>()
  /** What the core's memory holds; zero at first. */
  #block: BlockEnv = BLOCK_ZERO
  #base = 0
  #baseObserve: number
  /** Live marks, deepest first. */
  readonly #marks: Mark[] = []
  /** Who last wrote the region that batches and captures share. */
  #transferOwner: object | undefined
  /** Counts executions: results know whether their logs are still there. */
  #serial = 0
  #watchBits = 0
  /** OBSERVE_* flags that tracing adds. */
  #traceObserve = 0

  /** @throws RangeError if its memory cannot be reserved; MachineInputError for a fork that is not known. */
  constructor(options: MachineOptions = {}) {
    this.fork = options.fork ?? 'osaka'
    if (!FORKS.includes(this.fork))
      throw new MachineInputError(`Unknown fork ${JSON.stringify(this.fork)}; known: ${FORKS.join(', ')}.`)
    this.rules = rulesOf(this.fork)
    this.#precompiles = options.precompiles ?? createPrecompiles(loadLibrary)
    this.#forkSource = options.forkSource
    this.#answers = new Answers({
      fork: this.fork,
      precompiles: this.#precompiles,
      forkSource: this.#forkSource,
      blockHash: () => this.#block.blockHash,
    })
    this.#core = this.#answers.core
    this.#core.doors.init()
    this.#writeRules(options.codeBytesMax)
    this.#baseObserve =
      (options.coverage === false ? 0 : L.OBSERVE_COVERAGE) |
      (options.interpreter === 'checked' ? L.OBSERVE_CHECKED : 0)
    this.#core.doors.setObserve(this.#baseObserve)
    this.#core.doors.setKeccakMemo(options.keccakMemo === false ? 0 : 1)
    this.coverage = new Coverage(this.#core)
    this.observations = new Observations(this.#core, (flags) => {
      this.#baseObserve = (this.#baseObserve & ~(L.OBSERVE_ACCESS | L.OBSERVE_COMPARES)) | flags
      this.#applyObserve()
    })
    this.setBlock(BLOCK_DEFAULT)
    if (this.#forkSource) {
      this.#core.doors.setForked(1)
      const { hash: _, ...block } = this.#forkSource.block
      const source = this.#forkSource
      this.setBlock({ ...block, blockHash: (number) => source.blockHash(number) })
    }
  }

  // ---- block -----------------------------------------------------------------------------------------------------

  get block(): BlockEnv {
    const core = this.#core
    return {
      ...this.#block,
      // A batch moves time and number by itself.
      number: core.word(L.ENV + L.ENV_NUMBER),
      timestamp: core.word(L.ENV + L.ENV_TIMESTAMP),
    }
  }

  /** Changes some fields of the block that executions see. Not journaled. @throws MachineInputError for what is no word or address. */
  setBlock(change: Partial<BlockEnv>): void {
    const core = this.#core
    checkBlock(change)
    const old = this.#block
    const block = { ...old, ...change }
    core.setWord(L.ENV + L.ENV_NUMBER, change.number ?? core.word(L.ENV + L.ENV_NUMBER))
    core.setWord(L.ENV + L.ENV_TIMESTAMP, change.timestamp ?? core.word(L.ENV + L.ENV_TIMESTAMP))
    // Time passes between the calls of a search; the rest hardly ever changes.
    if (block.coinbase !== old.coinbase) core.setAddress(L.ENV + L.ENV_COINBASE, block.coinbase)
    if (block.prevRandao !== old.prevRandao) core.setWord(L.ENV + L.ENV_PREVRANDAO, block.prevRandao)
    if (block.gasLimit !== old.gasLimit) core.setWord(L.ENV + L.ENV_GAS_LIMIT, block.gasLimit)
    if (block.baseFee !== old.baseFee) core.setWord(L.ENV + L.ENV_BASE_FEE, block.baseFee)
    if (block.blobBaseFee !== old.blobBaseFee) core.setWord(L.ENV + L.ENV_BLOB_BASE_FEE, block.blobBaseFee)
    if (block.chainId !== old.chainId) core.setWord(L.ENV + L.ENV_CHAIN_ID, block.chainId)
    this.#block = block
  }

  // ---- state -----------------------------------------------------------------------------------------------------
  // Setters are journaled: a rollback undoes them. All of these throw MachineLimitError if a table is full, MachineInputError
  // for what no EVM can hold, and what the fork source throws; then nothing has changed.

  /** Replaces the whole account: what `state` does not name becomes zero or empty. */
  setAccount(address: Address, state: AccountState): void {
    const core = this.#core
    const doors = core.doors
    const { balance = 0n, nonce = 0n, code = NO_BYTES, storage } = state
    core.setAddress(L.WORDS, address)
    this.#answers.guard.run(() => {
      doors.dropStorage()
      core.setWord(L.WORDS + 64, balance)
      doors.putBalance()
      doors.putNonce(checkNonce(nonce))
      this.#putCode(code)
      if (storage) for (const [slot, value] of storage) this.#putStorage(slot, value)
      const hasStorage = storage !== undefined && [...storage.values()].some((value) => value !== 0n)
      // An account that is empty on purpose stays in the state until something touches it (EIP-161).
      const isEmpty = balance === 0n && nonce === 0n && code.length === 0 && !hasStorage
      doors.putFlags((isEmpty ? 1 : 0) | (hasStorage ? 2 : 0))
    })
  }

  /** Removes the account and its storage. */
  deleteAccount(address: Address): void {
    this.#answers.guard.run(() => {
      this.setAccount(address, {})
      this.#core.doors.putFlags(0)
    })
  }

  /** Wei. */
  getBalance(address: Address): bigint {
    this.#core.setAddress(L.WORDS, address)
    this.#answers.guard.run(this.#core.doors.getBalance)
    return this.#core.word(L.WORDS + 64)
  }
  setBalance(address: Address, wei: bigint): void {
    this.#core.setAddress(L.WORDS, address)
    this.#core.setWord(L.WORDS + 64, wei)
    this.#answers.guard.run(this.#core.doors.putBalance)
  }

  getNonce(address: Address): bigint {
    this.#core.setAddress(L.WORDS, address)
    let nonce = 0n
    this.#answers.guard.run(() => (nonce = this.#core.doors.getNonce()))
    return BigInt.asUintN(64, nonce)
  }
  setNonce(address: Address, nonce: bigint): void {
    this.#core.setAddress(L.WORDS, address)
    checkNonce(nonce)
    this.#answers.guard.run(() => this.#core.doors.putNonce(nonce))
  }

  /** A copy of the account's code. */
  getCode(address: Address): Uint8Array {
    const entry = this.#codeEntry(address)
    const u32 = this.#core.u32
    return this.#core.view(u32[(entry + L.CODE_POINTER) >> 2]!, u32[(entry + L.CODE_LENGTH) >> 2]!).slice()
  }
  setCode(address: Address, code: Uint8Array): void {
    this.#core.setAddress(L.WORDS, address)
    this.#answers.guard.run(() => this.#putCode(code))
  }
  /** keccak256 of the account's code; that of no bytes for an account without code, also where EXTCODEHASH gives 0 (EIP-1052). */
  getCodeHash(address: Address): bigint {
    return this.#core.word(this.#codeEntry(address))
  }

  /** The word in a slot; 0 if there is none. */
  getStorage(address: Address, slot: bigint): bigint {
    this.#core.setAddress(L.WORDS, address)
    this.#core.setWord(L.WORDS + 32, slot)
    this.#answers.guard.run(this.#core.doors.getSlot)
    return this.#core.word(L.WORDS + 64)
  }
  setStorage(address: Address, slot: bigint, value: bigint): void {
    this.#core.setAddress(L.WORDS, address)
    this.#answers.guard.run(() => this.#putStorage(slot, value))
  }

  /** The value in the running transaction, or after it that of the last one, until the next begins. */
  getTransientStorage(address: Address, slot: bigint): bigint {
    this.#core.setAddress(L.WORDS, address)
    this.#core.setWord(L.WORDS + 32, slot)
    this.#answers.guard.run(this.#core.doors.getTransient)
    return this.#core.word(L.WORDS + 64)
  }

  /** Whether the account is in the state: not empty (EIP-161), or set as empty and not touched since. */
  exists(address: Address): boolean {
    this.#core.setAddress(L.WORDS, address)
    let exists = 0
    this.#answers.guard.run(() => (exists = this.#core.doors.exists()))
    return exists !== 0
  }

  /** Every account that is present in this Machine (of a fork source: what was asked for), with its non-zero slots. */
  dump(): Map<Address, AccountDump> {
    const core = this.#core
    const u32 = core.u32
    const out = new Map<Address, AccountDump>()
    for (let i = 0; i < core.doors.accountCount.value; i++) {
      const entry = L.ACCOUNTS + i * L.ACCOUNT_BYTES
      if (!core.doors.isPresent(entry)) continue
      const storage = new Map<bigint, bigint>()
      let number = u32[(entry + L.ACC_FIRST_SLOT) >> 2]!
      while (number !== 0) {
        const slot = L.SLOTS + (number - 1) * L.SLOT_BYTES
        const value = core.word(slot + L.SLOT_VALUE)
        if (value !== 0n) storage.set(core.word(slot), value)
        number = u32[(slot + L.SLOT_NEXT) >> 2]!
      }
      const code = L.CODES + u32[(entry + L.ACC_CODE) >> 2]! * L.CODE_BYTES
      out.set(core.address(entry), {
        balance: core.word(entry + L.ACC_BALANCE),
        nonce: core.words[(entry + L.ACC_NONCE) >> 3]!,
        code: core.view(u32[(code + L.CODE_POINTER) >> 2]!, u32[(code + L.CODE_LENGTH) >> 2]!).slice(),
        storage,
      })
    }
    return out
  }

  /** keccak256 of at most 32 MiB: 32 bytes. @throws MachineLimitError if there are more. */
  keccak256(bytes: Uint8Array): Uint8Array {
    this.#putInput(bytes)
    this.#core.doors.keccak256Bytes(L.INPUT, bytes.length, L.SCRATCH)
    return this.#core.view(L.SCRATCH, 32).slice()
  }

  /**
   * What a contract hashed to get this word, if it had 32 or 64 bytes: a mapping's key and slot, say. Undefined also if later
   * hashes took its place.
   */
  preimage(hash: bigint): Uint8Array | undefined {
    this.#core.setWord(L.WORDS, hash)
    const at = this.#core.doors.preimageFind(L.WORDS)
    return at === 0 ? undefined : this.#core.view(at + 32, this.#core.u32[(at + 96) >> 2]!).slice()
  }

  // ---- execution -------------------------------------------------------------------------------------------------

  /**
   * Runs a bare message. Outside of any execution it is a transaction of its own: fresh warm set, transient storage and
   * original values; from host code it is a nested call of the host's frame, static if that is. A failed message leaves
   * the state as it was, but for a raised nonce of a failed creation.
   * @throws MachineLimitError, MachineStackError, or what host code threw; the state is then as before the call.
   */
  call(message: Message): ExecutionResult {
    const core = this.#core
    const doors = core.doors
    const data = message.data ?? NO_BYTES
    const gas = message.gas ?? GAS_DEFAULT
    if (gas < 0n || gas > GAS_MAX) throw new MachineInputError(`Gas must be 0 to 2^63-1, not ${gas}.`)
    const u32 = core.u32
    const nested = doors.depth.value > 0
    core.setAddress(L.MESSAGE + L.MSG_FROM, message.from)
    if (message.to === undefined) {
      u32[(L.MESSAGE + L.MSG_KIND) >> 2] = 1
    } else {
      u32[(L.MESSAGE + L.MSG_KIND) >> 2] = 0
      core.setAddress(L.MESSAGE + L.MSG_TO, message.to)
    }
    core.setWord(L.MESSAGE + L.MSG_VALUE, message.value ?? 0n)
    core.words[(L.MESSAGE + L.MSG_GAS) >> 3] = gas
    let isStatic = message.static === true
    if (nested) isStatic ||= u32[(doors.frame.value + L.F_STATIC) >> 2] !== 0
    else {
      core.setAddress(L.ENV + L.ENV_ORIGIN, message.origin ?? message.from)
      core.setWord(L.ENV + L.ENV_GAS_PRICE, message.gasPrice ?? 0n)
      u32[(L.ENV + L.ENV_BLOB_COUNT) >> 2] = 0
    }
    u32[(L.MESSAGE + L.MSG_STATIC) >> 2] = isStatic ? 1 : 0
    u32[(L.MESSAGE + L.MSG_SCOPE) >> 2] = nested ? 0 : 1
    u32[(L.MESSAGE + L.MSG_NONCE_RAISED) >> 2] = 0
    this.#putInput(data)
    this.#serial++
    const logs = nested ? { at: doors.logTop.value, count: doors.logCount.value } : { at: L.LOGS, count: 0 }
    this.#answers.guard.run(doors.execute)
    return this.#result(gas, message.to === undefined, logs)
  }

  /**
   * Runs a transaction: checks it as a block would (EIP-1559, 2930, 3607, 3860, 4844, 7623, 7702, 7825), takes the fee,
   * runs it, pays the coinbase, gives back what was not used.
   * @param options.gasCap Enforce EIP-7825 from Osaka on. Default true.
   * @throws as `call`; MachineInputError for values that no transaction can hold.
   */
  transact(transaction: Transaction, options: { readonly gasCap?: boolean } = {}): TransactionResult {
    if (this.#core.doors.depth.value > 0)
      throw new MachineInputError('A transaction cannot run inside another execution; use call().')
    const core = this.#core
    const doors = core.doors
    checkFields(transaction)
    const blobs = transaction.blobHashes ?? []
    let result: TransactionResult | undefined
    this.#answers.guard.run(() => {
      result = runTransaction(
        {
          machine: this,
          precompiles: this.#precompiles,
          begin: (gasPrice) => {
            core.setAddress(L.ENV + L.ENV_ORIGIN, transaction.from)
            core.setWord(L.ENV + L.ENV_GAS_PRICE, gasPrice)
            // More than any fork allows is refused before; the core has room for 64.
            core.u32[(L.ENV + L.ENV_BLOB_COUNT) >> 2] = blobs.length
            for (const [i, hash] of blobs.entries()) core.setWord(L.ENV + L.ENV_BLOB_HASHES + 32 * i, hash)
            doors.beginTransaction()
          },
          warmAddress: (address) => {
            core.setAddress(L.WORDS, address)
            doors.warmAddress()
          },
          warmSlot: (address, slot) => {
            core.setAddress(L.WORDS, address)
            core.setWord(L.WORDS + 32, slot)
            doors.warmStorage()
          },
          execute: (gas) => {
            core.setAddress(L.MESSAGE + L.MSG_FROM, transaction.from)
            core.u32[(L.MESSAGE + L.MSG_KIND) >> 2] = transaction.to === undefined ? 1 : 0
            if (transaction.to !== undefined) core.setAddress(L.MESSAGE + L.MSG_TO, transaction.to)
            core.setWord(L.MESSAGE + L.MSG_VALUE, transaction.value)
            core.words[(L.MESSAGE + L.MSG_GAS) >> 3] = gas
            core.u32[(L.MESSAGE + L.MSG_STATIC) >> 2] = 0
            core.u32[(L.MESSAGE + L.MSG_SCOPE) >> 2] = 0
            core.u32[(L.MESSAGE + L.MSG_NONCE_RAISED) >> 2] = 1
            this.#putInput(transaction.data)
            this.#serial++
            this.#answers.guard.run(doors.execute)
            return this.#result(gas, transaction.to === undefined, { at: L.LOGS, count: 0 })
          },
          touch: (address) => {
            core.setAddress(L.WORDS, address)
            doors.touchAddress()
          },
          finish: () => doors.finishTransaction(),
        },
        transaction,
        options.gasCap ?? true,
      )
    })
    return result!
  }

  /** A list of calls that are prepared once and executed inside the core, without coming back in between. */
  batch(): Batch {
    return new Batch(this.#core, {
      claim: (batch) => {
        this.#outside('batch')
        this.#transferOwner = batch
      },
      isOwner: (batch) => this.#transferOwner === batch,
      run: (run) => {
        this.#outside('batch')
        this.#serial++
        const { number, timestamp } = this.block
        try {
          this.#answers.guard.run(run)
        } catch (error) {
          this.setBlock({ number, timestamp })
          throw error
        }
      },
    })
  }

  /**
   * Runs `run` with tracing switched on: call tree, logs, storage changes and, if asked for, every opcode.
   * Much slower than untraced execution, same results.
   */
  trace<T>(run: () => T, options: TraceOptions = {}): { readonly result: T; readonly trace: Trace } {
    const tracer = new Tracer(this.#core, options)
    const before = { tracer: this.#answers.tracer, observe: this.#traceObserve }
    this.#answers.tracer = tracer
    this.#traceObserve |= L.OBSERVE_CALLS | (options.steps ? L.OBSERVE_STEPS : 0)
    this.#applyObserve()
    try {
      const result = run()
      return { result, trace: tracer.finish() }
    } finally {
      this.#answers.tracer = before.tracer
      this.#traceObserve = before.observe
      this.#applyObserve()
    }
  }

  #applyObserve(): void {
    this.#core.doors.setObserve(
      this.#baseObserve | this.#traceObserve | this.#watchBits | this.#answers.intercepts,
    )
  }

  // ---- going back ------------------------------------------------------------------------------------------------

  /** Marks the present state. Free. */
  mark(): Mark {
    this.#outside('mark')
    const position = this.#core.doors.journalTop.value
    this.#dropMarks(position)
    const last = this.#marks.at(-1)
    if (last?.position === position) return last
    const mark = { position }
    this.#marks.push(mark)
    return mark
  }

  /**
   * Undoes everything since the mark, in time proportional to what changed. The mark stays good for another time; marks
   * made after it end. Block and host bindings stay.
   * @throws StaleSnapshotError if the mark ended: by commit(), reset(), or going back below it.
   */
  rollback(mark: Mark): void {
    this.#outside('rollback')
    this.#dropMarks(this.#core.doors.journalTop.value)
    // The newest marks are the ones used.
    let i = this.#marks.length - 1
    while (i >= 0 && this.#marks[i] !== mark) i--
    if (i < 0)
      throw new StaleSnapshotError(
        'mark',
        'the Machine went back below it, or commit() or reset() was called',
      )
    this.#marks.length = i + 1
    this.#core.doors.undoTo(mark.position)
  }

  /** Marks above this position are of a history that was undone. */
  #dropMarks(position: number): void {
    while (this.#marks.length > 0 && this.#marks.at(-1)!.position > position) this.#marks.pop()
  }

  /** The present state becomes the base: earlier marks and snapshots end, their memory is free again. */
  commit(): void {
    this.#outside('commit')
    this.#core.doors.commit()
    this.#base++
    this.#marks.length = 0
  }

  /** Copies what changed since the base: accounts and storage, not the block. O(changed). @throws MachineLimitError */
  capture(): Snapshot {
    this.#outside('capture')
    return this.imageState()
  }

  /** Goes to the captured state, from any other. O(changed there and here). Ends marks made since the base. @throws StaleSnapshotError; what a fork source throws, and MachineLimitError, leave the Machine at the base. */
  restore(snapshot: Snapshot): void {
    this.#assertOwn(snapshot)
    this.#outside('restore')
    this.#transferOwner = undefined
    this.#core.refresh()
    this.#core.bytes.set(snapshot.delta, L.TRANSFER)
    this.#dropMarks(L.JOURNAL)
    try {
      this.#answers.guard.run(() => this.#core.doors.restore(L.JOURNAL, L.TRANSFER + snapshot.delta.length))
    } catch (error) {
      // The way there began at the base: better that than half of the snapshot.
      this.#core.doors.undoTo(L.JOURNAL)
      throw error
    }
  }

  /** As capture(), also in the middle of an execution. */
  imageState(): Snapshot {
    let end = 0
    this.#transferOwner = undefined
    this.#answers.guard.run(() => {
      end = this.#core.doors.capture(L.JOURNAL)
    })
    return { base: this.#base, machine: this, delta: this.#core.view(L.TRANSFER, end - L.TRANSFER).slice() }
  }

  /**
   * As restore(), also in the middle of an execution: goes to the imaged state by writes that a failing frame undoes like its
   * own. Logs, warm sets and transient storage stay as they are.
   * @throws StaleSnapshotError as restore(); MachineInputError if an account's storage was replaced as a whole since the base.
   */
  returnToImage(image: Snapshot): void {
    this.#assertOwn(image)
    this.#transferOwner = undefined
    this.#core.refresh()
    this.#core.bytes.set(image.delta, L.TRANSFER)
    let refused = 0
    this.#answers.guard.run(() => {
      refused = this.#core.doors.moveTo(L.JOURNAL, L.TRANSFER + image.delta.length)
    })
    if (refused !== 0)
      throw new MachineInputError(
        'The state cannot go back while something executes: the storage of an account was replaced as a whole.',
      )
  }

  /**
   * Adds the features of what was written since the mark, by the last execution, to those seen: pairs of a variable (entries
   * of one mapping count as one) and the size of its value. `isNew`: how many were not seen before. `changes`: values that
   * were written. Both stop at 65,535. Two features in half a million share a place, so a new one may be missed.
   */
  addFeatures(mark: Mark): { readonly isNew: number; readonly changes: number } {
    const packed = this.#core.doors.addFeatures(mark.position)
    return { isNew: packed & 0xffff, changes: packed >>> 16 }
  }

  /**
   * From now on slots that executions read are noted for this watcher, 0 to 63; undefined: no longer. See watchersSince.
   */
  watch(watcher: number | undefined): void {
    const bits = watcher === undefined ? 0 : L.OBSERVE_WATCH
    if (watcher !== undefined) this.#core.doors.setWatcher(watcher)
    if (bits === this.#watchBits) return
    this.#watchBits = bits
    this.#applyObserve()
  }

  /**
   * The watchers, as bits, that read something which was written since the mark, ever since reset(): what they looked at may
   * be different now, and of all others it is the same. Balances count as one thing, codes as read by all; what host code looked up by
   * itself is not noted. May name a watcher in vain (two slots of 65,536 share a place).
   */
  watchersSince(mark: Mark): bigint {
    return BigInt.asUintN(64, this.#core.doors.watchersOf(mark.position))
  }

  /** The watchers that read anything of the block: time, number, fees. */
  get blockWatchers(): bigint {
    return BigInt.asUintN(64, this.#core.doors.blockWatchers.value)
  }

  /** Accounts whose code changed since the mark and what was done since is still there: contracts that were created, mostly. */
  codeChangesSince(mark: Mark): readonly Address[] {
    this.#core.refresh()
    const { u32, doors } = this.#core
    const top = (doors.journalTop.value + L.J_KIND) >> 2
    let found: Set<Address> | undefined
    for (let at = (mark.position + L.J_KIND) >> 2; at < top; at += L.JOURNAL_BYTES >> 2) {
      if (u32[at] !== L.J_CODE) continue
      found ??= new Set()
      found.add(this.#core.address(u32[at + ((L.J_POINTER - L.J_KIND) >> 2)]! + L.ACC_ADDRESS))
    }
    return found === undefined ? NO_ADDRESSES : [...found]
  }

  /** The features seen, 64 KiB; a copy. */
  getFeatures(): Uint8Array {
    return this.#core.view(L.FEATURES, L.FEATURES_BYTES).slice()
  }
  /** Replaces the features seen. */
  setFeatures(features: Uint8Array): void {
    this.#core.refresh()
    this.#core.bytes.set(features.subarray(0, L.FEATURES_BYTES), L.FEATURES)
  }

  /**
   * A hash of the whole state (accounts and storage), 128 bits: equal states have equal hashes, whatever way led there
   * and in whichever Machine. Costs what changed since it was last asked for. With a fork source it covers what differs
   * from the fork. Not cryptographic: meant for finding duplicates.
   */
  stateHash(): bigint {
    this.#core.doors.stateHash()
    return this.#core.words[L.WORDS >> 3]! | (this.#core.words[(L.WORDS >> 3) + 1]! << 64n)
  }

  /** Forgets all state, code and coverage, as a new Machine; host bindings, block and fork stay. */
  reset(): void {
    this.#outside('reset')
    this.#core.doors.reset()
    this.#base++
    this.#marks.length = 0
  }

  // ---- hosts -----------------------------------------------------------------------------------------------------

  /**
   * Lets host code answer every call to `address`. Bindings are not state: they survive rollbacks, commit() and reset(),
   * and change no state hash. To others an account without code of its own shows one byte of it (0xfe) while it is bound,
   * because compiled callers check that there is code.
   */
  bindHost(address: Address, host: Host): void {
    const key = address.toLowerCase() as Address
    let number = this.#hostNumbers.get(key)
    if (number === undefined) {
      number = this.#answers.hosts.length + 1
      this.#hostNumbers.set(key, number)
    }
    this.#answers.hosts[number - 1] = host
    this.#setHost(address, number)
  }

  /** Ends a binding. */
  unbindHost(address: Address): void {
    this.#setHost(address, 0)
  }

  #setHost(address: Address, number: number): void {
    if (this.#precompiles.has(Number(BigInt(address)), this.fork))
      throw new MachineInputError(`${address} is a precompile: it cannot be a host account.`)
    this.#core.setAddress(L.WORDS, address)
    this.#answers.guard.run(() => this.#core.doors.setHost(L.WORDS, number))
  }

  /** Who is asked and told what `intercept` switches on; undefined: nobody. Like a host binding it is no state. */
  setInterceptor(interceptor: Interceptor | undefined): void {
    this.#answers.interceptor = interceptor
  }

  /** Switches interception on and off, at any time, also from host code. What is off costs nothing. */
  intercept(flags: InterceptFlags): void {
    const bits = interceptBits(flags)
    if (bits === this.#answers.intercepts) return
    this.#answers.intercepts = bits
    this.#applyObserve()
  }

  /** ORIGIN of the running transaction, or of the last one. */
  get origin(): Address {
    return this.#core.address(L.ENV + L.ENV_ORIGIN)
  }
  /** Changes GASPRICE of the running transaction; wei per gas. */
  setGasPrice(wei: bigint): void {
    this.#core.setWord(L.ENV + L.ENV_GAS_PRICE, wei)
  }
  /** Changes what BLOBHASH gives in the running transaction: at most 64 words. @throws MachineInputError if there are more. */
  setBlobHashes(hashes: readonly bigint[]): void {
    if (hashes.length > BLOB_HASHES_MAX)
      throw new MachineInputError(
        `A transaction has at most ${BLOB_HASHES_MAX} blobs here, not ${hashes.length}.`,
      )
    this.#core.u32[(L.ENV + L.ENV_BLOB_COUNT) >> 2] = hashes.length
    for (const [i, hash] of hashes.entries()) this.#core.setWord(L.ENV + L.ENV_BLOB_HASHES + 32 * i, hash)
  }
  /** Changes ORIGIN until the transaction ends. */
  setOrigin(address: Address): void {
    this.#core.setAddress(L.ENV + L.ENV_ORIGIN, address)
  }

  // ---- inside ----------------------------------------------------------------------------------------------------

  #assertOwn(snapshot: Snapshot): void {
    if (snapshot.machine !== this) throw new StaleSnapshotError('snapshot', 'it belongs to another Machine')
    if (snapshot.base !== this.#base) throw new StaleSnapshotError('snapshot', 'commit() was called after it')
  }

  #outside(what: string): void {
    if (this.#core.doors.depth.value > 0)
      throw new MachineInputError(`${what}() cannot be used while something executes.`)
  }

  #codeEntry(address: Address): number {
    this.#core.setAddress(L.WORDS, address)
    let entry = 0
    this.#answers.guard.run(() => (entry = this.#core.doors.getCode()))
    return entry
  }

  #putCode(code: Uint8Array): void {
    this.#putInput(code)
    this.#core.doors.putCode(L.INPUT, code.length)
  }

  #putStorage(slot: bigint, value: bigint): void {
    this.#core.setWord(L.WORDS + 32, slot)
    this.#core.setWord(L.WORDS + 64, value)
    this.#core.doors.putSlot()
  }

  #putInput(data: Uint8Array): void {
    const room = L.INPUT_END - L.INPUT
    if (data.length > room) throw new MachineLimitError('bytes of input', room, data.length)
    this.#core.refresh()
    this.#core.bytes.set(data, L.INPUT)
    this.#core.u32[(L.MESSAGE + L.MSG_INPUT_BYTES) >> 2] = data.length
  }

  /** @param logsBefore Where the logs of this execution begin, and how many there were before. */
  #result(gas: bigint, creates: boolean, logsBefore: LogPlace): ExecutionResult {
    const core = this.#core
    const u32 = core.u32
    const status = u32[(L.RESULT + L.RES_STATUS) >> 2]!
    const gasLeft = core.words[(L.RESULT + L.RES_GAS_LEFT) >> 3]!
    const output = core.view(L.RETURN, u32[(L.RESULT + L.RES_OUTPUT_BYTES) >> 2]!)
    const serial = this.#serial
    return new Result(
      () => this.#logsOf(serial, logsBefore),
      status,
      u32[(L.RESULT + L.RES_HALT) >> 2]!,
      gas - gasLeft,
      BigInt.asIntN(64, core.words[(L.RESULT + L.RES_REFUND) >> 3]!),
      output,
      creates && status === 0 ? core.address(L.RESULT + L.RES_CREATED) : undefined,
    )
  }

  #logsOf(serial: number, before: LogPlace): readonly Log[] {
    if (serial !== this.#serial) {
      throw new StaleSnapshotError(
        'snapshot',
        'the logs of a result are gone once the Machine executes again; read them before',
      )
    }
    return readLogs(this.#core, before.at, this.#core.doors.logCount.value - before.count)
  }

  #writeRules(codeBytesMax: number | undefined): void {
    if (codeBytesMax !== undefined && !(codeBytesMax >= 0 && codeBytesMax <= CODE_BYTES_LIMIT))
      throw new MachineInputError(`codeBytesMax must be 0 to ${CODE_BYTES_LIMIT}, not ${codeBytesMax}.`)
    const { u32, bytes } = this.#core
    for (const opcode of opcodesOf(this.fork)) {
      const at = L.OPCODES + opcode.byte * 8
      u32[at >> 2] = opcode.gas
      bytes[at + 4] = opcode.pops
      bytes[at + 5] = opcode.pushes
      bytes[at + 6] = 1
    }
    const rules = this.rules
    u32[(L.RULES + L.RULE_PRECOMPILES_LAST) >> 2] = rules.precompilesLast
    u32[(L.RULES + L.RULE_P256) >> 2] = rules.p256 ? 1 : 0
    u32[(L.RULES + L.RULE_INITCODE_MAX) >> 2] =
      codeBytesMax === undefined ? rules.initcodeBytesMax : codeBytesMax * 2
    u32[(L.RULES + L.RULE_INITCODE_WORD_GAS) >> 2] = rules.initcodeWordGas
    u32[(L.RULES + L.RULE_CODE_MAX) >> 2] = codeBytesMax ?? rules.codeBytesMax
    u32[(L.RULES + L.RULE_SELFDESTRUCT_SAME_TX) >> 2] = rules.selfdestructSameTransaction ? 1 : 0
    u32[(L.RULES + L.RULE_DELEGATION) >> 2] = rules.delegation ? 1 : 0
    u32[(L.RULES + L.RULE_WARM_COINBASE) >> 2] = rules.warmCoinbase ? 1 : 0
  }
}

function checkBlock(change: Partial<BlockEnv>): void {
  for (const name in change) {
    const value = change[name as keyof BlockEnv]
    if (typeof value === 'bigint') {
      if (value >= 0n && value <= WORD_MAX) continue
    } else if (name === 'coinbase') {
      if (/^0x[0-9a-f]{40}$/i.test(String(value))) continue
      throw new MachineInputError(
        `The block's coinbase is 0x and 40 hex digits, not ${JSON.stringify(value)}.`,
      )
    } else if (name === 'blockHash') continue
    throw new MachineInputError(`The block's ${name} must be 0 to 2^256-1, not ${String(value)}.`)
  }
}

function checkNonce(nonce: bigint): bigint {
  if (nonce < 0n || nonce >= 1n << 64n)
    throw new MachineInputError(`A nonce must be 0 to 2^64-1, not ${nonce}.`)
  return nonce
}
