// The Machine: an EVM with its state in one WebAssembly memory, made for millions of short calls. This is the only
// door to it. See docs/internals/evm/design.md.

import { Answers } from './answers.ts'
import { Batch } from './batch.ts'
import { Block } from './block.ts'
import { CompiledCodes, type Compiler } from './compiler.ts'
import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { Coverage } from './coverage.ts'
import { dumpAccounts } from './dump.ts'
import { MachineInputError, MachineLimitError, StaleSnapshotError } from './errors.ts'
import { Feedback } from './feedback.ts'
import { FORKS, rulesOf, type Fork, type ForkRules } from './forks.ts'
import type { ForkSource } from './fork-source.ts'
import { HostBindings } from './host-bindings.ts'
import type { Host } from './host.ts'
import { interceptBits, type InterceptFlags, type Interceptor } from './intercept.ts'
import { loadLibrary } from './libraries.ts'
import { Marks } from './marks.ts'
import { Observations } from './observations.ts'
import { ObserveFlags } from './observe-flags.ts'
import { type Opcode, opcodesOf } from './opcodes.ts'
import { createPrecompiles, type Precompiles } from './precompiles/precompiles.ts'
import { FIRST_LOG, type LogPlace, Results } from './results.ts'
import { type Trace, Tracer, type TraceOptions } from './trace.ts'
import { transactionDoor } from './transaction-door.ts'
import { readOrigin, writeBlobHashes, writeGasPrice, writeOrigin } from './transaction-env.ts'
import { checkFields, runTransaction } from './transaction.ts'
import type {
  AccountDump,
  AccountState,
  Address,
  BlockEnv,
  ExecutionResult,
  Mark,
  Message,
  Snapshot,
  Transaction,
  TransactionMarks,
  TransactionResult,
} from './types.ts'
import { Impersonations } from './impersonations.ts'
import { writeRules } from './write-rules.ts'

export type MachineOptions = {
  /** Default 'osaka'. */
  readonly fork?: Fork
  /** Remember keccak256 of 32- and 64-byte inputs. Default true; off only to measure. */
  readonly keccakMemo?: boolean
  /** Count edges. Default true; off only to measure. */
  readonly coverage?: boolean
  /** 'checked' runs everything in the plain loop that checks every opcode by itself; for tests. Default 'fast'. */
  readonly interpreter?: 'fast' | 'checked'
  /** Compiles codes that run often. Default: none, everything is interpreted. Changes the time and nothing else. */
  readonly compiler?: Compiler
  /** Where accounts and slots come from that are not here. */
  readonly forkSource?: ForkSource
  /** Bytes that deployed code may have, 0 to 2^24; twice as many may initcode. Default: the fork's limit (EIP-170, EIP-3860). */
  readonly codeBytesMax?: number
  /** Precompiles, shared between Machines to share their memory of answers. */
  readonly precompiles?: Precompiles
}

