// Trying something out and undoing it, also in the middle of an execution: a frame of host code that fails in the end.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import type { World } from '../../world/types.ts'

/** The last 20 bytes of keccak256('faultline trials'). */
export const TRIALS_ADDRESS: Address = '0x6de25f8abbba6a76a3a9284843b48ac9d2bacbe2'

const SLOAD = 0x54
const BALANCE = 0x31
const ADDRESS = 0x30
const POP = 0x50
const PUSH32 = 0x7f
const READING_GAS = 10_000_000n

/** The trials of one world. Binds a host account of its Machine. */
export class Trials {
  readonly #world: World
  #run: (() => void) | undefined

  constructor(world: World) {
    this.#world = world
    world.machine.bindHost(TRIALS_ADDRESS, () => {
      const run = this.#run
      this.#run = undefined
      run?.()
      return { status: 'revert' }
    })
  }

  get #machine(): Machine {
    return this.#world.machine
  }

  /** Runs something; what it does to state and time is undone, and is no part of the setup. May be nested. */
  undone<Result>(run: () => Result): Result {
    const { number, timestamp } = this.#machine.block
    const { setupRecord } = this.#world
    const { place } = setupRecord
    const results: Result[] = []
    this.#run = () => void results.push(run())
    try {
      this.#machine.call({ from: TRIALS_ADDRESS, to: TRIALS_ADDRESS })
    } finally {
      this.#run = undefined
      const now = this.#machine.block
      this.#world.advance(timestamp - now.timestamp, number - now.number)
      setupRecord.goTo(place)
    }
    if (results.length === 0) throw new Error('A trial did not run.')
    return results[0]!
  }

  /** Has slots of an account read by code, so that whoever watches now is told when they are written. */
  touchSlots(address: Address, slots: readonly bigint[]): void {
    const code = new Uint8Array(slots.length * 35)
    for (const [i, slot] of slots.entries()) {
      code[i * 35] = PUSH32
      for (let k = 0; k < 32; k++) code[i * 35 + 1 + k] = Number((slot >> BigInt(8 * (31 - k))) & 255n)
      code[i * 35 + 33] = SLOAD
      code[i * 35 + 34] = POP
    }
    this.#runCode(address, code)
  }

  /** The same of balances of ether, which are watched as one thing. */
  touchEther(): void {
    this.#runCode(READER, new Uint8Array([ADDRESS, BALANCE, POP]))
  }

  #runCode(address: Address, code: Uint8Array): void {
    this.undone(() => {
      this.#machine.setCode(address, code)
      this.#machine.call({ from: TRIALS_ADDRESS, to: address, gas: READING_GAS })
    })
  }
}

/** Nobody: its code exists while it reads. */
const READER: Address = '0x6de25f8abbba6a76a3a9284843b48ac9d2bacbe3'
