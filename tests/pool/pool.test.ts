// The pool with real processes. What needs time is waited for by its event.

import { afterEach, describe, expect, test } from 'vitest'
import { createInProcessPool } from '../../src/attack/pool/in-process-pool.ts'
import { createPool, type PoolOptions } from '../../src/attack/pool/pool.ts'
import type { Pool, PoolEvent, PoolTask, RunOptions } from '../../src/attack/pool/types.ts'
import { WorkerProcess } from '../../src/attack/pool/worker-process.ts'
import { createTaskRunner, type FakeStart, type FakeWork } from './fake-runner.ts'

const RUNNER = new URL('./fake-runner.ts', import.meta.url)

let pools: Pool<FakeWork, unknown>[] = []
afterEach(async () => {
  await Promise.all(pools.map(async (pool) => pool.close()))
  pools = []
})

/** A pool with what it told, closed when the test has ended. */
function startPool(options: Partial<PoolOptions<FakeStart>> = {}): {
  readonly pool: Pool<FakeWork, unknown>
  readonly events: PoolEvent[]
} {
  const events: PoolEvent[] = []
  const pool = createPool<FakeStart, FakeWork, unknown>({
    workers: 1,
    runner: RUNNER,
    start: {},
    onEvent: (event) => events.push(event),
    ...options,
  })
  pools.push(pool)
  return { pool, events }
}

const task = (work: FakeWork, rest: Partial<PoolTask<FakeWork>> = {}): PoolTask<FakeWork> => ({
  campaign: 'A',
  name: 'the task',
  silenceSecondsMax: 120,
  work,
  ...rest,
})

/** Runs a task that works until told otherwise; resolves when its worker shows progress. */
function runAndSee(
  pool: Pool<FakeWork, unknown>,
  work: PoolTask<FakeWork>,
  options: RunOptions = {},
): { readonly result: Promise<unknown>; readonly begun: Promise<number> } {
  const { promise: begun, resolve } = Promise.withResolvers<number>()
  const result = pool.run(work, { ...options, onProgress: resolve })
  result.catch(() => undefined)
  return { result, begun }
}

const startedPids = (events: readonly PoolEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'started' ? [event.pid] : []))
const lostEvents = (events: readonly PoolEvent[]): (PoolEvent & { kind: 'lost' })[] =>
  events.filter((event) => event.kind === 'lost')

const plainValues = {
  amounts: [0n, -1n, 2n ** 256n - 1n],
  bytes: new Uint8Array([0, 1, 254, 255]),
  nested: { map: new Map([[1n, 'one']]), nothing: undefined, number: 1.5 },
}

