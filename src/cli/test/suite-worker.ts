// A worker that runs suites: it opens the project by itself, because contracts cannot be sent between threads.

import { parentPort } from 'node:worker_threads'
import { errorToJson } from '../../primitives/errors.ts'
import { openProject } from '../../project/open-project.ts'
import { type TestContract, testContracts } from '../../project/test-contracts.ts'
import { createTestFilter } from '../../project/test-filter.ts'
import { asForge } from './as-forge.ts'
import { runSuite } from './run-suite.ts'
import type { SuiteReply, SuiteRequest, SuiteWorkerData } from './suite-protocol.ts'
import { diskFiles } from '../../run/disk-files.ts'

const port = parentPort
if (port === null) throw new TypeError('The suite worker runs in a worker thread.')

type Opened = {
  readonly data: SuiteWorkerData
  readonly project: ReturnType<typeof asForge>
  readonly byId: ReadonlyMap<string, TestContract>
}

let opened: Promise<Opened> | undefined

port.on('message', (request: SuiteRequest) => {
  if ('begin' in request) {
    opened = open(request.begin)
    // Whoever asks for a suite is told.
    opened.catch(() => undefined)
    return
  }
  run(request.id).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage({ id: request.id, error: errorToJson(error) } satisfies SuiteReply),
  )
})

// The command has opened it before: nothing is left to compile.
async function open(data: SuiteWorkerData): Promise<Opened> {
  const { root, env, patterns } = data
  const project = asForge(await openProject({ root, env }))
  const filter = createTestFilter(patterns, project.config.filter, project.root)
  const byId = new Map(
    testContracts(project, filter, 'forge').map((contract) => [contract.artifact.id, contract]),
  )
  return { data, project, byId }
}

async function run(id: string): Promise<SuiteReply> {
  if (opened === undefined) throw new TypeError('No project was opened.')
  const { data, project, byId } = await opened
  const { env, seed, fuzzRuns, traces } = data
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
