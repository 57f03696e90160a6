// `faultline attack` with the fake task runner, as a process. Argument: what differs from the usual options, as JSON.

import type { AttackOptions } from '../../src/cli/attack/options.ts'
import { attack } from '../../src/cli/commands/attack.ts'
import { processIo } from '../../src/cli/io.ts'
import { readManifest } from '../../src/cli/manifest.ts'

const { seed, ...rest } = JSON.parse(process.argv[2]!) as Partial<Omit<AttackOptions, 'seed'>> & {
  seed?: string
}
const options: AttackOptions = {
  paths: [],
  patterns: {},
  timeoutSeconds: undefined,
  executions: undefined,
  workers: 2,
  isInterpreted: false,
  isResumed: false,
  output: 'jsonl',
  verbosity: 0,
  colour: 'auto',
  isQuiet: false,
  fork: undefined,
  isFailFast: false,
  hasProofs: true,
  isList: false,
  isFailureAllowed: false,
  attacked: 'unguarded',
  reports: { html: undefined, sarif: undefined, junit: undefined, markdown: undefined },
  ...rest,
  seed: seed === undefined ? undefined : BigInt(seed),
}
process.exitCode = await attack(options, readManifest(), processIo(), {
  runner: new URL('./fake-task-runner.ts', import.meta.url),
})
