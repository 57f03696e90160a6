import type { HostFrame } from '../evm/host.ts'
import type { Machine, Mark, Snapshot } from '../evm/machine.ts'
import type { Trace } from '../evm/trace.ts'
import type { Address, BlockEnv, ExecutionResult } from '../evm/types.ts'
import type { ContractArtifact, Project } from '../project/types.ts'
import { CONSOLE_ADDRESS, CREATE2_FACTORY, VM_ADDRESS } from './addresses.ts'
import { Cheats } from './cheatcodes/cheats.ts'
import { verdictOf } from './cheatcodes/hooks/assume.ts'
import { contractsSlot } from './cheatcodes/hooks/contracts.ts'
import { labelsSlot } from './cheatcodes/hooks/labels.ts'
import type { CheatValues } from './cheatcodes/memory.ts'
import { UnsupportedCheatcodeError } from './cheatcodes/unsupported.ts'
import { selectorPlaces } from './call-place.ts'
import { CallResult } from './call-result.ts'
import { Console } from './console/console.ts'
import { type InternalReverts, internalRevertsOf } from './internal-reverts.ts'
import type { ErrorLookup } from './revert-reason.ts'
import type { ConsoleLine, SetupOptions, World, WorldMark, WorldResult, WorldState } from './types.ts'

export type WorldParts = {
  readonly machine: Machine
  readonly options: SetupOptions
  /** Where the test contract is or will be. */
  readonly test: Address
  readonly sender: Address
  readonly errorsOf: ErrorLookup
}

type Message = Parameters<World['call']>[0]
type EvmMessage = Parameters<Machine['call']>[0]

// Stacks are kept with the steps: more would fill the memory.
const STEPS_MAX = 100_000

/** The one implementation of World. `setUpWorld` makes it. */
export class ContractWorld implements World {
  readonly project: Project
  readonly machine: Machine
  readonly test: { readonly address: Address; readonly artifact: ContractArtifact }
  readonly sender: Address
  readonly cheats: Cheats
  readonly errorsOf: ErrorLookup
  readonly #console = new Console()
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
    this.#gasLimit = options.project.config.test.gasLimit
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
    return this.cheats.get(labelsSlot)
  }

  contracts(): readonly { readonly address: Address; readonly artifact: ContractArtifact | undefined }[] {
    const out = []
    for (const address of this.cheats.get(contractsSlot).addresses) {
      if (address === VM_ADDRESS || address === CONSOLE_ADDRESS || address === CREATE2_FACTORY) continue
      if (this.machine.getCode(address).length === 0) continue
      out.push({ address, artifact: this.artifactAt(address) })
    }
    return out
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
    const { from = this.sender, to, data, value = 0n } = message
    return this.#run({ from, to, data, value, static: message.static === true })
  }

  /** Creates a contract as a transaction of its own. */
  create(message: {
    readonly from: Address
    readonly initcode: Uint8Array
    readonly value?: bigint
  }): WorldResult {
    return this.#run({ from: message.from, data: message.initcode, value: message.value ?? 0n })
  }

  #run(message: EvmMessage): WorldResult {
    const { values, block } = this.cheats
    this.cheats.allowsInternalReverts = this.#internalReverts(
      message.to === undefined ? undefined : message.data,
    )
    const complete = { ...message, gas: this.#gasLimit, gasPrice: this.#gasPrice }
    let result: ExecutionResult
    try {
      result = this.machine.call(complete)
    } catch (error) {
      // The Machine is as it was before; so is what cheatcodes remember.
      this.cheats.goBack(values, block)
      throw error instanceof UnsupportedCheatcodeError ? this.#located(error, complete) : error
    }
    const verdict = result.status === 'revert' ? verdictOf(result.output) : 'ran'
    return new CallResult(result, verdict, this.cheats.hasFailed)
  }

  advance(seconds: bigint, blocks: bigint): void {
    if (seconds === 0n && blocks === 0n) return
    const { number, timestamp } = this.cheats.block
    this.cheats.setBlock({ number: number + blocks, timestamp: timestamp + seconds })
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
    options: { readonly steps?: boolean } = {},
  ): { readonly result: T; readonly trace: Trace } {
    return this.machine.trace(run, options)
  }

  save(): WorldState {
    const { values, block } = this.cheats
    return { machine: this.machine.capture(), block, cheats: values }
  }
  load(state: WorldState): void {
    this.machine.restore(state.machine as Snapshot)
    this.cheats.goBack(state.cheats as CheatValues, state.block as BlockEnv)
  }
  mark(): WorldMark {
    const { values, block } = this.cheats
    return { machine: this.machine.mark(), block, cheats: values }
  }
  rollback(mark: WorldMark): void {
    this.machine.rollback(mark.machine as Mark)
    this.cheats.goBack(mark.cheats as CheatValues, mark.block as BlockEnv)
  }

  #unsupported(cheatcode: string, selector: number, frame: HostFrame): UnsupportedCheatcodeError {
    const { caller } = frame
    const artifact = this.artifactAt(caller)
    const places = selectorPlaces(artifact, this.machine.getCode(caller), selector)
    return new UnsupportedCheatcodeError(cheatcode, caller, places)
  }

  /** The same error with the one place where the call was made: found by running it once more, step by step. */
  #located(error: UnsupportedCheatcodeError, message: EvmMessage): UnsupportedCheatcodeError {
    if (error.places.length < 2) return error
    const { values, block } = this.cheats
    const { trace } = this.machine.trace(
      () => {
        try {
          this.machine.call(message)
        } catch {
          // Known: it is the error that is to be placed.
        }
      },
      { steps: true, stepsMax: STEPS_MAX, bytesMax: 0 },
    )
    this.cheats.goBack(values, block)
    const pc = trace.stepsCut ? undefined : trace.steps.at(-1)?.pc
    const place = pc === undefined ? undefined : error.places.findLast((each) => each.pc <= pc)
    return place === undefined ? error : new UnsupportedCheatcodeError(error.cheatcode, error.caller, [place])
  }
}
