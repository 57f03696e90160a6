// Runs a list of attacks, one after the other on the same Machine, in a worker with the native stack that engines get.

import { parentPort, workerData } from 'node:worker_threads'
import { optionsOf, type Way } from '../helpers/ways.ts'
import { ATTACKS } from './attacks/all-attacks.ts'
import { HEAVY_ATTACKS } from './attacks/filling-attacks.ts'
import { survive } from './run-attacks.ts'
import { witnessedMachine } from './witness.ts'

/** What the worker is to do. */
export type AttackOrder = { readonly way: Way; readonly attacks: 'all' | 'heavy' }

/** What became of one attack. */
export type AttackReport = { readonly name: string; readonly error: string | undefined }

const order = workerData as AttackOrder
let machine = witnessedMachine(optionsOf(order.way))
const hashAtFirst = machine.stateHash()

const reports = (order.attacks === 'heavy' ? HEAVY_ATTACKS : ATTACKS).map((attack): AttackReport => {
  try {
    survive(machine, hashAtFirst, attack, { hasLargeStack: true })
    return { name: attack.name, error: undefined }
  } catch (error) {
    machine = witnessedMachine(optionsOf(order.way))
    return {
      name: attack.name,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  }
})
parentPort!.postMessage(reports)
