// `faultline test`: runs the tests of a Foundry project as forge does. That they end the same way is what shows that our
// setup and cheatcodes mean what forge's mean.

import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { plainText } from '../../primitives/plain-text.ts'
import { openProject } from '../../project/open-project.ts'
import { testContracts } from '../../project/test-contracts.ts'
import { createTestFilter } from '../../project/test-filter.ts'
import type { TestFilterPatterns } from '../../project/types.ts'
import { createColours, wantsColours } from '../colours.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'
import { tellError } from '../tell-error.ts'
import { asForge } from '../test/as-forge.ts'
import { countTests, type TestDocument } from '../test/document.ts'
import { renderSuite } from '../test/render-suite.ts'
import { renderSummary } from '../test/render-summary.ts'
import { runSuites } from '../test/suite-pool.ts'

export type TestOptions = {
  /** The project's folder, or a folder or .sol file in it, whose tests alone are run; the current one if absent. */
  readonly path?: string
  readonly patterns: TestFilterPatterns
  readonly isJson: boolean
  /** As often as -v was given: 2 shows logs, 3 traces of what failed, 4 of all. */
  readonly verbosity: number
  readonly fuzzRuns: number | undefined
  readonly seed: bigint
  /** Suites run at the same time; absent: one per processor. */
  readonly workers: number | undefined
}

/**
 * Prints results as suites end, in the order of their names.
 * @param first a worker that was started before
 * @returns clean; failureFound if a test failed; noVerdict if none failed but some need what is not supported, or there is
 * no test; notPrepared if the project cannot be read; usage if nothing matches the patterns.
 */
export async function test(
  options: TestOptions,
  manifest: Manifest,
  io: Io,
  first?: Worker,
): Promise<ExitCode> {
  try {
    return await run(options, manifest, io, first)
  } catch (error) {
    return tellError(error, io)
  }
}

async function run(
  options: TestOptions,
  manifest: Manifest,
  io: Io,
  first: Worker | undefined,
): Promise<ExitCode> {
  const started = performance.now()
  const colours = createColours(wantsColours(io.isOutTerminal, io.env))
  const asked = path.resolve(io.cwd, options.path ?? '.')
  const opened = await openProject({
    root: asked,
    env: io.env,
    onProgress: (text) => io.err(`${plainText(text)}\n`),
    onWarning: (text) => io.err(`Warning: ${plainText(text)}\n`),
  })
  const project = asForge(opened)
  const filter = createTestFilter(options.patterns, project.config.filter, project.root)
  // As forge, where nobody says so it is the whole project, also from a folder in it.
  const inside = options.path === undefined ? '' : pathInside(project.root, asked)
  const contracts = testContracts(project, filter, 'forge').filter(
    ({ artifact: { source } }) => inside === '' || source === inside || source.startsWith(`${inside}/`),
  )
  if (contracts.length === 0) {
    const isAll = filter.isEmpty && inside === ''
    io.err(
      isAll
        ? `There are no tests in ${plainText(project.root)}.\n`
        : filter.isEmpty
          ? `There are no tests in ${plainText(inside)} of ${plainText(project.root)}.\n`
          : 'No test matches the patterns.\n',
    )
    return isAll ? EXIT.noVerdict : EXIT.usage
  }

  const data = {
    root: project.root,
    env: { ...io.env },
    patterns: options.patterns,
    seed: options.seed,
    fuzzRuns: options.fuzzRuns,
    traces: options.verbosity >= 4 ? 'all' : options.verbosity >= 3 ? 'failed' : 'none',
  } as const
  const suites = await runSuites(
    contracts.map(({ artifact }) => artifact.id),
    {
      data,
      workers: options.workers ?? availableParallelism(),
      ...(first !== undefined && { first }),
      onSuite: (suite) => {
        if (options.isJson) return
        io.out(renderSuite(suite, colours, options.verbosity >= 2))
      },
    },
  )
  const counts = countTests(suites)
  const document: TestDocument = {
    schema: 'faultline.test/1',
    version: manifest.version,
    seed: `0x${options.seed.toString(16)}`,
    suites,
    summary: { ...counts, suites: suites.length, seconds: (performance.now() - started) / 1000 },
  }
  io.out(options.isJson ? `${JSON.stringify(document)}\n` : renderSummary(document, colours))
  if (counts.failed > 0) return EXIT.failureFound
  return counts.unsupported > 0 ? EXIT.noVerdict : EXIT.clean
}

/** With forward slashes; empty for the root itself, and for what is not below it. */
function pathInside(root: string, asked: string): string {
  const inside = path.relative(root, asked)
  return inside.startsWith('..') || path.isAbsolute(inside) ? '' : inside.split(path.sep).join('/')
}
