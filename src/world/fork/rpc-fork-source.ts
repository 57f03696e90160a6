// Forked state from a JSON-RPC endpoint: memory first, then the cache on disk, then the network. Blocks the calling
// thread while the network is asked; see docs/internals/fork-source.md for the whole picture.

import {
  addForkSlot,
  createForkFacts,
  type ForkBlock,
  type ForkFacts,
  type ForkSource,
} from '../../evm/fork-source.ts'
import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { type Endpoint, isLoopback, parseEndpoint } from './endpoint.ts'
import { createForkAsker, NOTHING_ASKED } from './fork-asker.ts'
import { type CachedPin, findCachedPins, type ForkCache, openForkCache } from './fork-cache.ts'
import { ForkError } from './fork-error.ts'
import type { BlockTag, Pin, SlotKey, StateQuestion } from './fork-queries.ts'
import type { ForkWorkerStatistics } from './fork-worker-protocol.ts'
import type { RpcLimits } from './rpc-client.ts'

const ADDRESS_PATTERN = /^0x[0-9a-fA-F]{40}$/
const CODE_BYTES_MAX = 1 << 20
// Large enough to keep all connections busy, small enough to be written down every few seconds on a slow endpoint.
const PART_ITEMS_MAX = 240

/** Limits for a public endpoint on an ordinary day. */
export const DEFAULT_RPC_LIMITS: RpcLimits = {
  timeoutMs: 20_000,
  attemptsMax: 6,
  backoffMs: 250,
  backoffMsMax: 8_000,
  retryAfterMsMax: 60_000,
  batchCallsMax: 30,
  concurrency: 4,
  callsPerSecond: undefined,
  answerBytesMax: 32 << 20,
}

/** Plain data, so that it can be sent to a campaign worker that makes its own source. */
export type RpcForkOptions = {
  /** http or https. May hold credentials; they are never shown. May be absent when offline. */
  readonly url?: string
  /** Further HTTP headers, such as `authorization`; their values count as secrets too. */
  readonly headers?: Readonly<Record<string, string>>
  /** A number, or a tag that is resolved once, here. Give campaign workers the number and hash that one source found. */
  readonly block: bigint | BlockTag
  /** What the caller expects of the pinned block, as a lesson has recorded it. Anything else is refused. */
  readonly expected?: { readonly chainId?: bigint; readonly hash?: bigint }
  /** Root of the disk cache, such as `.faultline/fork`. undefined: nothing is read from or written to disk. */
  readonly cacheDirectory?: string
  /**
   * Whose answers are cached. 'remote' (the default): not those of a node on this machine, because a development node
   * can change the state of a block under the same hash (anvil_setBalance, hardhat_setStorageAt), and asks are cheap there.
   */
  readonly cacheEndpoints?: 'remote' | 'all'
  /** True: the network is not used. What is not in the cache throws FORK_OFFLINE. */
  readonly offline?: boolean
  /**
   * When the endpoint is asked whether it still has the cached block under the same number. 'always': at creation.
   * 'beforeFetch': only before something else must be fetched, so a run that finds all in the cache sends nothing.
   * Default: 'always' for this machine, where a development node restarts with another chain; else 'beforeFetch'.
   */
  readonly verify?: 'always' | 'beforeFetch'
  readonly limits?: Partial<RpcLimits>
  /** Longest code that is taken; default 1 MiB. */
  readonly codeBytesMax?: number
  /** Seed of the random part of the waits between attempts, 0 to 2^64-1. Give each worker its own. */
  readonly jitterSeed?: bigint
}

export type ForkStatistics = ForkWorkerStatistics & {
  /** Questions that memory or disk answered. */
  readonly hits: number
  /** Questions for which the network was needed. */
  readonly misses: number
  /** Entries read from disk. */
  readonly cacheEntries: number
  /** What was damaged or unreadable in the cache, could not be written, or had to be assumed. */
  readonly problems: readonly string[]
}

export type RpcForkSource = ForkSource & {
  /** Fetches what is missing of all this at once, with few requests. */
  prefetch(addresses: Iterable<Address>, slots?: Iterable<SlotKey>): void
  statistics(): ForkStatistics
  /**
   * Stops the worker. What is in memory can still be asked; the rest throws FORK_CLOSED. Waiting for the promise is
   * optional: a source that is not closed does not keep the process alive either.
   */
  close(): Promise<void>
}

