/** Our engine, as a search uses it: one Machine, a mark before each call and a rollback after it. */

import type { Machine } from '../../src/evm/machine.ts'
import type { Address, ExecutionResult, Message } from '../../src/evm/types.ts'
import { ACTOR } from '../cases.ts'
import type { Engine, Sample, World } from './engine.ts'
import { addressOfWord, CALL_GAS, nowNs } from './engine.ts'

/** Settings whose price is measured. */
export type MachineSettings = {
  /** Remember hashes of short inputs, as mapping slots need them. Peers have no such cache. */
  readonly keccakMemo: boolean
  readonly coverage: boolean
  /** Compile every code before its first run. */
  readonly isCompiled?: boolean
}

/** Makes one Machine; every world that is opened lives in it. */
export async function loadMachine({ isCompiled, ...settings }: MachineSettings): Promise<Engine> {
  // Loaded here and not above: what loading costs is part of the resident memory.
  const { Machine } = await import('../../src/evm/machine.ts')
  const compiler =
    isCompiled === true ? new (await import('../../src/jit/jit.ts')).Jit({ threshold: 0 }) : undefined
  const machine = new Machine({ fork: 'cancun', ...settings, ...(compiler !== undefined && { compiler }) })
  machine.setBalance(ACTOR, 10n ** 24n)
  machine.commit()
  let worlds = 0n
  return {
    name: 'faultline',
    open: async (initcode, targetInput) => {
      worlds += 1n
      return open(machine, initcode, targetInput, worlds)
    },
  }
}

function open(machine: Machine, initcode: Uint8Array, targetInput: Uint8Array, worldNumber: bigint): World {
  // A deployer per world: the address of a created contract depends on its creator's nonce.
  const deployer: Address = `0x${(0xde910000n + worldNumber).toString(16).padStart(40, '0')}`
  const bench = succeeded(machine.call({ from: deployer, data: initcode, gas: CALL_GAS })).created
  if (bench === undefined) throw new Error('faultline: deployment created no contract')
  machine.commit()

  const callNow = (to: string, data: Uint8Array, times: number): Sample => {
    const message: Message = { from: ACTOR, to: to as Address, data, gas: CALL_GAS }
    let output: Uint8Array = new Uint8Array()
    const start = nowNs()
    for (let i = 1; i <= times; i++) {
      const mark = machine.mark()
      const result = succeeded(machine.call(message))
      if (i === times) output = result.output.slice()
      machine.rollback(mark)
    }
    return { elapsedNs: nowNs() - start, output }
  }

  const transactNow = (to: string, data: Uint8Array, times: number, readBack: Uint8Array): Sample => {
    const mark = machine.mark()
    const gasPrice = machine.block.baseFee
    let nonce = machine.getNonce(ACTOR)
    const start = nowNs()
    for (let i = 0; i < times; i++) {
      const result = machine.transact({
        type: 0,
        from: ACTOR,
        to: to as Address,
        nonce,
        gasLimit: 1_000_000n,
        gasPrice,
        value: 0n,
        data,
      })
      if (result.kind === 'invalid') throw new Error(`faultline: invalid transaction: ${result.detail}`)
      succeeded(result)
      nonce += 1n
    }
    const elapsedNs = nowNs() - start
    const { output } = callNow(to, readBack, 1)
    machine.rollback(mark)
    return { elapsedNs, output }
  }

  return {
    bench,
    target: addressOfWord(callNow(bench, targetInput, 1).output),
    call: async (to, data, times) => callNow(to, data, times),
    transact: async (to, data, times, readBack) => transactNow(to, data, times, readBack),
  }
}

function succeeded<Result extends ExecutionResult>(result: Result): Result {
  if (result.status !== 'success') throw new Error(`faultline: ${result.status} ${result.halt ?? ''}`)
  return result
}
