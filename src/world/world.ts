import type { HostFrame } from '../evm/host.ts'
import type { Machine } from '../evm/machine.ts'
import type { Trace, TraceCall } from '../evm/trace.ts'
import type { Address, BlockEnv, ExecutionResult, Mark, Snapshot } from '../evm/types.ts'
import { intrinsicGas } from '../evm/transaction.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { ContractArtifact, Project } from '../project/types.ts'
import {
  type AnsweredHook,
  ATTACKER_ACCOUNTS,
  ATTACKER_CONTRACT,
  ATTACKER_NEWBORN,
  AttackerContract,
} from './attacker/attacker.ts'
import type { GiftLedger } from './attacker/gift-ledger.ts'
import type { PendingLedger, SentCall } from './attacker/pending-ledger.ts'
import type { ScriptedCall } from './attacker/types.ts'
import { CONSOLE_ADDRESS, CREATE2_FACTORY, VM_ADDRESS } from './addresses.ts'
import { Cheats } from './cheatcodes/cheats.ts'
import { verdictOf } from './cheatcodes/hooks/assume.ts'
import { contractsSlot, createdSlot, noteCodeChanges } from './cheatcodes/hooks/contracts.ts'
import { mapEntries } from './cheatcodes/hooks/append-map.ts'
import { labelsOf } from './cheatcodes/hooks/labels.ts'
import { snapshotsSlot } from './cheatcodes/hooks/snapshot.ts'
import { type CheatValues, sameValues, slotValue } from './cheatcodes/memory.ts'
import { libraryAddressesSlot } from './cheatcodes/plain/code.ts'
import { gasPriceSlot } from './cheatcodes/plain/transaction.ts'
import { UnsupportedCheatcodeError } from './cheatcodes/unsupported.ts'
import { selectorPlaces } from './call-place.ts'
import { CallResult } from './call-result.ts'
import { Console } from './console/console.ts'
import { type InternalReverts, internalRevertsOf } from './internal-reverts.ts'
import type { ErrorLookup } from './revert-reason.ts'
import { nameAccounts } from './name-accounts.ts'
import { type RecordPlace, SetupRecord } from './setup-record.ts'
import { unsupportedPlace } from './unsupported-place.ts'
import type {
  ConsoleLine,
  KnownContract,
  SetupOptions,
  World,
  WorldMark,
  WorldResult,
  WorldState,
} from './types.ts'

export type WorldParts = {
  readonly machine: Machine
  readonly options: SetupOptions
  /** Where the test contract is or will be. */
  readonly test: Address
  readonly sender: Address
  readonly errorsOf: ErrorLookup
}

// Some projects allow a test 2^64 gas, with which a loop would never end; this is more than any test was seen to take.
const GAS_MAX = 2n ** 36n

type Message = Parameters<World['call']>[0]
type EvmMessage = Parameters<Machine['call']>[0]

// Of a trace that looks for a place: more would fill the memory. Initcode says whose constructor runs, so it is kept whole.
const STEPS_MAX = 1_000_000
const BYTES_MAX = 2 ** 18

/** The one implementation of World. `setUpWorld` makes it. */
export class ContractWorld implements World {
  readonly project: Project
  readonly machine: Machine
  readonly test: { readonly address: Address; readonly artifact: ContractArtifact }
  readonly sender: Address
  setupTrace: Trace | undefined
  laterSetup: readonly TraceCall[] = []
  readonly setupRecord: SetupRecord = new SetupRecord()
  readonly cheats: Cheats
  readonly errorsOf: ErrorLookup
  readonly #console = new Console()
  #attacker: AttackerContract | undefined
  #gifts: GiftLedger | undefined
  #pending: PendingLedger | undefined
  /** Who sends the transactions in which the attacker's contract calls. */
  #payer: Address = ATTACKER_ACCOUNTS[0]
  readonly #gasLimit: bigint
  readonly #gasPrice: bigint
  readonly #internalReverts: InternalReverts
  /** By hash of the deployed code. */
  readonly #artifacts = new Map<bigint, ContractArtifact | undefined>()

