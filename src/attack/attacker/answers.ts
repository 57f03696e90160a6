// What the attacker's contract says when it is asked: the friendly answer is the first thought. Others are any word that means
// something here, and errors, which somebody may take for their own.

import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import type { Prng } from '../../primitives/prng.ts'
import { encodeWithSelector } from '../../project/abi/encode.ts'
import type { AbiError } from '../../project/abi/types.ts'
import type { CallReaction, CampaignTarget } from '../types.ts'
import { generateUint } from '../values/generate-number.ts'
import { generateValues } from '../values/generate-value.ts'
import { canGenerate, type ValuePools } from '../values/value-pools.ts'

const NOTHING = new Uint8Array(0)

export class Answers {
  readonly #pools: ValuePools
  /** What contracts that are called revert with, each once. */
  readonly #errors: readonly AbiError[]

  constructor({ functions }: CampaignTarget, pools: ValuePools) {
    this.#pools = pools
    const errors = new Map<number, AbiError>()
    for (const { artifact } of functions)
      for (const each of artifact.abi.errors)
        if (canGenerate(each.inputs.map(({ type }) => type))) errors.set(each.selector, each)
    this.#errors = [...errors.values()]
  }

  /** A reaction without calls. */
  draw(prng: Prng): CallReaction {
    const kind = prng.nextBelow(8)
    if (kind < 2) return { calls: [], output: bigIntToBytes32(0n) }
    if (kind < 5)
      return { calls: [], output: bigIntToBytes32(generateUint(256, prng, this.#pools.dictionary)) }
    if (kind < 7 && this.#errors.length > 0) {
      const error = this.#errors[prng.nextBelow(this.#errors.length)]!
      const types = error.inputs.map(({ type }) => type)
      const values = generateValues(types, prng, this.#pools)
      return { calls: [], output: encodeWithSelector(error.selector, types, values), fails: 'revert' }
    }
    return kind === 7 ? { calls: [], fails: 'burn' } : { calls: [], output: NOTHING, fails: 'revert' }
  }
}
