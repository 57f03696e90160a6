// What a function may do to the state, by its declaration.

import type { AbiFunction } from './types.ts'

/** It may change the state. */
export function isStateChanging({ mutability }: Pick<AbiFunction, 'mutability'>): boolean {
  return mutability !== 'view' && mutability !== 'pure'
}

/** It only answers. */
export function isView(abi: Pick<AbiFunction, 'mutability'>): boolean {
  return !isStateChanging(abi)
}

/** A view function without arguments. */
export function isGetter(abi: AbiFunction): boolean {
  return abi.inputs.length === 0 && abi.outputs.length > 0 && isView(abi)
}
