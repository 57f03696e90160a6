// What a setup or a property in TypeScript does to its world. The objects that user code holds are made of this.

import type { Trace } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { concatBytes } from '../../primitives/bytes.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { encodeArguments, encodeCall } from '../../project/abi/encode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { linkLibraries } from '../link-libraries.ts'
import { revertReason } from '../revert-reason.ts'
import type { WorldResult } from '../types.ts'
import type { ContractWorld } from '../world.ts'
import { actorAddress } from './actor-address.ts'
import { fromAbiValues, toAbiValues } from './contract-values.ts'
import { ContractCallError, SetupError } from './script-error.ts'
import type {
  AccountReference,
  Actor,
  CallOptions,
  ContractArgument,
  ContractReference,
  ContractValue,
  DeployedContract,
  DeployOptions,
  PropertyContext,
  SetupContext,
} from './types.ts'

const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const NAMES_SHOWN_MAX = 12
const NO_DATA = new Uint8Array(0)

/** A contract that a campaign may call, with its interface. */
type Known = { readonly address: Address; readonly artifact: ContractArtifact | undefined }

/** How a call went, as far as it is looked at. */
type Outcome = Pick<WorldResult, 'status' | 'halt' | 'output' | 'created' | 'verdict' | 'isFailed'>

type Asked = { readonly address: Address; readonly abi: AbiFunction; readonly owner: string }

/** Functions of a contract by name or signature; undefined: all of them. */
type Selected = { readonly address: Address; readonly functions: readonly AbiFunction[] | undefined }

export class ScriptSession {
  readonly world: ContractWorld
  /** Who deploys and calls if nobody is named. */
  readonly deployer: Address
  readonly targeted: Selected[] = []
  readonly excluded: Selected[] = []
  readonly #deployed = new Map<string, DeployedContract>()
  readonly #artifacts = new Map<Address, ContractArtifact>()
  readonly #actors = new Map<string, Actor>()
  readonly #libraries = new Map<string, Address>()
  #isSettingUp = true
  /** As it was after the setup: names mean the same however many contracts a search creates. */
  #contracts: readonly Known[] = []
  #labels: ReadonlyMap<Address, string> = new Map()
  /** Functions that properties ask for, by contract and function as they write them. */
  readonly #asked = new Map<string, Asked>()

  constructor(world: ContractWorld) {
    this.world = world
    this.deployer = world.sender
  }

  /** From now on nothing may be deployed or prepared. */
  end(): void {
    this.#contracts = this.world.contracts()
    this.#labels = this.world.labels
    this.#isSettingUp = false
  }

  /** What a property gets. */
  propertyContext(): PropertyContext {
    const { world } = this
    return {
      read: (contract, fn, args, options) => this.#call(contract, fn, args, options ?? {}, true) as never,
      call: (contract, fn, args, options) => this.#call(contract, fn, args, options ?? {}, false) as never,
      balance: (account) => {
        this.#lookAtWorld()
        return world.machine.getBalance(this.account(account))
      },
      contract: (name) => this.contract(name),
      block: () => {
        this.#lookAtWorld()
        const { number, timestamp } = world.cheats.block
        return { number, timestamp }
      },
    }
  }

