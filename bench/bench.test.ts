import { describe, expect, test } from 'vitest'

import { CASE_NAMES, loadCases, WrongResultError } from './cases.ts'
import { EngineUnavailableError } from './engines/engine.ts'
import type { Forge } from './engines/forge.ts'
import { prepareForge } from './engines/forge.ts'
import { STORAGE_PROGRAM_INITCODE, STORAGE_PROGRAM_OUTPUT } from './storage-program.ts'
import { loadSubjects } from './subjects.ts'

// The answers come from models.ts, so engines that agree with them agree with each other.
const subjects = await loadSubjects()
const cases = [...(await loadCases('on')), ...(await loadCases('off'))]

test('every case exists with the optimizer on and off', () => {
  expect(cases.map(({ name, optimizer }) => `${name} ${optimizer}`)).toEqual([
    ...CASE_NAMES.map((name) => `${name} on`),
    ...CASE_NAMES.map((name) => `${name} off`),
  ])
})

describe.each(subjects)('$key', ({ engine, reason }) => {
  test.for(cases)('answers rightly: $name, optimizer $optimizer', async (each, { skip }) => {
    if (engine === undefined) return skip(reason)
    const world = await engine.open(each.initcode, each.targetInput)
    // The second round shows that the first left nothing behind.
    for (const n of [0, 1, each.warmIterations + 3, 1]) {
      const { output } = await world.call(world.bench, each.runInput(n), 2)
      expect(output).toEqual(each.runOutput(n))
    }
    const { output } = await world.call(world.target, each.outer.input, 2)
    expect(output).toEqual(each.outer.output)
    if (world.transact === undefined || each.readBack === undefined) return
    for (const times of [3, 2]) {
      const sent = await world.transact(world.target, each.outer.input, times, each.readBack.input)
      expect(sent.output).toEqual(each.readBack.output(times))
    }
  })

  test('answers rightly: storage program', async ({ skip }) => {
    if (engine === undefined) return skip(reason)
    const world = await engine.open(STORAGE_PROGRAM_INITCODE, new Uint8Array())
    const { output } = await world.call(world.bench, new Uint8Array(), 3)
    expect(output).toEqual(STORAGE_PROGRAM_OUTPUT)
  })
})

describe('forge', () => {
  const manyIterations = 20

  test('gives the right answers to all cases', async ({ skip }) => {
    const forge = await prepareForgeOrSkip(cases, skip)
    const durations = await forge.run(cases)
    expect([...durations.keys()]).toEqual(cases)
    for (const { fewNs, manyNs } of durations.values()) expect(Math.min(fewNs, manyNs)).toBeGreaterThan(0)
  })

  test('a wrong answer is found', async ({ skip }) => {
    const wrong = cases
      .filter(({ name, optimizer }) => name === 'arith' && optimizer === 'on')
      .map((each) => ({ ...each, runOutput: (n: number) => each.runOutput(n + 1) }))
    const forge = await prepareForgeOrSkip(wrong, skip)
    await expect(forge.run(wrong)).rejects.toThrow(WrongResultError)
  })

  async function prepareForgeOrSkip(wanted: typeof cases, skip: (reason: string) => never): Promise<Forge> {
    try {
      return await prepareForge(wanted, () => manyIterations)
    } catch (error) {
      if (error instanceof EngineUnavailableError) return skip(error.message)
      throw error
    }
  }
})