describe.each([
  ['worker processes', () => startPool().pool],
  ['this process', () => createInProcessPool(startedRunner)],
] as const)('a pool on %s', (_name, start) => {
  test('carries bigint, bytes and nested data there and back', async () => {
    expect(await start().run(task({ kind: 'echo', value: plainValues }))).toEqual(plainValues)
  })

  test('hands on what a runner throws, and runs the next task', async () => {
    const pool = start()
    await expect(pool.run(task({ kind: 'throw', message: 'no such lane' }))).rejects.toMatchObject({
      name: 'RangeError',
      message: 'no such lane',
    })
    expect(await pool.run(task({ kind: 'echo', value: 1 }))).toBe(1)
  })

  test('refuses results and tasks that are no plain data', async () => {
    const pool = start()
    await expect(pool.run(task({ kind: 'unclonable' }))).rejects.toThrow(/could not be cloned/)
    await expect(pool.run(task({ kind: 'echo', value: () => 1 }))).rejects.toThrow(/could not be cloned/)
    expect(await pool.run(task({ kind: 'echo', value: 2 }))).toBe(2)
  })

  test('a view into a large buffer travels as its own bytes', async () => {
    const result = (await start().run(task({ kind: 'view', bytes: 1 << 26 }))) as Uint8Array
    expect(result).toEqual(new Uint8Array(3))
    expect(result.buffer.byteLength).toBeLessThan(1 << 20)
  })

  test('a task that is cancelled before it begins is refused, one that runs ends early', async () => {
    const pool = start()
    const controller = new AbortController()
    const first = pool.run(task({ kind: 'wait' }), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    const second = pool.run(task({ kind: 'echo', value: 3 }, { name: 'the second' }), {
      signal: controller.signal,
    })
    await expect(second).rejects.toMatchObject({
      code: 'POOL_TASK_CANCELLED',
      details: { task: 'the second' },
    })
    expect(await first).toBeTypeOf('number')
    await expect(pool.run(task({ kind: 'who' }), { signal: controller.signal })).rejects.toMatchObject({
      code: 'POOL_TASK_CANCELLED',
    })
  })

  test('closed: what waits, runs or comes later is refused', async () => {
    const pool = start()
    const { result, begun } = runAndSee(pool, task({ kind: 'wait' }))
    const waiting = pool.run(task({ kind: 'who' }))
    waiting.catch(() => undefined)
    await begun
    await pool.close()
    await expect(waiting).rejects.toMatchObject({ code: 'POOL_CLOSED' })
    await Promise.allSettled([result])
    await expect(pool.run(task({ kind: 'who' }))).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  })
})

const startedRunner = await createTaskRunner({})

describe('workers', () => {
  test('answer many tasks, each with its own result', async () => {
    const { pool } = startPool({ workers: 2 })
    const values = Array.from({ length: 60 }, (_, index) => index)
    const results = values.map((value) =>
      pool.run(task({ kind: 'echo', value }, { campaign: `campaign ${value % 7}` })),
    )
    expect(await Promise.all(results)).toEqual(values)
  })

  test('start when there is work, and no more of them than work', async () => {
    const { pool, events } = startPool({ workers: 2 })
    expect(events).toEqual([])
    await pool.run(task({ kind: 'who' }))
    await pool.run(task({ kind: 'who' }))
    expect(startedPids(events)).toHaveLength(1)
  })

  test('run the engine with a stack for nested Machines', async () => {
    expect(await startPool().pool.run(task({ kind: 'depth' }))).toBe(100_000)
  })

  test('tell executions while they work', async () => {
    const controller = new AbortController()
    const { pool, events } = startPool()
    const { result, begun } = runAndSee(pool, task({ kind: 'wait' }), { signal: controller.signal })
    expect(await begun).toBe(7)
    controller.abort()
    expect(await result).toBe(startedPids(events).at(-1))
  })

  test('campaigns stay where they are loaded', async () => {
    const { pool } = startPool({ workers: 2 })
    const start = (campaign: string, { signal }: AbortController): ReturnType<typeof runAndSee> =>
      runAndSee(pool, task({ kind: 'wait' }, { campaign }), { signal })
    const [first, second] = [new AbortController(), new AbortController()]
    const before = [start('A', first), start('B', first)]
    await Promise.all(before.map(async ({ begun }) => begun))
    // Whichever worker is free first: it passes over the other's campaign.
    const after = [start('B', second), start('A', second)].toReversed()
    first.abort()
    await Promise.all(after.map(async ({ begun }) => begun))
    second.abort()
    const pids = await Promise.all(before.map(async ({ result }) => result))
    expect(pids[0]).not.toBe(pids[1])
    expect(await Promise.all(after.map(async ({ result }) => result))).toEqual(pids)
  })
})

describe('a worker that was started early', () => {
  test('is the first of the pool', async () => {
    const early = new WorkerProcess(RUNNER)
    const { pool, events } = startPool({ early })
    expect(await pool.run(task({ kind: 'who' }))).toEqual({ pid: early.pid, task: 1 })
    expect(startedPids(events)).toEqual([early.pid])
    await pool.close()
    expect(early.hasEnded).toBe(true)
  })

  test('is left alone if it loads another module, and not missed if it has ended', async () => {
    const other = new WorkerProcess(new URL('./no-runner.ts', import.meta.url))
    expect(await startPool({ early: other }).pool.run(task({ kind: 'echo', value: 1 }))).toBe(1)
    const gone = new WorkerProcess(RUNNER)
    await gone.end('nobody needs it')
    await other.end('nobody needs it')
    expect(await startPool({ early: gone }).pool.run(task({ kind: 'echo', value: 2 }))).toBe(2)
  })

  test('replaced like any other when it dies', async () => {
    const early = new WorkerProcess(RUNNER)
    process.kill(early.pid!, 'SIGKILL')
    const { pool, events } = startPool({ early })
    expect(await pool.run(task({ kind: 'echo', value: 3 }))).toBe(3)
    expect(startedPids(events)[0]).toBe(early.pid)
    expect(lostEvents(events)).toMatchObject([{ pid: early.pid, reason: 'was ended by SIGKILL' }])
  })
})

describe('workers get ready for a campaign', () => {
  const who: FakeWork = { kind: 'who' }
  /** Tasks that a worker had before it answers: itself and those that came first. */
  const ask = async (pool: Pool<FakeWork, unknown>): Promise<{ pid: number; task: number }> =>
    (await pool.run(task(who, { preparation: who }))) as { pid: number; task: number }

  test('all of them while a task that others follow takes its time', async () => {
    const second = Promise.withResolvers<void>()
    const { pool } = startPool({
      workers: 2,
      onEvent: ({ kind, worker }) => {
        if (kind === 'started' && worker === 1) second.resolve()
      },
    })
    const controller = new AbortController()
    const first = runAndSee(pool, task({ kind: 'wait' }, { preparation: who, followedBy: 4 }), {
      signal: controller.signal,
    })
    await first.begun
    await second.promise
    // The first worker is not free: the other one answers, and it was ready or got ready for it.
    const answer = await ask(pool)
    controller.abort()
    expect(answer.task).toBe(2)
    expect(await first.result).not.toBe(answer.pid)
  })

  test('who has loaded it and has nothing to do is counted', async () => {
    const { pool } = startPool({ workers: 2 })
    expect(pool.waitingFor?.('A')).toBe(0)
    await ask(pool)
    expect([pool.waitingFor?.('A'), pool.waitingFor?.('B')]).toEqual([1, 0])
    const controller = new AbortController()
    const { begun, result } = runAndSee(pool, task({ kind: 'wait' }), { signal: controller.signal })
    await begun
    expect(pool.waitingFor?.('A')).toBe(0)
    controller.abort()
    await result
    expect(pool.waitingFor?.('A')).toBe(1)
  })

  test('before their first task of one that another worker has loaded', async () => {
    const { pool } = startPool({ workers: 2 })
    const controller = new AbortController()
    const first = runAndSee(pool, task({ kind: 'wait' }), { signal: controller.signal })
    await first.begun
    const second = await ask(pool)
    const third = await ask(pool)
    controller.abort()
    expect(second).toEqual({ pid: third.pid, task: 2 })
    expect(third.task).toBe(3)
    expect(await first.result).not.toBe(third.pid)
  })

  test('not if nobody has loaded it: the task says as much', async () => {
    const { pool } = startPool()
    expect((await ask(pool)).task).toBe(1)
  })

  test('and go on with the task if that throws', async () => {
    const { pool } = startPool({ workers: 2 })
    const controller = new AbortController()
    const first = runAndSee(pool, task({ kind: 'wait' }), { signal: controller.signal })
    await first.begun
    const preparation: FakeWork = { kind: 'throw', message: 'heard by nobody' }
    expect(await pool.run(task(who, { preparation }))).toMatchObject({ task: 2 })
    controller.abort()
    await first.result
  })

  test('a preparation that ends its workers is given up', async () => {
    const { pool, events } = startPool({ workers: 2 })
    const controller = new AbortController()
    const first = runAndSee(pool, task({ kind: 'wait' }), { signal: controller.signal })
    await first.begun
    const fatal: FakeWork = { kind: 'end', signal: 'SIGKILL' }
    expect(await pool.run(task(who, { preparation: fatal }))).toMatchObject({ task: 1 })
    controller.abort()
    await first.result
    expect(lostEvents(events)).toHaveLength(3)
    expect(lostEvents(events)[0]?.task).toBe('getting ready for the task')
  })
})

describe('a worker that dies', () => {
  test('killed in the middle of a task: another one runs the task', async () => {
    const { pool, events } = startPool({ workers: 2 })
    const controller = new AbortController()
    const { promise: secondBegin, resolve } = Promise.withResolvers<void>()
    let killed: number | undefined
    const result = pool.run(task({ kind: 'wait' }), {
      signal: controller.signal,
      onProgress: () => {
        if (killed !== undefined) return resolve()
        killed = startedPids(events)[0]!
        process.kill(killed, 'SIGKILL')
      },
    })
    await secondBegin
    controller.abort()
    expect(await result).toBe(startedPids(events).at(-1))
    expect(lostEvents(events)).toMatchObject([
      { pid: killed, reason: 'was ended by SIGKILL', task: 'the task' },
    ])
    expect(startedPids(events)).toHaveLength(2)
  })

  test.each(['SIGABRT', 'SIGSEGV', 'SIGKILL'] as const)(
    '%s at every attempt: the task fails by name after three, the others do not',
    async (signal) => {
      const { pool, events } = startPool()
      const fatal = pool.run(task({ kind: 'end', signal }, { name: 'Vault, epoch 3, lane 1' }))
      const harmless = pool.run(task({ kind: 'echo', value: 'fine' }))
      await expect(fatal).rejects.toMatchObject({
        name: 'PoolError',
        code: 'POOL_TASK_LOST',
        message: expect.stringContaining('Vault, epoch 3, lane 1: 3 workers ended'),
        details: { task: 'Vault, epoch 3, lane 1', attempts: 3, reason: `was ended by ${signal}` },
      })
      expect(await harmless).toBe('fine')
      expect(lostEvents(events)).toHaveLength(3)
    },
  )

  test('no memory left in the engine', async () => {
    // As if the machine were small.
    const before = process.env['NODE_OPTIONS']
    process.env['NODE_OPTIONS'] = '--max-old-space-size=64'
    try {
      const { pool } = startPool()
      await expect(pool.run(task({ kind: 'fillHeap' }))).rejects.toMatchObject({
        code: 'POOL_TASK_LOST',
        message: expect.stringMatching(/memory/i),
      })
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS']
      else process.env['NODE_OPTIONS'] = before
    }
  })

  test('an error that nobody caught', async () => {
    const { pool, events } = startPool()
    await expect(pool.run(task({ kind: 'throwLater' }))).rejects.toMatchObject({ code: 'POOL_TASK_LOST' })
    expect(lostEvents(events)[0]?.reason).toBe('nobody catches this')
  })

  test('one that hangs is ended after the silence that the task allows', async () => {
    const { pool, events } = startPool()
    await expect(pool.run(task({ kind: 'loop' }, { silenceSecondsMax: 1 }))).rejects.toMatchObject({
      code: 'POOL_TASK_LOST',
    })
    expect(lostEvents(events).map((event) => event.reason)).toEqual(Array(3).fill('made no progress for 1 s'))
    expect(await pool.run(task({ kind: 'echo', value: 4 }))).toBe(4)
  })

  test('a cancelled task is not given to another worker', async () => {
    const { pool, events } = startPool()
    const controller = new AbortController()
    const { result, begun } = runAndSee(pool, task({ kind: 'loop' }), { signal: controller.signal })
    await begun
    controller.abort()
    process.kill(startedPids(events)[0]!, 'SIGKILL')
    await expect(result).rejects.toMatchObject({ code: 'POOL_TASK_CANCELLED' })
    expect(startedPids(events)).toHaveLength(1)
  })
})

describe('a worker that grew', () => {
  test('is replaced after its task, which keeps its result', async () => {
    const { pool, events } = startPool({ residentBytesMax: 300 * 2 ** 20 })
    const before = await pool.run(task({ kind: 'allocate', bytes: 1 }))
    const large = await pool.run(task({ kind: 'allocate', bytes: 400 * 2 ** 20 }))
    const after = await pool.run(task({ kind: 'allocate', bytes: 1 }))
    expect(large).toBe(before)
    expect(after).not.toBe(before)
    expect(events.map((event) => event.kind)).toEqual(['started', 'replaced', 'started'])
  })
})

describe('workers that cannot start', () => {
  test('a runner that throws: its error, once, for every task', async () => {
    const { pool, events } = startPool({ start: { fail: 'no project here' } })
    const tasks = [pool.run(task({ kind: 'who' })), pool.run(task({ kind: 'who' }))]
    for (const result of await Promise.allSettled(tasks)) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'RangeError', message: 'no project here' },
      })
    }
    await expect(pool.run(task({ kind: 'who' }))).rejects.toThrow('no project here')
    expect(startedPids(events)).toHaveLength(1)
  })

  test('a runner that does not exist', async () => {
    const { pool } = startPool({ runner: new URL('./no-runner.ts', import.meta.url) })
    await expect(pool.run(task({ kind: 'who' }))).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
  })

  test('workers that die at once are not started for ever', async () => {
    const { pool, events } = startPool({ start: { dieAtStart: true } })
    await expect(pool.run(task({ kind: 'who' }))).rejects.toMatchObject({
      code: 'POOL_BROKEN',
      details: { attempts: 5, reason: 'was ended by SIGKILL' },
    })
    expect(startedPids(events)).toHaveLength(5)
  })
})

test('a pool has at least one worker', () => {
  expect(() => startPool({ workers: 0 })).toThrow(RangeError)
})
