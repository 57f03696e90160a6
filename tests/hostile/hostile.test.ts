import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { MachineLimitError } from '../../src/evm/errors.ts'
import { Machine } from '../../src/evm/machine.ts'
import { bytecode, op, repeat } from '../helpers/bytecode.ts'
import { optionsOf, WAYS } from '../helpers/ways.ts'
import type { AttackOrder, AttackReport } from './attack-worker.ts'
import { ATTACKS } from './attacks/all-attacks.ts'
import { HEAVY_ATTACKS } from './attacks/filling-attacks.ts'
import { survive } from './run-attacks.ts'
import { ATTACKER, checkWitness, SENDER, witnessedMachine } from './witness.ts'

const STACK_MB = 64

describe.each(WAYS)('run %s', (way) => {
  // One Machine for all attacks as long as it is in order: what one leaves behind would show in the next.
  let machine: Machine = witnessedMachine(optionsOf(way))
  const hashAtFirst = machine.stateHash()

  afterEach(({ task }) => {
    if (task.result?.state === 'fail') machine = witnessedMachine(optionsOf(way))
  })

  test('the witness answers', () => {
    checkWitness(machine, hashAtFirst)
  })

  test.each(ATTACKS)('the Machine survives: $name', (attack) => {
    survive(machine, hashAtFirst, attack, { hasLargeStack: false })
  })

  test(`the Machine survives all of it in a worker with a stack of ${STACK_MB} MB`, async () => {
    const reports = await reportsOf({ way, attacks: 'all' })
    expect(reports.filter(({ error }) => error !== undefined)).toEqual([])
    expect(reports.length).toBe(ATTACKS.length)
  })
})

test('the Machine survives what takes gigabytes', async () => {
  const reports = await reportsOf({ way: 'fast', attacks: 'heavy' })
  expect(reports).toEqual(HEAVY_ATTACKS.map(({ name }) => ({ name, error: undefined })))
})

test('a Machine whose slots are all taken by its base says so, and works again after a reset', () => {
  const machine = new Machine()
  // Slots 2^k * 2^18 ... in every call: committed in between, the journal does not fill first.
  const perCall = 1 << 18
  const code = bytecode(repeat(perCall, op('SSTORE', op('ADD', op('DUP3'), op('CALLDATALOAD', 0)), 1)))
  machine.setAccount(ATTACKER, { nonce: 1n, code })
  const fill = (): void => {
    for (let turn = 0n; ; turn++) {
      const data = Buffer.from((turn * BigInt(perCall)).toString(16).padStart(64, '0'), 'hex')
      expect(machine.call({ from: SENDER, to: ATTACKER, data }).status).toBe('success')
      machine.commit()
    }
  }
  expect(fill).toThrow(MachineLimitError)
  // Reading what is there needs no room.
  expect(machine.getStorage(ATTACKER, 1n)).toBe(1n)

  machine.reset()
  expect(machine.dump().size).toBe(0)
  machine.setAccount(ATTACKER, { nonce: 1n, code: bytecode(op('SSTORE', 0, 1)) })
  expect(machine.call({ from: SENDER, to: ATTACKER }).status).toBe('success')
})

async function reportsOf(order: AttackOrder): Promise<readonly AttackReport[]> {
  const worker = new Worker(new URL('./attack-worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { stackSizeMb: STACK_MB },
  })
  const reports = await new Promise<readonly AttackReport[]>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The worker ended with exit code ${code}.`)))
  })
  await worker.terminate()
  return reports
}