  /** What a setup gets; refused once `end` was called. */
  setupContext(): SetupContext {
    const { world } = this
    const { cheats } = world
    const open = <Args extends unknown[], Result>(run: (...args: Args) => Result) => {
      return (...args: Args): Result => {
        if (!this.#isSettingUp)
          throw new SetupError('The setup has ended: its context cannot be used any more.', {
            hint: 'Await everything that setup begins; in a property use the context that it is given.',
          })
        return run(...args)
      }
    }
    const reading = this.propertyContext()
    return {
      read: open(reading.read) as SetupContext['read'],
      call: open(reading.call) as SetupContext['call'],
      balance: open(reading.balance),
      contract: open(reading.contract),
      block: open(reading.block),
      deploy: open((contract, args, options) => this.deploy(contract, args, options)),
      actor: open((name, options) => this.actor(name, options?.balance)),
      deal: open((account, wei) => world.setBalance(this.account(account), wordOf(wei, 'deal'))),
      warp: open((timestamp) => world.setTime(cheats.block.number, wordOf(timestamp, 'warp'))),
      roll: open((number) => world.setTime(wordOf(number, 'roll'), cheats.block.timestamp)),
      target: open((contract, functions) => void this.targeted.push(this.#select(contract, functions))),
      exclude: open((contract, functions) => void this.excluded.push(this.#select(contract, functions))),
    }
  }

  /**
   * As a cheatcode does that looks something up: what was looked at is not known to those who ask a property only when it may
   * have changed its mind (property-watch.ts of the search), so they ask it after every call.
   */
  #lookAtWorld(): void {
    this.world.cheats.noteEffect()
  }

  // ---- accounts --------------------------------------------------------------------------------------------------

  actor(name: string, balance?: bigint): Actor {
    let actor = this.#actors.get(name)
    if (actor === undefined) {
      actor = Object.freeze({ name, address: actorAddress(name) })
      this.#actors.set(name, actor)
      this.world.cheats.label(actor.address, name)
    }
    if (balance !== undefined) this.world.setBalance(actor.address, wordOf(balance, 'actor'))
    return actor
  }

  account(account: AccountReference): Address {
    if (typeof account !== 'string') return addressIn(account)
    if (ADDRESS.test(account)) return account.toLowerCase() as Address
    return this.#actors.get(account)?.address ?? this.#find(account).address
  }

  contract(name: string): DeployedContract {
    const deployed = this.#deployed.get(name)
    if (deployed !== undefined) return deployed
    const { address, artifact } = this.#find(name)
    const label = this.#labelsNow.get(address) ?? artifact?.name ?? name
    return Object.freeze({ name: artifact?.name ?? name, label, address })
  }

  /** What the setup calls a contract, if it gave it a name. */
  labelOf(address: Address): string | undefined {
    for (const deployed of this.#deployed.values()) if (deployed.address === address) return deployed.label
    return this.#labelsNow.get(address)
  }

  /** A contract by reference, with its interface if that is known. */
  known(contract: ContractReference): Known {
    const address =
      typeof contract !== 'string'
        ? addressIn(contract)
        : ADDRESS.test(contract)
          ? (contract.toLowerCase() as Address)
          : this.#find(contract).address
    return { address, artifact: this.#artifacts.get(address) ?? this.world.artifactAt(address) }
  }

  #find(name: string): Known {
    const deployed = this.#deployed.get(name)
    if (deployed !== undefined)
      return { address: deployed.address, artifact: this.#artifacts.get(deployed.address) }
    const contracts = this.#contractsNow
    const labels = this.#labelsNow
    const labelled = contracts.filter(({ address }) => labels.get(address) === name)
    const found =
      labelled.length > 0
        ? labelled
        : contracts.filter(({ artifact }) => artifact?.name === name || artifact?.id === name)
    if (found.length === 1) return found[0]!
    const names = [
      ...new Set([
        ...this.#deployed.keys(),
        ...this.#actors.keys(),
        ...contracts.flatMap(({ artifact }) => artifact?.name ?? []),
      ]),
    ]
    throw new SetupError(
      found.length === 0
        ? `There is no contract or actor ${JSON.stringify(name)}.`
        : `There are ${found.length} contracts ${JSON.stringify(name)}.`,
      {
        hint:
          found.length === 0
            ? names.length === 0
              ? 'Nothing is deployed yet.'
              : `There are: ${names.slice(0, NAMES_SHOWN_MAX).join(', ')}${names.length > NAMES_SHOWN_MAX ? ', …' : ''}.`
            : 'Give each a label when it is deployed, and use that.',
      },
    )
  }

  get #contractsNow(): readonly Known[] {
    return this.#isSettingUp ? this.world.contracts() : this.#contracts
  }
  get #labelsNow(): ReadonlyMap<Address, string> {
    return this.#isSettingUp ? this.world.labels : this.#labels
  }

  // ---- calls -----------------------------------------------------------------------------------------------------

  deploy(
    name: string,
    args: readonly ContractArgument[] = [],
    options: DeployOptions = {},
  ): DeployedContract {
    const { world } = this
    const artifact = this.artifactNamed(name)
    const inputs = artifact.abi.constructor?.inputs ?? []
    const values = toAbiValues(inputs, args, `The constructor of ${artifact.name}`, (text) =>
      this.account(text),
    )
    const linked = linkLibraries(world, artifact, this.#libraries)
    if ('failed' in linked)
      throw this.#callError(`Deploying library ${linked.failed.name}`, linked.result, linked.trace)
    const initcode = concatBytes(linked.initcode, encodeArguments(typesOf(inputs), values))
    const from = options.from === undefined ? this.deployer : this.account(options.from)
    const value = wordOf(options.value ?? 0n, 'deploy')
    const what = `Deploying ${artifact.name}`
    const address =
      options.at === undefined
        ? (this.run(what, () => world.create({ from, initcode, value })).created!.toLowerCase() as Address)
        : this.#deployAt(this.account(options.at), what, { from, initcode, value })
    this.#artifacts.set(address, artifact)
    if (options.label !== undefined) world.cheats.label(address, options.label)
    const deployed = Object.freeze({
      name: artifact.name,
      label: this.#freeLabel(options.label, artifact.name),
      address,
    })
    this.#deployed.set(deployed.label, deployed)
    return deployed
  }

  /** Runs the constructor at an address of the caller's choice, and leaves there the code that it gives. */
  #deployAt(
    address: Address,
    what: string,
    {
      from,
      initcode,
      value,
    }: { readonly from: Address; readonly initcode: Uint8Array; readonly value: bigint },
  ): Address {
    const { machine } = this.world
    if (machine.getCode(address).length > 0)
      throw new SetupError(`There is a contract at ${address} already.`)
    const { setupRecord } = this.world
    setupRecord.isOn = false
    try {
      machine.setCode(address, initcode)
      const { output } = this.run(what, () => this.world.call({ from, to: address, value, data: NO_DATA }))
      machine.setCode(address, output.slice())
      if (machine.getNonce(address) === 0n) machine.setNonce(address, 1n)
    } finally {
      setupRecord.isOn = true
    }
    setupRecord.note({ kind: 'createAt', from, value, initcode, address })
    return address
  }

  // Contracts without a label are numbered as findings do it: 'Token', 'Token 2'.
  #freeLabel(label: string | undefined, name: string): string {
    if (label !== undefined) {
      if (this.#deployed.has(label)) throw new SetupError(`There are two contracts labelled ${label}.`)
      return label
    }
    let free = name
    for (let i = 2; this.#deployed.has(free); i++) free = `${name} ${i}`
    return free
  }

  /** A contract of the project that can be deployed. */
  artifactNamed(name: string): ContractArtifact {
    const found = this.world.project.contracts
      .named(name)
      .filter(({ creation }) => creation.object.length > 0)
    if (found.length === 1) return found[0]!
    if (found.length === 0)
      throw new SetupError(`The project has no contract ${JSON.stringify(name)} that can be deployed.`, {
        hint: 'Write its name or "path/File.sol:Name"; interfaces and abstract contracts have no code.',
      })
    throw new SetupError(`The project has ${found.length} contracts ${JSON.stringify(name)}.`, {
      hint: `Write one of: ${found
        .slice(0, NAMES_SHOWN_MAX)
        .map(({ id }) => id)
        .join(', ')}.`,
    })
  }

  #call(
    contract: ContractReference,
    fn: string,
    args: readonly ContractArgument[] = [],
    options: CallOptions,
    isStatic: boolean,
  ): ContractValue | undefined {
    const { world } = this
    const { address, abi, owner } = this.#ask(contract, fn)
    const data = encodeCall(
      abi,
      toAbiValues(abi.inputs, args, owner, (text) => this.account(text)),
    )
    const from = options.from === undefined ? this.deployer : this.account(options.from)
    const value = wordOf(options.value ?? 0n, owner)
    const message = { from, to: address, data, value, ...(isStatic && { static: true }) }
    const result = this.run(
      owner,
      () => (this.#isSettingUp ? world.call(message) : this.callInside(message)),
      isStatic,
    )
    return fromAbiValues(abi.outputs, decodeArguments(typesOf(abi.outputs), result.output))
  }

  #ask(contract: ContractReference, fn: string): Asked {
    const key = `${typeof contract === 'string' ? contract : contract.address} ${fn}`
    const known = this.#isSettingUp ? undefined : this.#asked.get(key)
    if (known !== undefined) return known
    const { address, artifact } = this.known(contract)
    const abi = this.functionOf({ address, artifact }, fn)
    const asked = { address, abi, owner: `${artifact?.name ?? address}.${abi.signature}` }
    if (!this.#isSettingUp) this.#asked.set(key, asked)
    return asked
  }

  /** A call that a property makes: part of the call that asks it, if there is one. */
  callInside(message: Parameters<ContractWorld['call']>[0] & { readonly from: Address }): Outcome {
    const { machine, project } = this.world
    const { gasLimit, gasPrice } = project.config.test
    const { status, halt, output } = machine.call({ ...message, gas: gasLimit, gasPrice })
    return { status, output, verdict: 'ran', isFailed: false, ...(halt !== undefined && { halt }) }
  }

  /** Runs a call that must succeed. One of a setup that fails is run once more with a trace. */
  run(what: string, call: () => Outcome, isStatic = false): Outcome {
    const { world } = this
    if (!this.#isSettingUp) {
      const result = call()
      if (result.status === 'success') return result
      throw this.#callError(what, result, undefined, isStatic)
    }
    const mark = world.mark()
    const result = call()
    if (result.status === 'success' && !result.isFailed) return result
    world.rollback(mark)
    const traced = world.trace(call)
    throw this.#callError(what, traced.result, traced.trace, isStatic)
  }

  #callError(what: string, result: Outcome, trace: Trace | undefined, isStatic = false): ContractCallError {
    const output = result.output.slice()
    const isSkip = result.verdict === 'skip'
    if (result.status === 'success')
      return new ContractCallError(`${what} failed an assertion.`, { output, trace, isSkip })
    const reason = revertReason(output, result.halt ?? 'revert', this.world.errorsOf)
    const isChange = isStatic && result.halt === 'staticViolation'
    return new ContractCallError(
      `${what} failed: ${reason || 'it reverted without a reason'}`,
      { output, trace, isSkip },
      {
        ...(isChange && { hint: 'It changes the state: use call() instead of read().' }),
      },
    )
  }

  // ---- functions -------------------------------------------------------------------------------------------------

  /** A function by name or signature; of a contract with a fallback also one that others have: it may be a proxy. */
  functionOf({ address, artifact }: Known, fn: string): AbiFunction {
    const own = named(artifact?.abi.functions ?? [], fn)
    const found =
      own.length > 0 || artifact?.abi.hasFallback === false
        ? own
        : this.#contractsNow.flatMap((other) => named(other.artifact?.abi.functions ?? [], fn))
    const distinct = new Map(found.map((abi) => [abi.signature, abi]))
    if (distinct.size === 1) return [...distinct.values()][0]!
    const owner = artifact?.name ?? address
    if (distinct.size > 1)
      throw new SetupError(`${owner} has ${distinct.size} functions ${JSON.stringify(fn)}.`, {
        hint: `Write one of: ${[...distinct.keys()].slice(0, NAMES_SHOWN_MAX).join(', ')}.`,
      })
    const names = (artifact?.abi.functions ?? []).map(({ signature }) => signature)
    throw new SetupError(`${owner} has no function ${JSON.stringify(fn)}.`, {
      hint: `It has: ${names.slice(0, NAMES_SHOWN_MAX).join(', ')}${names.length > NAMES_SHOWN_MAX ? ', …' : ''}.`,
    })
  }

  #select(contract: ContractReference, functions: readonly string[] | undefined): Selected {
    const known = this.known(contract)
    return {
      address: known.address,
      functions: functions?.map((fn) => this.functionOf(known, fn)),
    }
  }
}

function named(functions: readonly AbiFunction[], fn: string): AbiFunction[] {
  const wanted = fn.replaceAll(' ', '')
  return functions.filter(({ name, signature }) => name === wanted || signature === wanted)
}

function addressIn(account: { readonly address: Address }): Address {
  const { address } = account
  if (typeof address === 'string' && ADDRESS.test(address)) return address.toLowerCase() as Address
  throw new SetupError(`${JSON.stringify(account) ?? 'undefined'} is no account.`, {
    hint: 'Give what deploy() or actor() returned, a name, or "0x" and 40 hex digits.',
  })
}

const WORD_LIMIT = 1n << 256n

function wordOf(value: bigint | number, where: string): bigint {
  const isNumber = typeof value === 'bigint' || Number.isSafeInteger(value)
  if (isNumber && BigInt(value) >= 0n && BigInt(value) < WORD_LIMIT) return BigInt(value)
  throw new SetupError(`${where}: ${String(value)} is no whole number from 0 to 2^256-1.`)
}
