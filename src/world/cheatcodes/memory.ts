import type { CheatSlot } from './context.ts'

/**
 * The values of all slots. Never changed in place: a change makes new values, so that a reference to the old ones is a
 * complete copy of what cheatcodes remembered then.
 */
export class CheatValues {
  readonly list: readonly unknown[]
  /** What follows from all of them but pranks, once somebody asked: what the Machine must tell. */
  needs: NeedsBesidePranks | undefined

  constructor(list: readonly unknown[], needs: NeedsBesidePranks | undefined) {
    this.list = list
    this.needs = needs
  }
}

/** Why the hooks of cheatcodes must be told of something, pranks apart. */
export type NeedsBesidePranks = {
  readonly frames: boolean
  readonly logs: boolean
  readonly accesses: boolean
  /** Pranks are not all that changes calls. */
  readonly isSwapped: boolean
}

export const NO_VALUES: CheatValues = new CheatValues([], undefined)

export function slotValue<Value>(values: CheatValues, slot: CheatSlot<Value>): Value {
  const value = values.list[slot.index]
  return value === undefined ? slot.initial : (value as Value)
}

/** @param keepsNeeds the slot is that of pranks */
export function withSlotValue<Value>(
  values: CheatValues,
  slot: CheatSlot<Value>,
  value: Value,
  keepsNeeds: boolean,
): CheatValues {
  const next = values.list.slice()
  // No holes: arrays with holes are slow to read.
  while (next.length <= slot.index) next.push(undefined)
  next[slot.index] = value
  return new CheatValues(next, keepsNeeds ? values.needs : undefined)
}

/** Whether two memories are the same to whoever calls; a list that was filled and emptied is as good as none. */
export function sameValues({ list: left }: CheatValues, { list: right }: CheatValues): boolean {
  if (left === right) return true
  for (let i = Math.max(left.length, right.length) - 1; i >= 0; i--) {
    const [a, b] = [left[i], right[i]]
    if (a !== b && !(isNothing(a) && isNothing(b))) return false
  }
  return true
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0)
}