/**
 * A source pinned to one block of the chain behind an endpoint. Blocks until the block is known, unless the cache knows it.
 * @throws ForkError. RangeError or TypeError for an address, slot or block number that is none.
 */
export function createRpcForkSource(options: RpcForkOptions): RpcForkSource {
  const { url, headers = {}, expected } = options
  const isOffline = options.offline === true
  const endpoint = url === undefined ? undefined : parseEndpoint(url, headers)
  const cacheDirectory = usesCache(options, endpoint) ? options.cacheDirectory : undefined
  const codeBytesMax = options.codeBytesMax ?? CODE_BYTES_MAX
  const limits = checkedLimits({ ...DEFAULT_RPC_LIMITS, ...options.limits })
  const asker =
    url === undefined || isOffline
      ? undefined
      : createForkAsker({ url, headers, limits, codeBytesMax, jitterSeed: options.jitterSeed ?? 0n })
  const facts = createForkFacts()
  const assumptions: string[] = []
  const counts = { hits: 0, misses: 0, cacheEntries: 0 }

  // undefined: the block is known from the cache, and the endpoint has not been asked about it.
  let pin: Pin | undefined
  const block = pinFromCache({ ...options, cacheDirectory }, endpoint)?.block ?? pinFromEndpoint()
  const cache = cacheDirectory === undefined ? undefined : openCache(cacheDirectory)

  function pinFromEndpoint(): ForkBlock {
    try {
      return adoptPin(askPin(options.block))
    } catch (error) {
      // The caller gets no source that it could close.
      void asker?.close()
      throw error
    }
  }

  function askPin(wanted: bigint | BlockTag): Pin {
    if (asker === undefined) throw notInCache(`block ${wanted}`)
    const asked = asker.pin(wanted)
    refuseUnexpected(asked.block, expected, endpoint?.label ?? '')
    return asked
  }

  function adoptPin(asked: Pin): ForkBlock {
    pin = asked
    if (asked.isBlobBaseFeeAssumed) {
      assumptions.push(
        `the endpoint does not tell the blob base fee of block ${asked.block.number}; it was computed with the blob schedule of Ethereum mainnet`,
      )
    }
    facts.blockHashes.set(asked.block.number, asked.block.hash)
    if (asked.block.number > 0n) facts.blockHashes.set(asked.block.number - 1n, asked.parentHash)
    return asked.block
  }

  function openCache(root: string): ForkCache {
    const opened = openForkCache(root, block, { endpointKey: endpoint?.key, codeBytesMax })
    // The hashes that came with the block, under the name of this endpoint: the next run need not ask for the block.
    const isNews = pin !== undefined && !isKnownTo(root, block, endpoint)
    if (isNews) opened.append(facts)
    counts.cacheEntries += opened.refresh(facts)
    return opened
  }

  /** Makes sure that the endpoint still has the block that was taken from the cache on trust. */
  function verifiedPin(): Pin {
    if (pin !== undefined) return pin
    const asked = askPin(block.number)
    if (asked.block.hash !== block.hash || asked.block.chainId !== block.chainId) {
      throw new ForkError({
        code: 'FORK_WRONG_CHAIN',
        message:
          `${endpoint?.label}: block ${block.number} was ${describe(block)} when it was cached, ` +
          `and is ${describe(asked.block)} now.`,
        hint: 'The chain was reorganised, the node was reset, or the endpoint serves another chain. Verify at the start to use the block as it is now.',
        details: { endpoint: endpoint?.label ?? null, block: String(block.number) },
      })
    }
    adoptPin(asked)
    return asked
  }

  /** Puts everything that is asked for into memory, or throws. */
  function load(wanted: Wanted): void {
    let missing = missingOf(facts, wanted)
    // Another process or worker may have fetched it meanwhile.
    if (missing !== undefined && cache !== undefined) {
      counts.cacheEntries += cache.refresh(facts)
      missing = missingOf(facts, wanted)
    }
    if (missing === undefined) return
    if (asker === undefined) throw notInCache(nameOf(missing))
    const { byHash } = verifiedPin()
    for (const part of partsOf(missing)) {
      counts.misses += countOf(part)
      const answer = asker.state({ block: { number: block.number, hash: block.hash }, byHash, ...part })
      const learnt = createForkFacts()
      for (const into of [facts, learnt]) {
        for (const [address, account] of answer.accounts) into.accounts.set(address, account)
        for (const { address, slot, word } of answer.slots) addForkSlot(into, address, slot, word)
        for (const [number, hash] of answer.blockHashes) into.blockHashes.set(number, hash)
      }
      cache?.append(learnt)
      if (answer.failure !== undefined) throw new ForkError(answer.failure)
    }
  }

  function notInCache(missing: string): ForkError {
    if (!isOffline) {
      return new ForkError({
        code: 'FORK_OPTION',
        message: `There is no endpoint to ask for ${missing}.`,
        hint: 'Give the URL of a node, or work offline with a filled cache.',
      })
    }
    return new ForkError({
      code: 'FORK_OFFLINE',
      message: `The cache of forked state does not have ${missing}, and the network may not be used.`,
      hint: 'Run once with the network to fill the cache.',
      details: { missing, cacheDirectory: cacheDirectory ?? null },
    })
  }

  return {
    block,
    account(address) {
      const key = checkedAddress(address)
      if (facts.accounts.has(key)) counts.hits++
      else load({ accounts: [key], slots: [], blockHashes: [] })
      return facts.accounts.get(key)
    },
    storage(address, slot) {
      const key = checkedAddress(address)
      const known = facts.storage.get(key)?.get(slot)
      // An account that does not exist has no storage to ask for.
      if (known !== undefined || (facts.accounts.has(key) && facts.accounts.get(key) === undefined)) {
        counts.hits++
        return known ?? 0n
      }
      load({ accounts: [], slots: [{ address: key, slot: checkedSlot(slot) }], blockHashes: [] })
      return facts.storage.get(key)!.get(slot)!
    },
    blockHash(number) {
      if (number < 0n) throw new RangeError(`A block number is from 0 up, got ${number}.`)
      if (number > block.number) return 0n
      if (number === block.number) return block.hash
      if (facts.blockHashes.has(number)) counts.hits++
      else load({ accounts: [], slots: [], blockHashes: [number] })
      return facts.blockHashes.get(number)!
    },
    prefetch(addresses, slots = []) {
      const accountsWanted = new Set<Address>()
      for (const address of addresses) accountsWanted.add(checkedAddress(address))
      const slotsWanted = new Map<string, SlotKey>()
      for (const { address, slot } of slots) {
        const key = { address: checkedAddress(address), slot: checkedSlot(slot) }
        slotsWanted.set(`${key.address} ${slot}`, key)
      }
      load({ accounts: [...accountsWanted], slots: [...slotsWanted.values()], blockHashes: [] })
    },
    statistics: () => ({
      ...(asker?.statistics() ?? NOTHING_ASKED),
      ...counts,
      problems: [...assumptions, ...(cache?.problems() ?? [])],
    }),
    async close() {
      cache?.close()
      await asker?.close()
    },
  }
}

