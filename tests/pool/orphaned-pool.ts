// A process with a pool whose workers are busy for ever, until somebody kills it. Argument: a Unix socket.

import { createPool } from '../../src/attack/pool/pool.ts'
import type { FakeStart, FakeWork } from './fake-runner.ts'

const pool = createPool<FakeStart, FakeWork, unknown>({
  workers: 2,
  runner: new URL('./fake-runner.ts', import.meta.url),
  start: { socket: process.argv[2]! },
})
let begun = 0
const onProgress = (): void => {
  begun++
  if (begun === 2) process.stdout.write('both busy\n')
}
const task = { campaign: 'A', name: 'loop', silenceSecondsMax: 600, work: { kind: 'loop' } } as const
await Promise.all([pool.run(task, { onProgress }), pool.run(task, { onProgress })])
