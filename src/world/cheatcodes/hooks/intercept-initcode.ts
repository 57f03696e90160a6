// vm.interceptInitcode: the next creation reverts with its initcode. It runs all the same here, and is undone.

import type { InterceptAnswer, InterceptedCall } from '../../../evm/intercept.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'

type Interception = { readonly depth: number; readonly initcode: Uint8Array }

/** 'next': waiting for a creation. */
export const initcodeSlot: CheatSlot<'next' | Interception | undefined> = cheatSlot('initcode', undefined)

/** A creation is about to run; its frame will have the depth of the call. */
export function noteInitcode(context: CheatContext, call: InterceptedCall, depth: number): void {
  if (context.get(initcodeSlot) === 'next') context.set(initcodeSlot, { depth, initcode: call.input.slice() })
}

/** A creation came back. */
export function handleInterceptedCreation(context: CheatContext, depth: number): InterceptAnswer | undefined {
  const taken = context.get(initcodeSlot)
  if (taken === undefined || taken === 'next' || taken.depth !== depth) return undefined
  context.set(initcodeSlot, undefined)
  return { status: 'revert', output: taken.initcode }
}

export const interceptInitcodeCheats: CheatTable = {
  'interceptInitcode()': (context) => context.set(initcodeSlot, 'next'),
}
