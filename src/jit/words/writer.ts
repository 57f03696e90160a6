// Where the arithmetic of words is written.

import type { Body } from '../emit/body.ts'
import type { Limb } from './limbs.ts'
import type { VirtualStack } from './virtual-stack.ts'

export type Writer = { readonly body: Body; readonly stack: VirtualStack }

/** Leaves the result of an instruction of two limbs on WebAssembly's stack. */
export function writeBinary({ body, stack }: Writer, instruction: number, x: Limb, y: Limb): void {
  stack.load(x)
  stack.load(y)
  body.op(instruction)
}
