// The precompiles as a Machine calls them: priced first, executed only when paid for, answered from memory when they were
// asked before.

import { isAtLeast } from '../forks.ts'
import type { Fork } from '../types.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { ecrecover } from './01-ecrecover.ts'
import { createMemo } from './memo.ts'
import type { Memo, MemoLimits, MemoStats } from './memo.ts'
import type { Libraries, LoadLibrary, Precompile } from './precompile.ts'
import { precompileAt } from './registry.ts'

/** How a call to a precompile ended. Unless it is 'ok', all gas of the call is gone. */
export type PrecompileOutcome =
  | {
      readonly kind: 'ok'
      readonly gasUsed: bigint
      /** Belongs to the memory of answers: copy it, do not change it. */
      readonly output: Uint8Array
    }
  /** The call cannot pay; nothing was executed. */
  | { readonly kind: 'outOfGas' }
  /** The input is invalid. */
  | { readonly kind: 'failed' }

export type PrecompilesOptions = {
  /** Bounds of the memory of answers; false remembers nothing. Default: 8,192 entries, 16 MiB. */
  readonly memo?: MemoLimits | false
  /**
   * Gas above which a call counts as one that cannot pay, whatever its limit says. Default 100 M, more than a block of
   * mainnet holds. A search hands out gas as if it were endless (2^40), and a contract under attack can then ask for
   * 2^32 rounds of BLAKE2 or a modexp of megabytes: minutes that no chain would grant. The slowest precompiles take
   * 0.2 to 0.3 us per gas (BLAKE2F, the multi-scalar multiplications, modexp before Osaka), which is 30 s for 100 M gas:
   * where the block's gas limit is lower, pass that.
   */
  readonly gasPerCallMax?: bigint
}

/** Who signed what: the answer to an ecrecover that is known beforehand. */
export type KnownSignature = {
  /** What was signed, 0 to 2^256-1. */
  readonly hash: bigint
  /** 27 or 28. */
  readonly v: bigint
  readonly r: bigint
  readonly s: bigint
  /** The 20 bytes of the signer's address. */
  readonly signer: Uint8Array
}

export type Precompiles = {
  /** Whether there is a precompile at this address, given as a number, in this fork. */
  has(address: number, fork: Fork): boolean
  /**
   * Calls the precompile at an address. A function of its arguments alone: remembering changes nothing but the time.
   * @param input Read during the call only; may be a view of a Machine's memory.
   * @param gasLimit Gas that the call has.
   * @throws RangeError if there is no precompile at the address in this fork.
   */
  run(address: number, input: Uint8Array, gasLimit: bigint, fork: Fork): PrecompileOutcome
  /**
   * Tells who made a signature, so that ecrecover need not work it out: for keys that the search signs with itself.
   * It is believed. It may be forgotten like every answer, and then it is worked out. Without memory, nothing happens.
   */
  seed(signature: KnownSignature): void
  /** What the memory of answers did; undefined without one. */
  memoStats(): MemoStats | undefined
}

const MEMO_LIMITS: MemoLimits = { entriesMax: 8192, bytesMax: 16 * 2 ** 20 }
const GAS_PER_CALL_MAX = 100_000_000n

/**
 * The precompiles of all forks.
 * @param load Gives the libraries of precompile.ts, each when it is first needed; `createRequire(import.meta.url)` does.
 */
export function createPrecompiles(load: LoadLibrary, options: PrecompilesOptions = {}): Precompiles {
  const { memo: memoLimits = MEMO_LIMITS, gasPerCallMax = GAS_PER_CALL_MAX } = options
  const memo: Memo | undefined = memoLimits === false ? undefined : createMemo(memoLimits)
  const loadOnce = loadingOnce(load)

  function answer(precompile: Precompile, input: Uint8Array, fork: Fork): Uint8Array | undefined {
    const context = { fork, load: loadOnce }
    if (memo === undefined || !precompile.isCostly) return precompile.run(input, context)
    const scope = scopeOf(precompile, fork)
    const remembered = memo.find(scope, input)
    if (remembered !== undefined) return remembered.output
    const output = precompile.run(input, context)
    memo.remember(scope, input, output)
    return output
  }

  return {
    has: (address, fork) => precompileAt(address, fork) !== undefined,

    run(address, input, gasLimit, fork) {
      const precompile = precompileAt(address, fork)
      if (precompile === undefined) throw new RangeError(`No precompile at address ${address} in ${fork}.`)
      const gasUsed = precompile.gas(input, fork)
      if (gasUsed > gasLimit || gasUsed > gasPerCallMax) return { kind: 'outOfGas' }
      const output = answer(precompile, input, fork)
      return output === undefined ? { kind: 'failed' } : { kind: 'ok', gasUsed, output }
    },

    seed({ hash, v, r, s, signer }) {
      const input = new Uint8Array(128)
      for (const [index, word] of [hash, v, r, s].entries()) input.set(bigIntToBytes32(word), 32 * index)
      const output = new Uint8Array(32)
      output.set(signer, 12)
      // Any fork: ecrecover never changed.
      memo?.remember(scopeOf(ecrecover, 'london'), input, output)
    },

    memoStats: () => memo?.stats(),
  }
}

// Forks that answer alike share their answers.
function scopeOf({ address, changedIn }: Precompile, fork: Fork): number {
  const isChanged = changedIn !== undefined && isAtLeast(fork, changedIn)
  return address * 2 + (isChanged ? 1 : 0)
}

// `require` resolves the name anew on every call, which takes longer than some precompiles.
function loadingOnce(load: LoadLibrary): LoadLibrary {
  const loaded: Partial<Libraries> = {}
  return (name) => (loaded[name] ??= load(name))
}
