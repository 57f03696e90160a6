// What two functions call by the same name is the same thing to both, mostly: which offer, which position, which token.

import type { Prng } from '../../primitives/prng.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Call, TargetFunction } from '../types.ts'
import { lastInList } from '../attacker/batched-calls.ts'
import { plainName } from '../values/borrowed-arguments.ts'
import { isSameType } from '../../project/abi/same-type.ts'

/** By function, then by the one that it is compared with. */
const PLACES = new WeakMap<AbiFunction, WeakMap<AbiFunction, ReadonlyMap<number, number>>>()

/** Positions of the first function's arguments that have name and type of one of the second's, and which one that is. */
export function samePlaces(to: AbiFunction, from: AbiFunction): ReadonlyMap<number, number> {
  let known = PLACES.get(to)
  if (known === undefined) PLACES.set(to, (known = new WeakMap()))
  let places = known.get(from)
  if (places === undefined) known.set(from, (places = findPlaces(to, from)))
  return places
}

function findPlaces(to: AbiFunction, from: AbiFunction): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (const [place, { name, type }] of to.inputs.entries()) {
    const plain = plainName(name)
    if (plain === '') continue
    const other = from.inputs.findIndex(
      (each) => plainName(each.name) === plain && isSameType(each.type, type),
    )
    if (other >= 0) places.set(place, other)
  }
  return places
}

/** The call about what an earlier one was about, and by position the arguments that say so. */
export function aboutTheSame(
  call: Call,
  before: Call,
  functions: readonly TargetFunction[],
  writer: CallWriter,
  prng: Prng,
): { readonly call: Call; readonly places: ReadonlyMap<number, unknown> } {
  const earlier = lastInList(before, functions, (each) => writer.valuesOf(each)) ?? before
  const [to, from] = [functions[call.target], functions[earlier.target]]
  if (to === undefined || from === undefined) return { call, places: NONE }
  const named = samePlaces(to.abi, from.abi)
  const same = writer.pools.cutsTexts === true ? withText(named, to, from, prng) : named
  if (same.size === 0) return { call, places: NONE }
  const copied = writer.withWordsOf(call, earlier, same)
  if (copied !== undefined) return { call: copied, places: same }
  const [values, known] = [writer.valuesOf(call), writer.valuesOf(earlier)]
  if (values === undefined || known === undefined) return { call, places: NONE }
  const changed = values.map((value, i) => (same.has(i) ? known[same.get(i)!]! : value))
  return { call: writer.withValues(call, changed), places: same }
}

/**
 * Where texts may be parts of others, functions of a contract hardly ever take texts that have nothing to do with each other: if names say
 * nothing, mostly one text is what the earlier call said, too.
 */
function withText(
  same: ReadonlyMap<number, number>,
  to: TargetFunction,
  from: TargetFunction,
  prng: Prng,
): ReadonlyMap<number, number> {
  if (to.to !== from.to || to.index === from.index) return same
  const places = textsIn(to.abi)
  const others = textsIn(from.abi)
  if (places.length === 0 || others.length === 0 || places.some((place) => same.has(place))) return same
  if (prng.nextBelow(4) === 0) return same
  const [place, other] = [places, others].map((list) => list[prng.nextBelow(list.length)]!)
  return new Map(same).set(place!, other!)
}

function textsIn({ inputs }: AbiFunction): readonly number[] {
  return inputs.flatMap(({ type }, i) => (type.kind === 'string' ? i : []))
}

/**
 * Of earlier calls the one that a call goes on from, where the last of them was made somewhere else, as a trade between an order and its
 * settlement is: the last one of the same contract that speaks of the same things. Undefined: there is none, or the last is of the contract.
 */
export function lastOfTheSame(
  call: Call,
  earlier: readonly Call[],
  functions: readonly TargetFunction[],
): Call | undefined {
  const to = functions[call.target]
  if (to === undefined || earlier.at(-1)?.to === call.to) return undefined
  return earlier.findLast((each) => {
    const from = functions[each.target]
    return each.to === call.to && from !== undefined && samePlaces(to.abi, from.abi).size > 0
  })
}

/** Shorter words stand in many others. */
const WORD_LEAST = 3

/** Whether the argument is called as what a function makes: `loan` or `loanId` after openLoan(), or after open() of Loans. */
export function isNamedAfter(argument: string, { abi, artifact }: TargetFunction): boolean {
  const word = plainName(argument).toLowerCase().replace(/id$/, '')
  if (word.length < WORD_LEAST) return false
  return [abi.name, artifact.name].some((name) => name.toLowerCase().includes(word))
}

const NONE: ReadonlyMap<number, number> = new Map()
