// Compiles AssemblyScript for tests and micro benchmarks, with the options that the core is built with except that its
// memory is smaller. A module is kept in .cache, by the content of everything that it is made from.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'

import { CODE_OPTIONS } from '../../scripts/wasm-options.ts'
import { REPOSITORY } from '../helpers/repository.ts'

const COMPILER = path.join(REPOSITORY, 'node_modules', 'assemblyscript')
const CORE_FOLDER = path.join(REPOSITORY, 'wasm', 'core')
const CACHE_FOLDER = path.join(REPOSITORY, '.cache', 'wasm-tests')

/**
 * The module of an entry file, which may import what it likes from wasm/core and nothing else.
 * It imports its memory as `env.memory`.
 * @param entryFile path of the AssemblyScript file, absolute or from the repository.
 * @throws Error with what the compiler says, if it does not accept the sources.
 */
export function compileAssemblyScript(entryFile: string): WebAssembly.Module {
  const entry = path.resolve(REPOSITORY, entryFile)
  const cached = path.join(CACHE_FOLDER, `${contentHash(entry)}.wasm`)
  if (!existsSync(cached)) {
    mkdirSync(CACHE_FOLDER, { recursive: true })
    // Test files run at the same time: each compiles for itself, and the last one to finish is kept.
    const folder = mkdtempSync(path.join(CACHE_FOLDER, 'compiling-'))
    try {
      const output = path.join(folder, 'output.wasm')
      compile(path.relative(REPOSITORY, entry), output)
      renameSync(output, cached)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return new WebAssembly.Module(readFileSync(cached))
}

function compile(entry: string, output: string): void {
  const command = path.join(COMPILER, 'bin', 'asc.js')
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [command, entry, '-o', output, ...CODE_OPTIONS],
    {
      cwd: REPOSITORY,
      encoding: 'utf8',
    },
  )
  if (error) throw error
  if (status !== 0) throw new Error(`The AssemblyScript compiler refused ${entry}:\n${stdout}${stderr}`)
}

function contentHash(entry: string): string {
  const hash = createHash('sha256').update(CODE_OPTIONS.join(' '))
  const core = readdirSync(CORE_FOLDER, { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.ts'),
  )
  const files = [
    path.join(COMPILER, 'package.json'),
    entry,
    ...core.toSorted().map((name) => path.join(CORE_FOLDER, name)),
  ]
  for (const file of files) hash.update(`\0${path.basename(file)}\0`).update(readFileSync(file))
  return hash.digest('hex').slice(0, 32)
}
