import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

import type { VectorFile } from './archives.ts'
import { FIXTURE_FILE } from './fixture-cases.ts'
import type { FileResult } from './run-file.ts'
import { distribute, EngineStartError, runVectors, type RunOptions } from './run-vectors.ts'

function fixtureFiles(count: number): readonly VectorFile[] {
  const path = fileURLToPath(FIXTURE_FILE)
  return Array.from({ length: count }, (_, index) => ({ name: `fixtures/${index}.json`, path, bytes: 100 }))
}

function optionsFor(engine: string): RunOptions {
  return {
    selection: {},
    engines: [{ interpreter: 'fast' }],
    workerCount: 2,
    engineModule: new URL(`./fixtures/${engine}.ts`, import.meta.url).href,
  }
}

function differencesOf(results: readonly FileResult[]): readonly string[] {
  return results.flatMap(({ failures }) => failures.map(({ differences }) => differences[0]!))
}

describe('running files on threads', () => {
  test('counts every case once, also those that throw or kill their thread', async () => {
    const [results = []] = await runVectors(fixtureFiles(3), optionsFor('misbehaving-engine'))
    expect(results.map(({ fileName }) => fileName)).toEqual(fixtureFiles(3).map(({ name }) => name))
    for (const { forks, failures } of results) {
      expect(forks).toEqual({
        London: { passed: 0, failed: 1, unsupported: 0, leftOut: 0 },
        Osaka: { passed: 0, failed: 1, unsupported: 0, leftOut: 0 },
        Berlin: { passed: 0, failed: 0, unsupported: 1, leftOut: 0 },
        Cancun: { passed: 1, failed: 0, unsupported: 0, leftOut: 0 },
      })
      expect(failures.map(({ id }) => id.split('::').at(-2))).toEqual(['London', 'Osaka'])
    }
    expect(differencesOf(results)[0]).toMatch(/threw: Error: a defect of the engine/)
    expect(differencesOf(results)[1]).toBe('the thread that ran it died: exit code 7')
  })

  test('runs every file on every engine, also after one of them killed the thread', async () => {
    const options = optionsFor('misbehaving-engine')
    const [alone = []] = await runVectors(fixtureFiles(3), options)
    const several = await runVectors(fixtureFiles(3), {
      ...options,
      engines: [{ interpreter: 'fast' }, { interpreter: 'checked' }, { interpreter: 'compiled' }],
    })
    expect(several.map((results) => results.map(({ forks }) => forks))).toEqual(
      [alone, alone, alone].map((results) => results.map(({ forks }) => forks)),
    )
    expect(several.map((results) => differencesOf(results)[1])).toEqual(
      Array(3).fill('the thread that ran it died: exit code 7'),
    )
  })

  test('gives up a case without an end', async () => {
    const selection = { fork: 'osaka' }
    const [results = []] = await runVectors(fixtureFiles(1), {
      ...optionsFor('endless-engine'),
      selection,
      caseMsMax: 300,
    })
    expect(differencesOf(results)).toEqual(['the thread that ran it died: no end within 0.3 s'])
  })

  test('an engine that cannot be loaded is one error, not a failure of every file', async () => {
    await expect(runVectors(fixtureFiles(2), optionsFor('absent-engine'))).rejects.toThrow(EngineStartError)
  })

  test('runs one case alone by its whole id', async () => {
    const [all = []] = await runVectors(fixtureFiles(3), optionsFor('misbehaving-engine'))
    const { id } = all[1]!.failures[0]!
    const [one = []] = await runVectors(fixtureFiles(3), {
      ...optionsFor('misbehaving-engine'),
      selection: { match: id },
    })
    expect(one).toHaveLength(1)
    expect(one[0]!.failures.map((failure) => failure.id)).toEqual([id])
    expect(Object.keys(one[0]!.forks)).toEqual(['London'])
  })
})

describe('the distribution of files', () => {
  test('gives each file to one thread, and about as many bytes to each', () => {
    const files = Array.from({ length: 100 }, (_, index) => ({
      name: String(index),
      path: '',
      bytes: index * index,
    }))
    const lists = distribute(files, 3)
    expect(
      lists
        .flat()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(files.map(({ name }) => name).sort())
    const sizes = lists.map((list) => list.reduce((sum, { bytes }) => sum + bytes, 0))
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(10_000)
    expect(distribute([...files].reverse(), 3)).toEqual(lists)
  })

  test('starts no thread without a file', () => {
    expect(distribute([], 4)).toEqual([])
    expect(distribute([{ name: 'a', path: '', bytes: 1 }], 4)).toHaveLength(1)
  })
})
