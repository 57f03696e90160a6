// Names of failures within a campaign: what has the same one is not looked for again.

import type { WorldResult } from '../world/types.ts'
import { selectorOfCall } from './selector-word.ts'
import type { Call, Property } from './types.ts'

/** Thefts are told apart by the function that was called last. */
export function detectorKey({ index }: Property, last: Call | undefined): string {
  return last === undefined ? `detector ${index}` : `detector ${index} ${last.to} ${selectorOfCall(last)}`
}

/** Of a call that broke a property by itself. */
export function failureKey(call: Call, result: WorldResult, property: Property): string {
  const { output } = result
  let text = `${property.kind} ${call.target}`
  // Selector and, of a panic or text, what follows: enough to tell causes apart, not values.
  for (let i = 0; i < Math.min(4, output.length); i++) text += ` ${output[i]}`
  if (property.kind === 'assertion') text += ` ${output.length}`
  return text
}
