// Values that nobody can make up: signatures and proofs that the setup showed to everybody. A program says where the setup showed
// them, because in another version of the code they are others: they hold for its addresses.

import type { Address } from '../../evm/types.ts'
import type { CampaignTarget } from '../../attack/types.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import type { World } from '../../world/types.ts'
import { functionText } from './function-text.ts'
import type { ProgramSeen } from './types.ts'
import { decodedExactly } from './write-value.ts'

/** Different bytes that a value has at least which is not written by chance. */
const DIFFERENT_BYTES_LEAST = 16

type Shown = {
  readonly to: Address
  readonly abi: AbiFunction
  /** From 1, among calls of this function of this contract. */
  readonly number: number
  readonly values: readonly AbiValue[]
}

export class SeenValues {
  readonly #shown: readonly Shown[]

  constructor(world: World, target: CampaignTarget) {
    const counts = new Map<string, number>()
    this.#shown = (target.seeds ?? []).flatMap(({ to, data, target: index }): Shown[] => {
      const artifacts = [target.functions[index]?.artifact, world.artifactAt(to)]
      const abi = artifacts
        .flatMap((artifact) => artifact?.abi.functions ?? [])
        .find(({ selector }) => selector === selectorIn(data))
      if (abi === undefined) return []
      const key = `${to} ${abi.signature}`
      const number = (counts.get(key) ?? 0) + 1
      counts.set(key, number)
      const values = decodedExactly(abi, data)
      return values === undefined ? [] : [{ to, abi, number, values }]
    })
  }

  /**
   * For each argument of a call where the setup showed it, if it did. All from one call of the setup: what was signed goes with the
   * signature.
   * @param nameOf names an account in the program
   */
  find(
    to: Address,
    abi: AbiFunction,
    values: readonly AbiValue[],
    nameOf: (address: Address) => string,
  ): readonly (ProgramSeen | undefined)[] {
    for (const shown of this.#shown) {
      const text = functionText(shown.abi)
      if (text === undefined) continue
      const places = values.map((value, i) => placeOf(shown, abi.inputs[i]!.type, value))
      if (places.every((place) => place === undefined)) continue
      return values.map((value, i) => {
        const parameter = places[i] ?? (shown.to === to ? sameNamed(shown, abi, i, value) : undefined)
        if (parameter === undefined) return undefined
        return {
          seen: { to: nameOf(shown.to), function: text, number: shown.number, parameter: parameter + 1 },
        }
      })
    }
    return []
  }

  /** What the setup showed there, and as what type. */
  read(
    to: Address,
    signature: string,
    number: number,
    parameter: number,
  ): { readonly type: AbiType; readonly value: AbiValue } | undefined {
    const shown = this.#shown.find(
      (each) => each.to === to && each.abi.signature === signature && each.number === number,
    )
    const value = shown?.values[parameter - 1]
    return shown === undefined || value === undefined
      ? undefined
      : { type: shown.abi.inputs[parameter - 1]!.type, value }
  }
}

/** Which parameter had this value, which nobody writes by chance. */
function placeOf({ abi, values }: Shown, type: AbiType, value: AbiValue): number | undefined {
  if (!isUnlikely(type, value)) return undefined
  const at = values.findIndex((each, i) => isSameKind(type, abi.inputs[i]!.type) && isSame(each, value))
  return at < 0 ? undefined : at
}

/** The parameter of the same place with the same value. */
function sameNamed(shown: Shown, abi: AbiFunction, i: number, value: AbiValue): number | undefined {
  if (shown.abi.signature !== abi.signature) return undefined
  return isSame(shown.values[i]!, value) ? i : undefined
}

function isUnlikely(type: AbiType, value: AbiValue): boolean {
  if (type.kind === 'bytes' || type.kind === 'fixedBytes')
    return new Set(value as Uint8Array).size >= DIFFERENT_BYTES_LEAST
  if (type.kind === 'array')
    return (value as readonly AbiValue[]).some((each) => isUnlikely(type.element, each))
  return (
    type.kind === 'tuple' &&
    (value as readonly AbiValue[]).some((each, i) => isUnlikely(type.components[i]!.type, each))
  )
}

function isSameKind(left: AbiType, right: AbiType): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function isSame(left: AbiValue, right: AbiValue): boolean {
  if (left instanceof Uint8Array) return right instanceof Uint8Array && equalBytes(left, right)
  if (!Array.isArray(left)) return left === right
  return (
    Array.isArray(right) &&
    left.length === right.length &&
    left.every((each: AbiValue, i) => isSame(each, right[i] as AbiValue))
  )
}