type PinOptions = Omit<RpcForkOptions, 'cacheDirectory'> & { readonly cacheDirectory: string | undefined }

function usesCache({ offline, cacheEndpoints }: RpcForkOptions, endpoint: Endpoint | undefined): boolean {
  // Offline the cache is all there is, and was asked for.
  return offline === true || cacheEndpoints === 'all' || endpoint === undefined || !isLoopback(endpoint)
}

/** The block that the cache knows under the number wanted, if it is certain which one is meant. */
function pinFromCache(options: PinOptions, endpoint: Endpoint | undefined): CachedPin | undefined {
  const { cacheDirectory, block: number, expected, offline } = options
  const isTrusted =
    offline === true ||
    (options.verify ?? (endpoint !== undefined && isLoopback(endpoint) ? 'always' : 'beforeFetch')) ===
      'beforeFetch'
  if (cacheDirectory === undefined || typeof number !== 'bigint' || !isTrusted) return undefined
  const pins = findCachedPins(cacheDirectory, { number, ...expected })
  const ofEndpoint =
    endpoint === undefined ? [] : pins.filter(({ endpointKeys }) => endpointKeys.has(endpoint.key))
  if (ofEndpoint.length === 1) return ofEndpoint[0]
  if (offline !== true) return undefined
  // Offline there is nobody to ask, so a block that is the only one with this number is the one.
  if (ofEndpoint.length === 0 && pins.length === 1) return pins[0]
  if (pins.length > 1) {
    throw new ForkError({
      code: 'FORK_OFFLINE',
      message: `The cache of forked state has ${pins.length} blocks ${number}: ${pins
        .slice(0, 4)
        .map((pin) => describe(pin.block))
        .join('; ')}.`,
      hint: 'Say which one is meant by its chain id and hash.',
      details: { block: String(number), cacheDirectory },
    })
  }
  return undefined
}

