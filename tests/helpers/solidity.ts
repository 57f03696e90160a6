// Compiles Solidity for tests and benchmarks with solc-js, in another process: the compiler aborts on some inputs. In tests that is
// the one of the whole run. The output stays in .cache under a hash of compiler and input.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

import { askService } from './compiler-service.ts'
import { REPOSITORY } from './repository.ts'

const require = createRequire(import.meta.url)
const CACHE_FOLDER = path.join(REPOSITORY, '.cache', 'solc')
const OUTPUT_BYTES_MAX = 2 ** 28

/** The `solc` command that runs solc-js. */
export const SOLC_COMMAND: string = path.join(REPOSITORY, 'bench', 'solc-cli.ts')

/** Version of the solc-js that is installed. */
export const SOLC_VERSION: string = (require('solc/package.json') as { readonly version: string }).version

/** Sources by the name under which they are imported, as standard JSON wants them. */
export type Sources = Record<string, { readonly content: string }>

/** The named files of a folder and all that they import: relative to them, or from installed packages. */
export async function collectSources(folder: string, fileNames: readonly string[]): Promise<Sources> {
  const sources: Sources = {}
  const pending = [...fileNames]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (sources[name] !== undefined) continue
    const isOurs = fileNames.includes(name)
    const content = await readFile(isOurs ? path.join(folder, name) : require.resolve(name), 'utf8')
    sources[name] = { content }
    for (const [, imported = ''] of content.matchAll(/^import\s[^;"']*["']([^"']+)["']/gm)) {
      pending.push(imported.startsWith('.') ? path.posix.join(path.posix.dirname(name), imported) : imported)
    }
  }
  return sources
}

type Diagnosed = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
}

/**
 * The compiler's standard JSON output for an input.
 * @throws Error with the compiler's messages if there is an error among them.
 */
export async function compileStandardJson<Output>(input: unknown): Promise<Output> {
  const output = JSON.parse(await cached(JSON.stringify(input))) as Output & Diagnosed
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  return output
}

async function cached(input: string): Promise<string> {
  const hash = createHash('sha256').update(SOLC_VERSION).update(input).digest('hex')
  const file = path.join(CACHE_FOLDER, `${hash.slice(0, 32)}.json`)
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known
  const output = (await askService(input)) ?? (await runSolc(input))
  await mkdir(CACHE_FOLDER, { recursive: true })
  // Written beside and renamed: a second process never sees half a file.
  const partial = `${file}.${process.pid}`
  await writeFile(partial, output)
  await rename(partial, file)
  return output
}

/** The output of a compiler that has seen no other input. */
export function runSolc(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: OUTPUT_BYTES_MAX }
    const child = execFile(process.execPath, [SOLC_COMMAND, '--standard-json'], options, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
    child.stdin?.end(input)
  })
}
