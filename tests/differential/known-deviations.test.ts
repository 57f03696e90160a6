import { expect, test } from 'vitest'
import { deviationsIn, KNOWN_DEVIATIONS } from './known-deviations.ts'
import { WAYS } from '../helpers/ways.ts'
import { machineEngine } from './machine-engine.ts'
import { REFERENCE } from './reference.ts'
import { outcomesOf } from './scenario.ts'

test.each(KNOWN_DEVIATIONS)('the reference still departs from the protocol: $id', async (deviation) => {
  const outcomes = await outcomesOf(REFERENCE, deviation.scenario)
  expect(deviation.isRight(outcomes.at(-1)!)).toBe(false)
})

test.each(KNOWN_DEVIATIONS)('the Machine does not: $id', async ({ scenario, isRight }) => {
  for (const interpreter of WAYS) {
    const outcomes = await outcomesOf(machineEngine(interpreter), scenario)
    expect(isRight(outcomes.at(-1)!)).toBe(true)
  }
})

test.each(KNOWN_DEVIATIONS)('it is recognised while it happens: $id', async ({ id, scenario }) => {
  expect(await deviationsIn(scenario)).toEqual([id])
})
