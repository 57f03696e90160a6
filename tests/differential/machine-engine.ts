import { Machine } from '../../src/evm/machine.ts'
import type { ExecutionResult, Fork } from '../../src/evm/types.ts'
import { optionsOf, type Way } from '../helpers/ways.ts'
import type { Engine, Outcome } from './scenario.ts'

/** A Machine keeps every code that it has seen, also over rollbacks: after this many worlds it is emptied. */
const WORLDS_PER_RESET = 1000

/** Our Machine. One for each fork, rolled back after each world, so that leftovers of a world would show in the next. */
export function machineEngine(way: Way): Engine {
  const machines = new Map<Fork, Machine>()
  let worlds = 0
  return {
    name: `Machine (${way})`,
    inWorld: async (world, play) => {
      const machine = machines.get(world.fork) ?? new Machine({ fork: world.fork, ...optionsOf(way) })
      // Back in the map only when it is in order: what a Machine holds after a defect of its own is unknown.
      machines.delete(world.fork)
      const empty = machine.mark()
      const emptyHash = machine.stateHash()
      machine.setBlock(world.block)
      for (const [address, account] of world.accounts) machine.setAccount(address, account)
      const result = await play({
        call: (message) => toOutcome(machine.call(message), machine),
        setBlock: (change) => machine.setBlock(change),
      })
      machine.rollback(empty)
      if (machine.stateHash() !== emptyHash) throw new Error('A rolled back Machine has another state hash.')
      machines.set(world.fork, machine)
      if (++worlds % WORLDS_PER_RESET === 0) for (const used of machines.values()) used.reset()
      return result
    },
  }
}

function toOutcome(result: ExecutionResult, machine: Machine): Outcome {
  return {
    status: result.status,
    halt: result.halt,
    output: result.output.slice(),
    gasUsed: result.gasUsed,
    gasRefund: result.gasRefund,
    created: result.created,
    logs: result.logs.map(({ address, topics, data }) => ({
      address,
      topics: [...topics],
      data: data.slice(),
    })),
    state: machine.dump(),
  }
}
