import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type Ran, runMain } from '../../tests/helpers/run-main.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'

test('--version prints the version of the package and nothing else', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  expect(await run(['--version'])).toEqual({ code: EXIT.clean, out: `${manifest.version}\n`, err: '' })
})

test('--help lists the commands and the exit codes on stdout', async () => {
  const { code, out, err } = await run(['--help'])
  expect(code).toBe(EXIT.clean)
  expect(err).toBe('')
  expect(out).toContain('doctor')
  for (const exitCode of Object.values(EXIT)) expect(out).toMatch(new RegExp(`\\b${exitCode} \\w`))
})

test('help of a command', async () => {
  const { code, out } = await run(['doctor', '--help'])
  expect(code).toBe(EXIT.clean)
  expect(out).toContain('--json')
})

test.each([
  [['doctr'], 'Did you mean doctor?'],
  [['--versio'], 'Did you mean --version?'],
  [['doctor', '--jsn'], 'Did you mean --json?'],
  [['doctor', 'extra'], 'too many arguments'],
  [['doctor', '--qqqqqq'], 'Run "faultline doctor --help" for its options.'],
  [['dev', 'jit', '--qqqqqq'], 'Run "faultline dev jit --help" for its options.'],
  [['qqqqqq'], "unknown command 'qqqqqq'"],
  [[], 'Usage: faultline'],
])('%j is a usage error: nothing on stdout, advice on stderr', async (argv, advice) => {
  const { code, out, err } = await run(argv)
  expect(code).toBe(EXIT.usage)
  expect(out).toBe('')
  expect(err).toContain(advice)
})

test('an error inside a command is an internal error, with what is needed to report it', async () => {
  const broken = (): never => {
    throw new TypeError('the printer is on fire')
  }
  const { code, err } = await run(['doctor', '--json'], { out: broken })
  expect(code).toBe(EXIT.internal)
  expect(err).toContain('Internal error UNKNOWN: TypeError: the printer is on fire')
  expect(err).toContain('main.test.ts')
  expect(err).toContain('Please report it')
})

async function run(argv: readonly string[], overrides: Partial<Io> = {}): Promise<Ran> {
  return await runMain(argv, await temporaryFolder(), overrides)
}
