import type { CheatSlot } from './context.ts'

/**
 * The values of all slots. Never changed in place: a change makes a new array, so that a reference to the old one is a
 * complete copy of what cheatcodes remembered then.
 */
export type CheatValues = readonly unknown[]

export const NO_VALUES: CheatValues = []

export function slotValue<Value>(values: CheatValues, slot: CheatSlot<Value>): Value {
  const value = values[slot.index]
  return value === undefined ? slot.initial : (value as Value)
}

export function withSlotValue<Value>(values: CheatValues, slot: CheatSlot<Value>, value: Value): CheatValues {
  const next = values.slice()
  // No holes: arrays with holes are slow to read.
  while (next.length <= slot.index) next.push(undefined)
  next[slot.index] = value
  return next
}

/** Whether two memories are the same to whoever calls; a list that was filled and emptied is as good as none. */
export function sameValues(left: CheatValues, right: CheatValues): boolean {
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