function refuseUnexpected(
  block: ForkBlock,
  expected: RpcForkOptions['expected'],
  endpointLabel: string,
): void {
  const isChain = expected?.chainId === undefined || expected.chainId === block.chainId
  const isHash = expected?.hash === undefined || expected.hash === block.hash
  if (isChain && isHash) return
  throw new ForkError({
    code: 'FORK_WRONG_CHAIN',
    message:
      `${endpointLabel}: block ${block.number} is ${describe(block)}; expected ` +
      `${expected?.chainId === undefined ? '' : `chain ${expected.chainId}, `}` +
      `${expected?.hash === undefined ? 'any hash' : `hash ${toHash(expected.hash)}`}.`,
    hint: 'Use an endpoint of the chain that is meant.',
    details: { endpoint: endpointLabel, block: String(block.number) },
  })
}

function isKnownTo(root: string, block: ForkBlock, endpoint: Endpoint | undefined): boolean {
  if (endpoint === undefined) return false
  return findCachedPins(root, block).some(({ endpointKeys }) => endpointKeys.has(endpoint.key))
}

type Wanted = Pick<StateQuestion, 'accounts' | 'slots' | 'blockHashes'>

/** What is not in memory; undefined if nothing is missing. */
function missingOf(facts: ForkFacts, wanted: Wanted): Wanted | undefined {
  const missing = {
    accounts: wanted.accounts.filter((address) => !facts.accounts.has(address)),
    slots: wanted.slots.filter(({ address, slot }) => facts.storage.get(address)?.has(slot) !== true),
    blockHashes: wanted.blockHashes.filter((number) => !facts.blockHashes.has(number)),
  }
  return countOf(missing) === 0 ? undefined : missing
}

/** Pieces that are fetched and written to disk one after the other, so that a process that is killed loses one. */
function* partsOf({ accounts, slots, blockHashes }: Wanted): Generator<Wanted> {
  const nothing: Wanted = { accounts: [], slots: [], blockHashes: [] }
  for (const part of chunksOf(accounts)) yield { ...nothing, accounts: part }
  for (const part of chunksOf(slots)) yield { ...nothing, slots: part }
  for (const part of chunksOf(blockHashes)) yield { ...nothing, blockHashes: part }
}

function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += PART_ITEMS_MAX) {
    yield items.slice(start, start + PART_ITEMS_MAX)
  }
}

function countOf({ accounts, slots, blockHashes }: Wanted): number {
  return accounts.length + slots.length + blockHashes.length
}

/** The first thing wanted, for a message, and how many more there are. */
function nameOf(wanted: Wanted): string {
  const [first] = [
    ...wanted.accounts.slice(0, 1).map((address) => `account ${address}`),
    ...wanted.slots.slice(0, 1).map(({ address, slot }) => `slot 0x${slot.toString(16)} of ${address}`),
    ...wanted.blockHashes.slice(0, 1).map((number) => `the hash of block ${number}`),
  ]
  const count = countOf(wanted)
  return count === 1 ? first! : `${first} and ${count - 1} more`
}

function checkedAddress(address: Address): Address {
  if (!ADDRESS_PATTERN.test(address)) throw new TypeError(`Not an address: ${JSON.stringify(address)}.`)
  return address.toLowerCase() as Address
}

function checkedSlot(slot: bigint): bigint {
  if (slot < 0n || slot > WORD_MAX) throw new RangeError(`A slot is from 0 to 2^256-1, got ${slot}.`)
  return slot
}

/** Every limit counts something: a whole number from 1 up. The rate may be a fraction, or absent. */
function checkedLimits(limits: RpcLimits): RpcLimits {
  for (const [name, value] of Object.entries(limits)) {
    const isRate = name === 'callsPerSecond'
    if (isRate && (value === undefined || (Number.isFinite(value) && value > 0))) continue
    if (!isRate && value !== undefined && Number.isSafeInteger(value) && value >= 1) continue
    throw new ForkError({
      code: 'FORK_OPTION',
      message: `The limit ${name} is ${value}; it must be a ${isRate ? '' : 'whole '}number above 0.`,
      details: { limit: name },
    })
  }
  return limits
}

function describe(block: Pick<ForkBlock, 'chainId' | 'hash'>): string {
  return `chain ${block.chainId}, hash ${toHash(block.hash)}`
}

function toHash(hash: bigint): string {
  return `0x${hash.toString(16).padStart(64, '0')}`
}
