// The ways in which a Machine can run code. All must do the same.

import type { MachineOptions } from '../../src/evm/machine.ts'
import { Jit } from '../../src/jit/jit.ts'

/** 'fast' is the decoded code, 'checked' looks at every opcode on its own, 'compiled' compiles each code before its first run. */
export const WAYS = ['fast', 'checked', 'compiled'] as const
export type Way = (typeof WAYS)[number]

/** One for all: codes that many tests run are compiled once. */
const JIT = new Jit({ threshold: 0 })

/** Options of a Machine that runs everything in this way. */
export function optionsOf(way: Way): MachineOptions {
  return way === 'compiled' ? { compiler: JIT } : { interpreter: way }
}

export function isWay(text: string): text is Way {
  return WAYS.some((way) => way === text)
}
