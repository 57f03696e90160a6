// Things that a contract keeps under a number: campaigns, games, offers, jobs. Who makes one, and what can be done about it later.

import { isIdName } from '../../world/survey/plausible-arguments.ts'
import type { TargetFunction } from '../types.ts'
import { isNamedAfter } from './same-names.ts'

/** A thing with fewer functions has no life. */
const FUNCTIONS_LEAST = 2

export type Thing = {
  /** The function that makes one, by its index. */
  readonly maker: number
  /** Whether it returns the number. */
  readonly returnsNumber: boolean
  /** Functions of the same contract that are told which one is meant, and by which of their arguments. */
  readonly about: readonly { readonly index: number; readonly place: number }[]
}

/** By names and types alone: what returns a number makes things rather than what returns none. `closed`: functions that only some may call. */
export function thingsOf(
  functions: readonly TargetFunction[],
  closed: ReadonlySet<number>,
): readonly Thing[] {
  const byContract = new Map<string, TargetFunction[]>()
  for (const fn of functions) {
    if (fn.to === undefined || fn.isTest || fn.fixed !== undefined || closed.has(fn.index)) continue
    const known = byContract.get(fn.to)
    if (known === undefined) byContract.set(fn.to, [fn])
    else known.push(fn)
  }
  return [...byContract.values()].flatMap((all) => {
    const others = all.filter((fn) => numberOf(fn, undefined) < 0)
    const returning = others.filter(returnsNumber)
    return (returning.length > 0 ? returning : others).flatMap((maker): Thing[] => {
      if (numberOf(maker, maker) >= 0) return []
      const about = all.flatMap((fn) => {
        const place = numberOf(fn, maker)
        return place < 0 ? [] : [{ index: fn.index, place }]
      })
      return about.length < FUNCTIONS_LEAST
        ? []
        : [{ maker: maker.index, returnsNumber: returnsNumber(maker), about }]
    })
  })
}

/** The argument that says which thing is meant, by its name or by that of what returns it; -1 if there is none. */
function numberOf({ abi }: TargetFunction, maker: TargetFunction | undefined): number {
  return abi.inputs.findIndex(
    ({ name, type }) =>
      (type.kind === 'uint' || (type.kind === 'fixedBytes' && type.size === 32)) &&
      (isIdName(name) || (maker !== undefined && returnsNumber(maker) && isNamedAfter(name, maker))),
  )
}

function returnsNumber({ abi }: TargetFunction): boolean {
  return abi.outputs.some(({ type }) => type.kind === 'uint' || type.kind === 'fixedBytes')
}
