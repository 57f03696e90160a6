/** Asks forge whether given calls make a test fail: as if it had found them in an earlier run, which it replays first. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { type ForgeCall, type ForgeRun, runForge } from './forge-process.ts'

/** One test of one contract. */
export type ForgeTarget = {
  readonly kind: 'fuzz' | 'invariant'
  /** 'test/Vault.t.sol'. */
  readonly source: string
  readonly contract: string
  /** Name and signature of the function. */
  readonly name: string
  readonly signature: string
  /** The project's own fail_on_revert. */
  readonly failOnRevert: boolean
}

const LIMIT_SECONDS = 300

/** The flags that select the target and nothing else. */
export function flagsFor({ source, contract, name, signature }: ForgeTarget): string[] {
  const test = signature.includes('(') ? signature : `${name}(`
  return [
    ...['--threads', '1', '--match-path', source],
    ...['--match-contract', `^${escapeRegExp(contract)}$`, '--match-test', `^${escapeRegExp(test)}`],
  ]
}

/** Text as a regular expression that matches it. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[^\w]/g, String.raw`\$&`)
}

/** @returns whether the test fails; null if forge does not take the calls, and so says nothing about them. */
export async function failsInForge(
  project: string,
  target: ForgeTarget,
  calls: readonly ForgeCall[],
  environment: Readonly<Record<string, string>> = {},
): Promise<boolean | null> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faultline-ask-'))
  try {
    const file = path.join(folder, 'failures', target.contract, target.name)
    const isFuzz = target.kind === 'fuzz'
    const failure = isFuzz ? calls[0] : await invariantFailure(project, target, calls, folder, file)
    if (failure === undefined) return null
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(failure))
    const run = await runForge(project, {
      flags: flagsFor(target),
      env: {
        ...environment,
        FOUNDRY_INVARIANT_RUNS: '1',
        // A longer sequence than this is not replayed.
        FOUNDRY_INVARIANT_DEPTH: String(calls.length + 1),
        FOUNDRY_FUZZ_RUNS: '1',
      },
      failuresFolder: folder,
      limitSeconds: LIMIT_SECONDS,
    })
    return answerOf(target, run, calls)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function answerOf(
  target: ForgeTarget,
  { lines, report }: ForgeRun,
  calls: readonly ForgeCall[],
): boolean | null {
  if (lines.some(({ text }) => text.includes('was ignored because'))) return null
  const tests = Object.values(report).flatMap((suite) => Object.entries(suite.test_results))
  const test = tests.find(([signature]) => signature === target.signature)?.[1]
  if (test === undefined) return null
  if (target.kind === 'invariant') return test.status === 'Failure'
  // It may have failed with an input of forge's own.
  return test.status === 'Failure' && test.counterexample?.Single?.calldata === calls[0]?.calldata
}

type PersistedFailure = { readonly settings: Readonly<Record<string, unknown>> }

// forge ignores a sequence whose targets and senders are not those of the test. It writes them down when something
// fails, so it is made to fail once: by a call that reverts.
async function invariantFailure(
  project: string,
  target: ForgeTarget,
  calls: readonly ForgeCall[],
  folder: string,
  file: string,
): Promise<object | undefined> {
  await runForge(project, {
    flags: flagsFor(target),
    env: {
      FOUNDRY_INVARIANT_FAIL_ON_REVERT: 'true',
      FOUNDRY_INVARIANT_RUNS: '20',
      FOUNDRY_INVARIANT_DEPTH: '100',
    },
    failuresFolder: folder,
    limitSeconds: LIMIT_SECONDS,
  })
  try {
    const { settings } = JSON.parse(await readFile(file, 'utf8')) as PersistedFailure
    return {
      call_sequence: calls,
      settings: { ...settings, fail_on_revert: target.failOnRevert },
      assertion_failure: false,
    }
  } catch {
    return undefined
  }
}