  constructor(parts: WorldParts) {
    const { machine, options, test, sender, errorsOf } = parts
    this.project = options.project
    this.machine = machine
    this.test = { address: test, artifact: options.artifact }
    this.sender = sender
    this.errorsOf = errorsOf
    const { gasLimit } = options.project.config.test
    this.#gasLimit = gasLimit < GAS_MAX ? gasLimit : GAS_MAX
    this.#gasPrice = options.project.config.test.gasPrice
    this.#internalReverts = internalRevertsOf(options.project, options.artifact)
    this.cheats = new Cheats({
      machine,
      project: options.project,
      options,
      test,
      errorsOf,
      unsupported: (cheatcode, selector, frame) => this.#unsupported(cheatcode, selector, frame),
    })
    machine.bindHost(VM_ADDRESS, this.cheats.host)
    machine.bindHost(CONSOLE_ADDRESS, this.#console.host)
    this.cheats.listen(this.#console.onLog)
  }

  get labels(): ReadonlyMap<Address, string> {
    return labelsOf(this.cheats)
  }

  get libraries(): ReadonlySet<Address> {
    return new Set(this.cheats.get(libraryAddressesSlot).values())
  }

  contracts(): readonly KnownContract[] {
    const out: KnownContract[] = []
    for (const address of mapEntries(this.cheats.get(contractsSlot).addresses).keys()) {
      if (address === VM_ADDRESS || address === CONSOLE_ADDRESS || address === CREATE2_FACTORY) continue
      if (this.machine.getCode(address).length === 0) continue
      out.push({ address, artifact: this.artifactAt(address) })
    }
    for (const each of this.created) if (this.machine.getCode(each.address).length > 0) out.push(each)
    return out
  }

  get created(): readonly KnownContract[] {
    return this.cheats.get(createdSlot)
  }

  artifactAt(address: Address): ContractArtifact | undefined {
    if (address.toLowerCase() === this.test.address) return this.test.artifact
    const hash = this.machine.getCodeHash(address)
    if (this.#artifacts.has(hash)) return this.#artifacts.get(hash)
    const artifact = this.project.contracts.byRuntimeCode(this.machine.getCode(address))
    this.#artifacts.set(hash, artifact)
    return artifact
  }

  call(message: Message): WorldResult {
    const { from = this.sender, to, data, value = 0n, gasMax, reactions } = message
    this.#attacker?.begin(reactions)
    const limit = this.#gasFor(to, data)
    const gas = gasMax !== undefined && gasMax < limit ? gasMax : limit
    const isContract = from === ATTACKER_CONTRACT || from === ATTACKER_NEWBORN
    const before = this.#gifts?.isFor(from) === true ? this.#gifts.begin(to, data) : undefined
    const seen = this.#pending?.begin({ from, to, value, data })
    const result = this.#run({
      from,
      to,
      data,
      value,
      gas,
      gasPrice: this.#gasPriceNow,
      origin: isContract ? this.#payer : from,
      static: message.static === true,
    })
    if (before !== undefined && result.status === 'success') this.#gifts?.note(before)
    if (seen !== undefined && result.status === 'success') {
      // Asking who has what may run code, and logs are there until code runs.
      void result.logs
      this.#pending?.note(seen)
    }
    if (this.setupRecord.isOn && hasDone(result) && message.static !== true)
      this.setupRecord.note({ kind: 'call', from, to, value, data: data.slice() })
    return result
  }

  admitAttacker(parts: Parameters<World['admitAttacker']>[0] = {}): void {
    this.#gifts = parts.gifts
    this.#pending = parts.pending
    this.#payer = parts.payer ?? ATTACKER_ACCOUNTS[0]
    this.#attacker = new AttackerContract(this.machine, parts)
    this.machine.bindHost(ATTACKER_CONTRACT, this.#attacker.host)
  }
  isPending(message: SentCall): boolean {
    return this.#pending?.find(message) !== undefined
  }
  noteWait(): void {
    this.#gifts?.noteWait()
  }
  setAside(amounts: readonly bigint[]): void {
    this.#gifts?.setAside(amounts)
  }
  stakeIn(asset: number): bigint {
    return this.#gifts?.stakeIn(asset) ?? 0n
  }
  get answeredHook(): AnsweredHook | undefined {
    return this.#attacker?.answered
  }
  get reactionsPlayed(): number {
    return this.#attacker?.played ?? 0
  }
  get reactionCalls(): readonly ScriptedCall[] {
    return this.#attacker?.succeeded ?? []
  }

  create(message: {
    readonly from: Address
    readonly initcode: Uint8Array
    readonly value?: bigint
  }): WorldResult {
    const { from, initcode, value = 0n } = message
    const gasPrice = this.#gasPriceNow
    const result = this.#run({
      from,
      data: initcode,
      value,
      gas: this.#gasFor(undefined, initcode),
      gasPrice,
    })
    if (this.setupRecord.isOn && hasDone(result) && result.created !== undefined) {
      const address = result.created.toLowerCase() as Address
      this.setupRecord.note({ kind: 'create', from, value, initcode: initcode.slice(), address })
    }
    return result
  }

