import { once } from 'node:events'
import { expect, it } from 'vitest'
import { Machine } from '../../src/evm/machine.ts'
import { startEngineWorker } from '../../src/world/engine-worker.ts'
import { workerEntry } from '../../src/world/worker-entry.ts'
import { nestHosts } from './nest-hosts.ts'

it('a worker holds as many nested host accounts as the EVM has call depth', async () => {
  const worker = startEngineWorker(workerEntry('nesting-worker', import.meta.url), { data: 'hello' })
  const [report] = (await once(worker, 'message')) as [unknown]
  expect(report).toEqual({ depth: 1024, refused: 'callDepth', stackEnded: false, works: true, echo: 'hello' })
  await worker.terminate()
})

it('a stack that ends earlier is an error, and the Machine goes on', () => {
  const nesting = nestHosts(new Machine())
  expect(nesting.works).toBe(true)
  expect(nesting.stackEnded || nesting.refused === 'callDepth').toBe(true)
})

it('an entry has the extension of the module that names it', () => {
  expect(workerEntry('x', 'file:///a/src/b.ts').href).toBe('file:///a/src/x.ts')
  expect(workerEntry('x', 'file:///a/dist/b.js').href).toBe('file:///a/dist/x.js')
})
