import { afterEach, describe, expect, test } from 'vitest'
import {
  type BlockingWorker,
  startBlockingWorker,
  WorkerLostError,
} from '../../src/world/fork/blocking-worker.ts'
import { workerEntry } from '../../src/world/worker-entry.ts'

let workers: BlockingWorker<string, string>[] = []

afterEach(async () => {
  for (const worker of workers) await worker.close()
  workers = []
})

function start(
  mood: string,
  name = 'blocking-worker-entry',
  waitSliceMs?: number,
): BlockingWorker<string, string> {
  const entry = workerEntry(name, import.meta.url)
  const worker = startBlockingWorker<{ mood: string }, string, string>(entry, { mood }, waitSliceMs)
  workers.push(worker)
  return worker
}

describe('a blocking worker', () => {
  test('answers one question after the other', () => {
    const worker = start('calm')
    expect(['a', 'b', 'c'].map((question) => worker.ask(question))).toEqual(['calm: a', 'calm: b', 'calm: c'])
  })

  test('that throws at the start ends the wait', () => {
    expect(() => start('throws at the start').ask('a')).toThrow(WorkerLostError)
  })

  test.each(['throw', 'exit'])(
    'that ends at a question (%s) ends this wait and every later one',
    (question) => {
      const worker = start('calm')
      expect(worker.ask('a')).toBe('calm: a')
      expect(() => worker.ask(question)).toThrow(WorkerLostError)
      expect(() => worker.ask('b')).toThrow(WorkerLostError)
    },
  )

  test('that does not exist ends the wait when no pulse comes', () => {
    expect(() => start('calm', 'no-such-entry', 5).ask('a')).toThrow(WorkerLostError)
  })
})
