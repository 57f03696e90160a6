// vm.createFork and its family. From crates/cheatcodes/src/evm/fork.rs of foundry, for worlds that stand on one block of one
// chain (late-fork.ts): the usual `vm.createSelectFork("mainnet", 19_000_000)` at the beginning of setUp().

import type { ForkSource } from '../../../evm/fork-source.ts'
import type { HostFrame } from '../../../evm/host.ts'
import type { Address } from '../../../evm/types.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { CREATE2_FACTORY, VM_ADDRESS } from '../../addresses.ts'
import { ForkError } from '../../fork/fork-error.ts'
import { type CheatContext, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { UnsupportedCheatcodeError } from '../unsupported.ts'
import { type LateFork, lateForkOf } from './late-fork.ts'
import { rpcUrl } from './rpc-urls.ts'
import { addressOf, listOf, numberOf, textOf, U64_MAX } from './values.ts'

const FORKS_MAX = 1_000

type KnownFork = { readonly url: string; readonly block: bigint | 'latest' }

type ForkState = {
  /** By id. */
  readonly forks: readonly KnownFork[]
  readonly active: number | undefined
  readonly persistent: ReadonlySet<Address>
}

const state = cheatSlot<ForkState>('forks', { forks: [], active: undefined, persistent: new Set() })

/** Sources that were opened, by 'url block': the same question is asked once per world. */
const opened = new WeakMap<object, Map<string, ForkSource>>()

export const forkCheats: CheatTable = {
  'createFork(string)': (context, [alias], frame) => [create(context, frame, alias, 'latest')],
  'createFork(string,uint256)': (context, [alias, block], frame) => [
    create(context, frame, alias, numberOf(block)),
  ],
  'createSelectFork(string)': (context, [alias], frame) => [
    select(context, frame, create(context, frame, alias, 'latest')),
  ],
  'createSelectFork(string,uint256)': (context, [alias, block], frame) => [
    select(context, frame, create(context, frame, alias, numberOf(block))),
  ],
  'selectFork(uint256)': (context, [id], frame) => void select(context, frame, numberOf(id)),
  'activeFork()': (context) => [BigInt(activeFork(context, 'no active fork'))],
  'rollFork(uint256)': (context, [block], frame) =>
    roll(context, frame, activeFork(context, 'No fork active'), numberOf(block)),
  'rollFork(uint256,uint256)': (context, [id, block], frame) =>
    roll(context, frame, knownId(context, numberOf(id)), numberOf(block)),
  'makePersistent(address)': (context, accounts) => setPersistent(context, accounts, true),
  'makePersistent(address,address)': (context, accounts) => setPersistent(context, accounts, true),
  'makePersistent(address,address,address)': (context, accounts) => setPersistent(context, accounts, true),
  'makePersistent(address[])': (context, [accounts]) => setPersistent(context, listOf(accounts), true),
  'revokePersistent(address)': (context, accounts) => setPersistent(context, accounts, false),
  'revokePersistent(address[])': (context, [accounts]) => setPersistent(context, listOf(accounts), false),
  'isPersistent(address)': (context, [account]) => [isPersistent(context, addressOf(account))],
}

/** The id of a new fork. Nothing is asked of the endpoint before it is selected, but for the number of the newest block. */
function create(
  context: CheatContext,
  frame: HostFrame,
  alias: AbiValue | undefined,
  block: bigint | 'latest',
): bigint {
  const url = rpcUrl(context, textOf(alias))
  const { forks } = context.get(state)
  if (forks.length >= FORKS_MAX) throw new CheatcodeError(`more than ${FORKS_MAX} forks were created`)
  if (block !== 'latest' && block > U64_MAX) throw new CheatcodeError('block number must be less than 2^64')
  const pinned = block === 'latest' ? openFork(context, frame, { url, block }).block.number : block
  context.set(state, { ...context.get(state), forks: [...forks, { url, block: pinned }] })
  return BigInt(forks.length)
}

/** The world stands on this fork from now on: its accounts, its block, its chain id. */
function select(context: CheatContext, frame: HostFrame, id: bigint): bigint {
  const number = knownId(context, id)
  const late = requireLate(context, frame)
  const source = openFork(context, frame, context.get(state).forks[number]!)
  if (late.chosen !== undefined && late.chosen !== source)
    throw new UnsupportedCheatcodeError('A second fork in one test', frame.caller, [])
  if (context.get(state).active === number) return id
  late.choose(source)
  const { hash: _, gasLimit: __, ...block } = source.block
  context.setBlock({ ...block, blockHash: (asked) => source.blockHash(asked) })
  context.set(state, { ...context.get(state), active: number })
  return id
}

/** A fork that nobody selected may still go to another block; the one that the world stands on may not. */
function roll(context: CheatContext, frame: HostFrame, id: number, block: bigint): void {
  const { forks, active } = context.get(state)
  const fork = forks[id]!
  if (fork.block === block) return
  if (id === active) throw new UnsupportedCheatcodeError('vm.rollFork of the active fork', frame.caller, [])
  context.set(state, { ...context.get(state), forks: forks.with(id, { ...fork, block }) })
}

function openFork(context: CheatContext, frame: HostFrame, fork: KnownFork): ForkSource {
  const late = requireLate(context, frame)
  const sources = opened.get(late) ?? new Map<string, ForkSource>()
  opened.set(late, sources)
  const known = sources.get(`${fork.url} ${fork.block}`)
  if (known !== undefined) return known
  try {
    const source = late.open(fork)
    sources.set(`${fork.url} ${fork.block}`, source)
    // 'latest' is one block for the whole run.
    sources.set(`${fork.url} ${source.block.number}`, source)
    return source
  } catch (error) {
    if (error instanceof ForkError) throw new CheatcodeError(error.message, { cause: error })
    throw error
  }
}

function requireLate(context: CheatContext, frame: HostFrame): LateFork {
  const late = lateForkOf(context.machine)
  if (late === undefined)
    throw new UnsupportedCheatcodeError('Choosing a fork in this place', frame.caller, [])
  return late
}

function activeFork(context: CheatContext, otherwise: string): number {
  const { active } = context.get(state)
  if (active === undefined) throw new CheatcodeError(otherwise)
  return active
}

function knownId(context: CheatContext, id: bigint): number {
  if (id >= BigInt(context.get(state).forks.length))
    throw new CheatcodeError(`No matching fork found for ${id}`)
  return Number(id)
}

function setPersistent(context: CheatContext, accounts: readonly AbiValue[], isKept: boolean): void {
  const persistent = new Set(context.get(state).persistent)
  for (const account of accounts) {
    if (isKept) persistent.add(addressOf(account))
    else persistent.delete(addressOf(account))
  }
  context.set(state, { ...context.get(state), persistent })
}

/** The test, its sender, the cheatcodes and the factory always are. */
function isPersistent(context: CheatContext, account: Address): boolean {
  const always = [context.test, context.project.config.test.sender, VM_ADDRESS, CREATE2_FACTORY]
  return always.includes(account) || context.get(state).persistent.has(account)
}
