// Runs a test with the Hardhat of a project.

import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { foldersUpwards } from '../../project/folders-upwards.ts'
import { existsSync } from 'node:fs'

/** Inside the project: Hardhat looks for its configuration from there. */
const FOLDER = '.faultline/cache/proofs/hardhat'
const SECONDS_MAX = 180
const OUTPUT_CHARACTERS_MAX = 20_000

/** Says how a test ends: undefined if it passes, else why not. */
export function hardhatRunner(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): (file: string, text: string) => Promise<string | undefined> {
  return async (file, text) => {
    const hardhat = foldersUpwards(root)
      .map((folder) => path.join(folder, 'node_modules', '.bin', 'hardhat'))
      .find((each) => existsSync(each))
    if (hardhat === undefined) return 'it is not installed'
    const folder = path.join(root, FOLDER)
    mkdirSync(folder, { recursive: true })
    const place = path.join(folder, path.basename(file))
    writeFileSync(place, text)
    try {
      return await run(hardhat, ['test', 'nodejs', place], root, env)
    } finally {
      rmSync(place, { force: true })
    }
  }
}

function run(
  hardhat: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(hardhat, args, {
      cwd,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-OUTPUT_CHARACTERS_MAX)
      })
    const timer = setTimeout(() => child.kill(), SECONDS_MAX * 1_000)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve(error.message)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0 ? undefined : reasonIn(output))
    })
  })
}

function reasonIn(output: string): string {
  const line = output.split('\n').find((each) => /error|failed|before, .* after/i.test(each))
  return (line ?? output.split('\n').find((each) => each.trim() !== '') ?? 'it said nothing')
    .trim()
    .slice(0, 300)
}
