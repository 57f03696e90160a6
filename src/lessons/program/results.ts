// What calls give back: ids, mostly, which are others in a world in which more has happened before.

import type { CampaignTarget } from '../../attack/types.ts'
import { bytesToBigInt, readWord } from '../../primitives/bytes.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { WorldResult } from '../../world/types.ts'

/** A number that a step gave back: which step and which of its outputs, from 1. */
export type StepResult = { readonly step: number; readonly output: number; readonly value: bigint }

/** Results of the steps of a program so far. */
export class Results {
  readonly #known: StepResult[] = []

  /** @param target TargetFunction.index @param step from 1 */
  add(step: number, { functions }: CampaignTarget, target: number, result: WorldResult): void {
    const abi = functions[target]?.abi
    if (abi === undefined || result.status !== 'success') return
    for (const [output, value] of numbersIn(abi, result.output)) this.#known.push({ step, output, value })
  }

  /** The last step that gave this number back. 0 is nobody's id. */
  find(value: bigint): StepResult | undefined {
    return value === 0n ? undefined : this.#known.findLast((each) => each.value === value)
  }

  get(step: number, output: number): bigint | undefined {
    return this.#known.find((each) => each.step === step && each.output === output)?.value
  }
}

/** Numbers and words among what a function gave back, by their place from 1. */
function numbersIn({ outputs }: AbiFunction, data: Uint8Array): readonly (readonly [number, bigint])[] {
  const [only] = outputs
  // Mostly it is one word.
  if (outputs.length === 1 && only!.type.kind === 'uint')
    return data.length >= 32 ? [[1, readWord(data, 0)]] : []
  try {
    return decodeArguments(typesOf(outputs), data).flatMap((value, i): (readonly [number, bigint])[] => {
      const { kind } = outputs[i]!.type
      if (typeof value === 'bigint' && kind === 'uint') return [[i + 1, value]]
      return value instanceof Uint8Array && kind === 'fixedBytes' && value.length === 32
        ? [[i + 1, bytesToBigInt(value)]]
        : []
    })
  } catch {
    return []
  }
}