const GAS_DEFAULT = 1n << 40n
const GAS_MAX = (1n << 63n) - 1n
const NO_BYTES = new Uint8Array(0)

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
  /** What was written since a mark, as a search wants to know it. */
  readonly feedback: Feedback
  /** In whose name an account calls. */
  readonly impersonations: Impersonations
  readonly #core: Core
  readonly #precompiles: Precompiles
  readonly #answers: Answers
  readonly #block: Block
  readonly #observe: ObserveFlags
  readonly #results: Results
  readonly #hosts: HostBindings
  readonly #marks = new Marks()
  /** Counts what ends all snapshots. */
  #base = 0
  /** Who last wrote the region that batches and captures share. */
  #transferOwner: object | undefined

  /** @throws RangeError if its memory cannot be reserved; MachineInputError for a fork that is not known. */
  constructor(options: MachineOptions = {}) {
    this.fork = options.fork ?? 'osaka'
    if (!FORKS.includes(this.fork))
      throw new MachineInputError(`Unknown fork ${JSON.stringify(this.fork)}; known: ${FORKS.join(', ')}.`)
    this.rules = rulesOf(this.fork)
    this.#precompiles = options.precompiles ?? createPrecompiles(loadLibrary)
    this.#answers = new Answers({
      fork: this.fork,
      precompiles: this.#precompiles,
      forkSource: options.forkSource,
      blockHash: () => this.#block.blockHash,
    })
    this.#core = this.#answers.core
    this.#core.doors.init()
    writeRules(this.#core, this.fork, options.codeBytesMax)
    const counting = options.coverage === false ? 0 : L.OBSERVE_COVERAGE
    const checking = options.interpreter === 'checked' ? L.OBSERVE_CHECKED : 0
    this.#observe = new ObserveFlags(this.#core, counting | checking)
    this.#core.doors.setKeccakMemo(options.keccakMemo === false ? 0 : 1)
    this.coverage = new Coverage(this.#core, (address) => this.#codeEntry(address))
    this.observations = new Observations(this.#core, (flags) => this.#observe.set('observations', flags))
    this.feedback = new Feedback(this.#core, (flags) => this.#observe.set('watch', flags))
    this.impersonations = new Impersonations(this.#core, (flags) =>
      this.#observe.set('impersonations', flags),
    )
    this.#results = new Results(this.#core)
    this.#hosts = new HostBindings(this.#answers, (address) =>
      this.#precompiles.has(Number(BigInt(address)), this.fork),
    )
    this.#block = new Block(this.#core, options.forkSource)
    if (options.forkSource) this.#core.doors.setForked(1)
    if (options.compiler && checking === 0) {
      const opcodes = Array.from({ length: 256 }, () => undefined as Opcode | undefined)
      for (const opcode of opcodesOf(this.fork)) opcodes[opcode.byte] = opcode
      this.#answers.compiled = new CompiledCodes(this.#core, {
        compiler: options.compiler,
        fork: this.fork,
        opcodes,
        countsEdges: counting !== 0,
      })
    }
  }

  // ---- block -----------------------------------------------------------------------------------------------------

  get block(): BlockEnv {
    return this.#block.env
  }

  /** Changes some fields of the block that executions see. Not journaled. @throws MachineInputError for what is no word or address. */
  setBlock(change: Partial<BlockEnv>): void {
    this.#block.change(change)
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

  /**
   * Makes an account warm for the running transaction (EIP-2929), and a slot of it if one is given: as if code had read that, before
   * somebody sets it.
   */
  warm(address: Address, slot?: bigint): void {
    const { doors } = this.#core
    this.#core.setAddress(L.WORDS, address)
    if (slot !== undefined) this.#core.setWord(L.WORDS + 32, slot)
    this.#answers.guard.run(() => {
      doors.warmAddress()
      if (slot !== undefined) doors.meetStorage()
    })
  }

  /** Makes a slot that the running transaction has met, or all of an account's that it has, cold, or warm again. */
  warmMet(address: Address, slot: bigint | undefined, isWarm: boolean): void {
    this.#core.setAddress(L.WORDS, address)
    if (slot !== undefined) this.#core.setWord(L.WORDS + 32, slot)
    this.#answers.guard.run(() => this.#core.doors.warmMet(slot === undefined ? 1 : 0, isWarm ? 1 : 0))
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
    return dumpAccounts(this.#core)
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
    const nested = doors.depthNow() > 0
    core.setAddress(L.MESSAGE + L.MSG_FROM, message.from)
    u32[(L.MESSAGE + L.MSG_KIND) >> 2] = message.to === undefined ? 1 : 0
    if (message.to !== undefined) core.setAddress(L.MESSAGE + L.MSG_TO, message.to)
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
    const logs = nested ? { at: doors.logTop.value, count: doors.logCount.value } : FIRST_LOG
    return this.#execute(data, gas, message.to === undefined, logs)
  }

  /**
   * Runs a transaction: checks it as a block would (EIP-1559, 2930, 3607, 3860, 4844, 7623, 7702, 7825), takes the fee,
   * runs it, pays the coinbase, gives back what was not used.
   * @param options.gasCap Enforce EIP-7825 from Osaka on. Default true.
   * @throws as `call`; MachineInputError for values that no transaction can hold.
   */
  transact(transaction: Transaction, options: { readonly gasCap?: boolean } = {}): TransactionResult {
    if (this.#core.doors.depthNow() > 0)
      throw new MachineInputError('A transaction cannot run inside another execution; use call().')
    checkFields(transaction)
    const door = transactionDoor(
      {
        core: this.#core,
        machine: this,
        precompiles: this.#precompiles,
        run: (data, gas, creates) => this.#execute(data, gas, creates, FIRST_LOG),
      },
      transaction,
    )
    let result: TransactionResult | undefined
    this.#answers.guard.run(() => {
      result = runTransaction(door, transaction, options.gasCap ?? true)
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
        this.#results.begin()
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
    const before = { tracer: this.#answers.tracer, flags: this.#observe.of('trace') }
    this.#answers.tracer = tracer
    this.#observe.set('trace', before.flags | L.OBSERVE_CALLS | (options.steps ? L.OBSERVE_STEPS : 0))
    try {
      const result = run()
      return { result, trace: tracer.finish() }
    } finally {
      this.#answers.tracer = before.tracer
      this.#observe.set('trace', before.flags)
    }
  }

  // ---- going back ------------------------------------------------------------------------------------------------

  /** Marks the present state. Free. */
  mark(): Mark {
    this.#outside('mark')
    return this.#marks.at(this.#core.doors.journalNow())
  }

  /**
   * Undoes everything since the mark, in time proportional to what changed. The mark stays good for another time; marks
   * made after it end. Block and host bindings stay.
   * @throws StaleSnapshotError if the mark ended: by commit(), reset(), or going back below it.
   */
  rollback(mark: Mark): void {
    this.#outside('rollback')
    this.#marks.dropAbove(this.#core.doors.journalNow())
    this.#marks.dropAfter(mark)
    this.#core.doors.undoTo(mark.position)
  }

  /** The present state becomes the base: earlier marks and snapshots end, their memory is free again. */
  commit(): void {
    this.#outside('commit')
    this.#core.doors.commit()
    this.#base++
    this.#marks.clear()
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
    this.#marks.dropAbove(L.JOURNAL)
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

  /** What the running transaction has met so far: what is warm, and its transient storage. */
  marksMet(): TransactionMarks {
    const { doors } = this.#core
    return { position: doors.journalNow(), transaction: doors.transactionOutside.value >>> 0 }
  }
  /** Goes back to that by journaled writes; of marks of an earlier transaction, to what the running one had met at its beginning. */
  returnToMarks({ position, transaction }: TransactionMarks): void {
    const { doors } = this.#core
    const isSame = doors.transactionOutside.value >>> 0 === transaction
    this.#answers.guard.run(() => doors.returnMarks(isSame ? position : doors.transactionMet.value))
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

  /** Writes `stateHash` as numbers of 32 bits, the lowest first, for a fraction of what a bigint costs. @param to has room for at least one */
  stateHashInto(to: Uint32Array): void {
    this.#core.doors.stateHash()
    const { u32 } = this.#core
    for (let i = 0; i < to.length && i < 4; i++) to[i] = u32[(L.WORDS >> 2) + i]!
  }

  /** Forgets all state, code and coverage, as a new Machine; host bindings, block and fork stay. */
  reset(): void {
    this.#outside('reset')
    this.#core.doors.reset()
    this.#answers.compiled?.forget()
    this.#base++
    this.#marks.clear()
  }

  // ---- hosts -----------------------------------------------------------------------------------------------------

  /**
   * Lets host code answer every call to `address`. Bindings are not state: they survive rollbacks, commit() and reset(),
   * and change no state hash. To others an account without code of its own shows one byte of it (0xfe) while it is bound,
   * because compiled callers check that there is code.
   */
  bindHost(address: Address, host: Host): void {
    this.#hosts.bind(address, host)
  }

  /** Ends a binding. */
  unbindHost(address: Address): void {
    this.#hosts.unbind(address)
  }

  /** Who is asked and told what `intercept` switches on; undefined: nobody. Like a host binding it is no state. */
  setInterceptor(interceptor: Interceptor | undefined): void {
    this.#answers.interceptor = interceptor
  }

  /** Switches interception on and off, at any time, also from host code. What is off costs nothing. */
  intercept(flags: InterceptFlags): void {
    const bits = interceptBits(flags)
    this.#answers.intercepts = bits
    this.#observe.set('intercept', bits)
  }

  /**
   * Whether every CALL and CREATE that a transaction's own frame makes from now on is a transaction of its own, as forge's `isolate` has it:
   * with its own warm set, transient storage, original values, nonce and intrinsic gas, in the same block and for no fee. STATICCALL makes
   * everything cold; the others are as ever.
   * @param except An account whose calls are as ever; undefined: nothing is isolated.
   */
  isolate(except: Address | undefined): void {
    if (except !== undefined) this.#core.setAddress(L.ISOLATION + L.ISOLATION_NOT, except)
    this.#observe.set('isolation', except === undefined ? 0 : L.ISOLATING)
  }
  get isIsolating(): boolean {
    return this.#observe.of('isolation') !== 0
  }

  /** Whether anything is intercepted now, or an account impersonated. */
  get isIntercepted(): boolean {
    return this.#answers.intercepts !== 0 || this.impersonations.isActive
  }
  /** Runs with another interceptor in the place of the present one, which is back afterwards, and without impersonations. */
  withInterceptor<T>(interceptor: Interceptor, flags: InterceptFlags, run: () => T): T {
    const answers = this.#answers
    const before = { interceptor: answers.interceptor, bits: answers.intercepts }
    answers.interceptor = interceptor
    this.intercept(flags)
    try {
      return this.impersonations.without(run)
    } finally {
      answers.interceptor = before.interceptor
      answers.intercepts = before.bits
      this.#observe.set('intercept', before.bits)
    }
  }

  /** ORIGIN of the running transaction, or of the last one. */
  get origin(): Address {
    return readOrigin(this.#core)
  }
  /** Changes GASPRICE of the running transaction; wei per gas. */
  setGasPrice(wei: bigint): void {
    writeGasPrice(this.#core, wei)
  }
  /** Changes what BLOBHASH gives in the running transaction: at most 64 words. @throws MachineInputError if there are more. */
  setBlobHashes(hashes: readonly bigint[]): void {
    writeBlobHashes(this.#core, hashes)
  }
  /** Changes ORIGIN until the transaction ends. */
  setOrigin(address: Address): void {
    writeOrigin(this.#core, address)
  }

  // ---- inside ----------------------------------------------------------------------------------------------------

  #assertOwn(snapshot: Snapshot): void {
    if (snapshot.machine !== this) throw new StaleSnapshotError('snapshot', 'it belongs to another Machine')
    if (snapshot.base !== this.#base) throw new StaleSnapshotError('snapshot', 'commit() was called after it')
  }

  #outside(what: string): void {
    if (this.#core.doors.depthNow() > 0)
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

  /** Executes the message that is written but for its data. */
  #execute(data: Uint8Array, gas: bigint, creates: boolean, logsBefore: LogPlace): ExecutionResult {
    this.#putInput(data)
    this.#results.begin()
    this.#answers.guard.run(this.#core.doors.execute)
    return this.#results.read(gas, creates, logsBefore)
  }

  #putInput(data: Uint8Array): void {
    const room = L.INPUT_END - L.INPUT
    if (data.length > room) throw new MachineLimitError('bytes of input', room, data.length)
    this.#core.refresh()
    this.#core.bytes.set(data, L.INPUT)
    this.#core.u32[(L.MESSAGE + L.MSG_INPUT_BYTES) >> 2] = data.length
  }
}

function checkNonce(nonce: bigint): bigint {
  if (nonce < 0n || nonce >= 1n << 64n)
    throw new MachineInputError(`A nonce must be 0 to 2^64-1, not ${nonce}.`)
  return nonce
}
