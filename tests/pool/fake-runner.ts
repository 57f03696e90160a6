// A task runner that does what a test tells it, good and bad.

import { connect } from 'node:net'
import type { TaskRunner } from '../../src/attack/pool/types.ts'

/** What the runner is told once. */
export type FakeStart = {
  /** Unix socket that the worker's process keeps open as long as it lives. */
  readonly socket?: string
  readonly fail?: string
  readonly dieAtStart?: boolean
}

/** What a task may ask for. */
export type FakeWork =
  | { readonly kind: 'echo'; readonly value: unknown }
  /** Which process and, counted from 1, which task of it this is. */
  | { readonly kind: 'who' }
  /** Shows progress once and then waits until it is cancelled, or for ever; gives its process. */
  | { readonly kind: 'wait' }
  /** Shows progress once and then never gives the thread back. */
  | { readonly kind: 'loop' }
  | { readonly kind: 'throw'; readonly message: string }
  | { readonly kind: 'throwLater' }
  | { readonly kind: 'end'; readonly signal: 'SIGABRT' | 'SIGKILL' | 'SIGSEGV' }
  | { readonly kind: 'fillHeap' }
  | { readonly kind: 'allocate'; readonly bytes: number }
  | { readonly kind: 'unclonable' }
  /** A small view into a large buffer. */
  | { readonly kind: 'view'; readonly bytes: number }
  | { readonly kind: 'depth' }

export async function createTaskRunner(start: FakeStart): Promise<TaskRunner<FakeWork, unknown>> {
  if (start.fail !== undefined) throw new RangeError(start.fail)
  if (start.dieAtStart === true) process.kill(process.pid, 'SIGKILL')
  if (start.socket !== undefined) {
    const socket = connect(start.socket)
    socket.on('error', () => undefined)
    await new Promise((resolve) => socket.once('connect', resolve))
  }
  let tasks = 0
  const kept: unknown[] = []
  return {
    async run(work, progress) {
      tasks++
      switch (work.kind) {
        case 'echo':
          return work.value
        case 'who':
          return { pid: process.pid, task: tasks }
        case 'wait':
          progress.executed(7)
          while (!progress.isCancelled()) await new Promise((resolve) => setImmediate(resolve))
          return process.pid
        case 'loop':
          progress.executed(7)
          for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
        case 'throw':
          throw new RangeError(work.message)
        case 'throwLater':
          setImmediate(() => {
            throw new TypeError('nobody catches this')
          })
          return await new Promise(() => undefined)
        case 'end':
          process.kill(process.pid, work.signal)
          return await new Promise(() => undefined)
        case 'fillHeap':
          for (;;) kept.push(new Array<number>(1_000_000).fill(1.5))
        case 'allocate':
          kept.push(new Uint8Array(work.bytes).fill(1))
          return process.pid
        case 'unclonable':
          return () => 'a function'
        case 'view':
          return new Uint8Array(work.bytes).subarray(5, 8)
        case 'depth': {
          const dive = (depth: number): number => (depth === 0 ? 0 : 1 + dive(depth - 1))
          return dive(100_000)
        }
      }
    },
  }
}
