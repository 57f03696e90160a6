import { Machine } from '../../src/evm/machine.ts'
import type { Fork } from '../../src/evm/types.ts'
import { optionsOf } from '../helpers/ways.ts'
import type { EngineOptions, StateTestCase, StateTestEngine, StateTestOutcome } from './engine.ts'

// A rollback keeps the code that was put in, and the room for it ends: a Machine is renewed after so many cases.
const CASES_PER_MACHINE = 1000

/** State tests on our Machine: one for each fork, rolled back after each case. */
export function createEngine(options: EngineOptions): StateTestEngine {
  const machines = new Map<Fork, { readonly machine: Machine; caseCount: number }>()
  const machineFor = (fork: Fork): Machine => {
    let current = machines.get(fork)
    if (current === undefined || current.caseCount >= CASES_PER_MACHINE) {
      current = { machine: new Machine({ fork, ...optionsOf(options.interpreter) }), caseCount: 0 }
      if (options.notes === true) current.machine.observations.observe({ comparisons: true, accesses: true })
      machines.set(fork, current)
    }
    current.caseCount++
    return current.machine
  }
  return {
    run: (testCase) => {
      try {
        return runOn(machineFor(testCase.fork), testCase)
      } catch (error) {
        // What a Machine holds after a defect of its own is unknown: the next case gets a new one.
        machines.delete(testCase.fork)
        throw error
      }
    },
  }
}

function runOn(machine: Machine, testCase: StateTestCase): StateTestOutcome {
  const empty = machine.mark()
  machine.setBlock(testCase.env)
  for (const [address, account] of testCase.pre) machine.setAccount(address, account)
  const result = machine.transact(testCase.transaction)
  const outcome: StateTestOutcome =
    result.kind === 'invalid'
      ? { kind: 'invalid', reason: result.reason, detail: result.detail, state: machine.dump() }
      : {
          kind: 'included',
          status: result.status,
          ...(result.halt !== undefined && { halt: result.halt }),
          gasPaid: result.gasPaid,
          // Decoded while they still can be; the data may be a view into the Machine.
          logs: result.logs.map((log) => ({ ...log, topics: [...log.topics], data: log.data.slice() })),
          state: machine.dump(),
        }
  machine.rollback(empty)
  return outcome
}
