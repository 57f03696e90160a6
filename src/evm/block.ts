// The block that executions see: what it is at first, what it may be, and how it gets into the core.

import { WORD_MAX } from '../primitives/bytes.ts'
import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { MachineInputError } from './errors.ts'
import type { ForkSource } from './fork-source.ts'
import type { BlockEnv } from './types.ts'

const DEFAULT: BlockEnv = {
  number: 1n,
  timestamp: 1n,
  coinbase: '0x0000000000000000000000000000000000000000',
  prevRandao: 0n,
  gasLimit: 30_000_000n,
  baseFee: 0n,
  blobBaseFee: 1n,
  chainId: 31_337n,
}

const ZERO: BlockEnv = {
  number: 0n,
  timestamp: 0n,
  coinbase: '0x0000000000000000000000000000000000000000',
  prevRandao: 0n,
  gasLimit: 0n,
  baseFee: 0n,
  blobBaseFee: 0n,
  chainId: 0n,
}

/** The block of one Machine. */
export class Block {
  readonly #core: Core
  /** What the core's memory holds, but for time and number; zero at first. */
  #env: BlockEnv = ZERO

  /** @param forkSource Whose block it is at first. Undefined: a local chain's first. */
  constructor(core: Core, forkSource: ForkSource | undefined) {
    this.#core = core
    this.change(DEFAULT)
    if (forkSource === undefined) return
    const { hash: _, ...env } = forkSource.block
    this.change({ ...env, blockHash: (number) => forkSource.blockHash(number) })
  }

  get env(): BlockEnv {
    const core = this.#core
    return {
      ...this.#env,
      // A batch moves time and number by itself.
      number: core.word(L.ENV + L.ENV_NUMBER),
      timestamp: core.word(L.ENV + L.ENV_TIMESTAMP),
    }
  }

  get blockHash(): BlockEnv['blockHash'] {
    return this.#env.blockHash
  }

  /** @throws MachineInputError for what is no word or address; then nothing has changed. */
  change(change: Partial<BlockEnv>): void {
    const core = this.#core
    const old = this.#env
    if (this.#isOnlyTime(change)) {
      core.setWord(L.ENV + L.ENV_NUMBER, change.number)
      core.setWord(L.ENV + L.ENV_TIMESTAMP, change.timestamp)
      return
    }
    check(change)
    const env = { ...old, ...change }
    core.setWord(L.ENV + L.ENV_NUMBER, change.number ?? core.word(L.ENV + L.ENV_NUMBER))
    core.setWord(L.ENV + L.ENV_TIMESTAMP, change.timestamp ?? core.word(L.ENV + L.ENV_TIMESTAMP))
    // Time passes between the calls of a search; the rest hardly ever changes.
    if (env.coinbase !== old.coinbase) core.setAddress(L.ENV + L.ENV_COINBASE, env.coinbase)
    if (env.prevRandao !== old.prevRandao) core.setWord(L.ENV + L.ENV_PREVRANDAO, env.prevRandao)
    if (env.gasLimit !== old.gasLimit) core.setWord(L.ENV + L.ENV_GAS_LIMIT, env.gasLimit)
    // Of an isolated transaction, until it ends: then the core puts back what it was before.
    const isLent = change.baseFee !== undefined && core.doors.isIsolated() !== 0
    if (isLent || env.baseFee !== old.baseFee) core.setWord(L.ENV + L.ENV_BASE_FEE, env.baseFee)
    if (env.blobBaseFee !== old.blobBaseFee) core.setWord(L.ENV + L.ENV_BLOB_BASE_FEE, env.blobBaseFee)
    if (env.chainId !== old.chainId) core.setWord(L.ENV + L.ENV_CHAIN_ID, env.chainId)
    this.#env = isLent ? { ...env, baseFee: old.baseFee } : env
  }

  /** A whole block that differs in time and number at most, both of which are words: what a search goes back and forth between. */
  #isOnlyTime(change: Partial<BlockEnv>): change is BlockEnv {
    const { number, timestamp } = change
    if (number === undefined || timestamp === undefined) return false
    if (number < 0n || number > WORD_MAX || timestamp < 0n || timestamp > WORD_MAX) return false
    const old = this.#env
    return (
      // The core's base fee is another one while that of a transaction is lent.
      this.#core.doors.isIsolated() === 0 &&
      change.coinbase === old.coinbase &&
      change.prevRandao === old.prevRandao &&
      change.gasLimit === old.gasLimit &&
      change.baseFee === old.baseFee &&
      change.blobBaseFee === old.blobBaseFee &&
      change.chainId === old.chainId &&
      change.blockHash === old.blockHash
    )
  }
}

function check(change: Partial<BlockEnv>): void {
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
