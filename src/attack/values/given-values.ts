// Arguments that the author of a test wants it to be run with, among those that a search draws.

import type { AbiParameter, AbiValue } from '../../project/abi/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { type Fixtures, fixtureValues } from '../../world/fixtures.ts'

/** How many values in ten are taken from a parameter's fixture, if it has one (about what forge does). */
const GIVEN_OF_TEN = 4

/** Puts fixtures among the arguments of a function that were drawn otherwise. */
export class GivenValues {
  readonly #values: readonly (readonly AbiValue[])[]
  readonly #hasAny: boolean

  constructor(fixtures: Fixtures | undefined, inputs: readonly AbiParameter[]) {
    this.#values =
      fixtures === undefined || fixtures.size === 0
        ? []
        : inputs.map((input) => fixtureValues(fixtures, input))
    this.#hasAny = this.#values.some(({ length }) => length > 0)
  }

  /** The arguments with some replaced; the very ones, and nothing drawn, where no parameter has a fixture. */
  into<Values extends readonly AbiValue[]>(values: Values, prng: Prng): Values | AbiValue[] {
    if (!this.#hasAny) return values
    return values.map((value, i) => {
      const given = this.#values[i]!
      return given.length > 0 && prng.nextBelow(10) < GIVEN_OF_TEN
        ? given[prng.nextBelow(given.length)]!
        : value
    })
  }
}
