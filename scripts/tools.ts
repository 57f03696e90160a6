// What the scripts share: running the development tools with the Node that runs the script. So `npm test` uses the one
// that the repository pins, and `/path/to/another/node scripts/test.ts` tests another one.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The checkout. */
export const ROOT: string = path.resolve(import.meta.dirname, '..')

/** Runs a JavaScript or TypeScript file, with the terminal passed through, and gives its exit code. */
export function runNode(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): number {
  const result = spawnSync(process.execPath, [file, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (result.error) throw result.error
  return result.status ?? 1
}

/** The file behind a command of an installed package. */
export function commandFile(packageName: string, command: string = packageName): string {
  const folder = path.join(ROOT, 'node_modules', packageName)
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>
  }
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command]
  if (file === undefined) throw new Error(`The package ${packageName} has no command ${command}.`)
  return path.join(folder, file)
}
