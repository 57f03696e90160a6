// A worker that runs suites: it opens the project by itself, because contracts cannot be sent between threads.

import { parentPort, workerData } from 'node:worker_threads'
import { errorToJson } from '../../primitives/errors.ts'
import { openProject } from '../../project/open-project.ts'
import { testContracts } from '../../project/test-contracts.ts'
import { createTestFilter } from '../../project/test-filter.ts'
import { asForge } from './as-forge.ts'
import { runSuite } from './run-suite.ts'
import type { SuiteReply, SuiteRequest, SuiteWorkerData } from './suite-protocol.ts'
import { diskFiles } from '../../run/disk-files.ts'

const { root, env, patterns, seed, fuzzRuns, traces } = workerData as SuiteWorkerData

const port = parentPort
if (port === null) throw new TypeError('The suite worker runs in a worker thread.')

// The command has opened it before: nothing is left to compile.
const contracts = openProject({ root, env }).then((opened) => {
  const project = asForge(opened)
  const filter = createTestFilter(patterns, project.config.filter, project.root)
  const byId = new Map(testContracts(project, filter).map((contract) => [contract.artifact.id, contract]))
  return { project, byId }
})

// Whoever asks for a suite is told.
contracts.catch(() => undefined)

port.on('message', (request: SuiteRequest) => {
  run(request.id).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage({ id: request.id, error: errorToJson(error) } satisfies SuiteReply),
  )
})

async function run(id: string): Promise<SuiteReply> {
  const { project, byId } = await contracts
  const contract = byId.get(id)
  if (contract === undefined) throw new RangeError(`There is no suite ${id} any more.`)
  const suite = runSuite({
    project,
    contract,
    setup: { env, seed, files: diskFiles },
    fuzzRuns,
    traces,
    nowMs: () => performance.now(),
  })
  return { id, suite }
}
