import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { REPOSITORY } from '../helpers/repository.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { VECTORS_MISSING } from './archives.ts'

type Run = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

async function runScript(vectors: string | undefined, ...args: readonly string[]): Promise<Run> {
  const { FAULTLINE_VECTORS: _given, ...env } = process.env
  if (vectors !== undefined) env['FAULTLINE_VECTORS'] = vectors
  return new Promise((settle) => {
    const script = join(REPOSITORY, 'scripts', 'vectors.ts')
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
      settle({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

describe('scripts/vectors.ts', () => {
  test('without vectors says so and is no failure', async () => {
    expect(await runScript(undefined)).toEqual({
      exitCode: 0,
      stdout: `${VECTORS_MISSING}\nNothing was run.\n`,
      stderr: '',
    })
    const { stdout } = await runScript(undefined, '--json')
    expect(JSON.parse(stdout)).toMatchObject({ rows: [], summary: { found: false, ran: 0, failed: 0 } })
  })

  test.each([
    [['--engine', 'slow'], /--engine is one of fast, checked, compiled, not slow/],
    [['--archive', 'x'], /--archive is one of execution-spec-tests, general-state-tests, not x/],
    [['--workers', '0'], /--workers is a number from 1, not 0/],
    [['--no-such-option'], /Unknown option '--no-such-option'/],
  ])('refuses %j with exit code 2 and one clear line', async (args, message) => {
    const { exitCode, stdout, stderr } = await runScript(undefined, ...args)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('refuses a folder without archives', async () => {
    const { exitCode, stderr } = await runScript(await temporaryFolder())
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/FAULTLINE_VECTORS names .* which has neither execution-spec-tests\.tar\.gz nor/)
  })
})
