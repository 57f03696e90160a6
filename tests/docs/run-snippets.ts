// Checks and runs snippets against the sources: `faultline` in a snippet is the package itself, by the condition
// "faultline-source" of its exports.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'
import type { Snippet } from './snippets.ts'

const execute = promisify(execFile)

/** Runs a snippet in a process of its own and gives what it wrote to stdout. Rejects if it fails. */
export async function runSnippet(snippet: Snippet): Promise<string> {
  const [file] = await writeSnippets([snippet])
  const { stdout } = await execute(process.execPath, ['--conditions=faultline-source', file!], {
    cwd: path.dirname(file!),
    timeout: 60_000,
  })
  return stdout
}

/** What the compiler says about snippets; nothing if they are right. */
export async function typeErrors(snippets: readonly Snippet[]): Promise<string> {
  if (snippets.length === 0) return ''
  const files = await writeSnippets(snippets)
  const folder = path.dirname(files[0]!)
  const config = path.join(folder, 'tsconfig.json')
  const upwards = path.relative(folder, REPOSITORY).replaceAll(path.sep, '/')
  const include = ['*.ts', `${upwards}/src/*.d.ts`]
  // Users export what they write without saying its type twice.
  const compilerOptions = { isolatedDeclarations: false }
  await writeFile(config, JSON.stringify({ extends: `${upwards}/tsconfig.json`, include, compilerOptions }))
  const tsc = path.join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    await execute(process.execPath, [tsc, '-p', config])
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

// Inside the checkout, because only there `faultline` means the package itself. Git and the linter ignore .cache.
async function writeSnippets(snippets: readonly Snippet[]): Promise<readonly string[]> {
  const cache = path.join(REPOSITORY, '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(path.join(cache, 'snippets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const files: string[] = []
  for (const snippet of snippets) {
    const file = path.join(folder, `${snippet.file.replaceAll(/[^\w]/g, '-')}-line-${snippet.line}.ts`)
    await writeFile(file, snippet.source)
    files.push(file)
  }
  return files
}