  extendSetup(run: () => readonly TraceCall[]): void {
    this.cheats.watchContracts(true)
    const calls = run()
    nameAccounts(this)
    this.cheats.watchContracts(false)
    this.laterSetup = [...this.laterSetup, ...calls]
  }

  /** What a transaction with the configured limit has when it begins to run; a search leaves out what it costs before that. */
  #gasFor(to: Address | undefined, data: Uint8Array): bigint {
    if (this.cheats.options.rules !== 'forge') return this.#gasLimit
    const { gas } = intrinsicGas({ to, data }, this.machine.rules)
    return gas < this.#gasLimit ? this.#gasLimit - gas : 0n
  }

  get #gasPriceNow(): bigint {
    return this.cheats.get(gasPriceSlot) ?? this.#gasPrice
  }

  #run(message: EvmMessage): WorldResult {
    const { cheats } = this
    const { values, block } = cheats
    cheats.allowsInternalReverts = this.#internalReverts(message.to === undefined ? undefined : message.data)
    cheats.failedAssertion = undefined
    // Of transactions of the setup the interceptor tells, which also sees what is only called.
    const before = slotValue(values, contractsSlot).isWatching ? undefined : this.machine.mark()
    let result: ExecutionResult
    try {
      result = this.machine.call(message)
    } catch (error) {
      // The Machine is as it was before; so is what cheatcodes remember.
      cheats.goBack(values, block)
      throw error instanceof UnsupportedCheatcodeError ? this.#located(error, message) : error
    }
    if (before !== undefined && result.status === 'success') this.#noteCreations(before)
    const verdict = result.status === 'revert' ? verdictOf(result.output) : 'ran'
    return new CallResult(result, verdict, cheats.hasFailed, this.#isAssertion(result))
  }

  /** An assertion that somebody caught is none: its revert data must be what comes out in the end. */
  #isAssertion({ status, output }: ExecutionResult): boolean {
    const { failedAssertion } = this.cheats
    return failedAssertion !== undefined && status === 'revert' && equalBytes(output, failedAssertion)
  }

  get cheatcodeEffects(): number {
    return this.cheats.effects
  }

  #noteCreations(before: Mark): void {
    const changed = this.machine.feedback.codeChangesSince(before)
    if (changed.length === 0) return
    noteCodeChanges(this.cheats, changed, (address) =>
      this.machine.getCode(address).length === 0
        ? undefined
        : { address, artifact: this.artifactAt(address) },
    )
  }

  advance(seconds: bigint, blocks: bigint): void {
    if (seconds === 0n && blocks === 0n) return
    const { number, timestamp } = this.cheats.block
    this.setTime(number + blocks, timestamp + seconds)
  }

  setTime(number: bigint, timestamp: bigint): void {
    this.cheats.setTime(number, timestamp)
    this.setupRecord.note({ kind: 'block', number, timestamp })
  }
  setBalance(account: Address, wei: bigint): void {
    this.machine.setBalance(account, wei)
    this.setupRecord.note({ kind: 'balance', account, wei })
  }
  setStorage(address: Address, slot: bigint, word: bigint): void {
    const before = this.machine.getStorage(address, slot)
    this.machine.setStorage(address, slot, word)
    this.setupRecord.note({ kind: 'storage', write: { address, slot, before, word } })
  }
  setCode(address: Address, code: Uint8Array): void {
    this.machine.setCode(address, code)
    this.setupRecord.note({ kind: 'code', address, code })
  }

  takeConsole(): ConsoleLine[] {
    return this.#console.take()
  }
  keepConsole(on: boolean): void {
    this.#console.keep(on)
    this.cheats.showLogs(on)
  }

  trace<T>(
    run: () => T,
    options: Parameters<World['trace']>[1] = {},
  ): { readonly result: T; readonly trace: Trace } {
    return this.machine.trace(run, options)
  }

  commit(): void {
    if (this.cheats.get(snapshotsSlot).byId.size === 0) this.machine.commit()
  }
  save(): WorldState {
    const { values, block } = this.cheats
    return {
      machine: this.machine.capture(),
      block,
      cheats: values,
      record: this.setupRecord.place,
      stakes: this.#gifts?.stakes,
    }
  }
  load(state: WorldState): void {
    this.machine.restore(state.machine as Snapshot)
    this.cheats.goBack(state.cheats as CheatValues, state.block as BlockEnv)
    this.setupRecord.goTo(state.record as RecordPlace)
    this.#gifts?.goTo(state.stakes)
  }
  mark(): WorldMark {
    const { values, block } = this.cheats
    return {
      machine: this.machine.mark(),
      block,
      cheats: values,
      record: this.setupRecord.place,
      stakes: this.#gifts?.stakes,
    }
  }
  remembersSame(mark: WorldMark): boolean {
    return sameValues(this.cheats.values, mark.cheats as CheatValues)
  }
  isInBlockOf(mark: WorldMark): boolean {
    return this.cheats.block === mark.block
  }
  rollback(mark: WorldMark): void {
    this.machine.rollback(mark.machine as Mark)
    this.cheats.goBack(mark.cheats as CheatValues, mark.block as BlockEnv)
    this.setupRecord.goTo(mark.record as RecordPlace)
    this.#gifts?.goTo(mark.stakes)
  }

  #unsupported(cheatcode: string, selector: number, frame: HostFrame): UnsupportedCheatcodeError {
    const { caller } = frame
    const artifact = this.artifactAt(caller)
    const places = selectorPlaces(artifact, this.machine.getCode(caller), selector)
    return new UnsupportedCheatcodeError(cheatcode, caller, places)
  }

  /** The same error with the one place where the call was made: found by running it once more, step by step. */
  #located(error: UnsupportedCheatcodeError, message: EvmMessage): UnsupportedCheatcodeError {
    if (error.places.length === 1) return error
    const { values, block } = this.cheats
    const { trace } = this.machine.trace(
      () => {
        try {
          this.machine.call(message)
        } catch {
          // Known: it is the error that is to be placed.
        }
      },
      { steps: true, stacks: false, stepsMax: STEPS_MAX, bytesMax: BYTES_MAX },
    )
    this.cheats.goBack(values, block)
    const place = unsupportedPlace(this, trace)
    return place === undefined ? error : new UnsupportedCheatcodeError(error.cheatcode, error.caller, [place])
  }
}

/** Whether it did something that stays. */
function hasDone({ status, verdict }: WorldResult): boolean {
  return status === 'success' && verdict === 'ran'
}
