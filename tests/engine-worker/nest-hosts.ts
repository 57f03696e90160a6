import { MachineStackError } from '../../src/evm/errors.ts'
import type { Machine } from '../../src/evm/machine.ts'
import type { Address } from '../../src/evm/types.ts'

const HOST: Address = '0x00000000000000000000000000000000000000b2'
const USER: Address = '0x00000000000000000000000000000000000000a1'

export type Nesting = {
  /** Deepest frame that host code saw. */
  readonly depth: number
  /** How the call ended that no frame was left for; undefined if the stack ended first. */
  readonly refused: string | undefined
  readonly stackEnded: boolean
  /** The Machine computes as before. */
  readonly works: boolean
}

/** A host account that calls itself until something stops it. */
export function nestHosts(machine: Machine): Nesting {
  let depth = 0
  let refused: string | undefined
  machine.bindHost(HOST, (frame) => {
    depth = Math.max(depth, frame.depth)
    const inner = machine.call({ from: HOST, to: HOST })
    if (inner.status === 'halt') refused ??= inner.halt
    return { status: 'return' }
  })
  const before = machine.stateHash()
  let stackEnded = false
  try {
    machine.call({ from: USER, to: HOST })
  } catch (error) {
    if (!(error instanceof MachineStackError)) throw error
    stackEnded = true
  }
  const isUnchanged = machine.stateHash() === before
  // 2 + 3, as the data of a revert.
  const sum = machine.call({
    from: USER,
    data: Uint8Array.from([0x60, 2, 0x60, 3, 0x01, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xfd]),
  })
  return { depth, refused, stackEnded, works: isUnchanged && sum.output[31] === 5 }
}
