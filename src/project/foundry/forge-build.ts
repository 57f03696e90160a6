import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

import { foldersUpwards } from '../folders-upwards.ts'
import type { OpenOptions } from '../open-options.ts'
import { ProjectError } from '../project-error.ts'

// Enough for a screen of errors; forge prints the warnings of every file before them.
const ERROR_LINES_MAX = 40
const OUTPUT_CHARACTERS_MAX = 1_000_000

/** The forge that builds this project: on PATH, else in node_modules. Undefined if there is none. */
export function findForge(root: string, env: OpenOptions['env']): string | undefined {
  const name = process.platform === 'win32' ? 'forge.exe' : 'forge'
  const folders = [
    ...(env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)),
    ...foldersUpwards(root).map((folder) => path.join(folder, 'node_modules', '.bin')),
  ]
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

/**
 * `forge build`, as the user would type it: what forge keeps stays, what has not changed is not compiled again.
 * @param reason why, for the progress line
 * @param folders only these and what they import; all of the project's if there are none
 * @throws ProjectError PROJECT_BUILD_FAILED with what forge said
 */
export async function runForgeBuild(
  forge: string,
  root: string,
  options: OpenOptions,
  reason: string,
  folders: readonly string[] = [],
): Promise<void> {
  options.onProgress?.(`forge build: ${reason}`)
  const { code, output } = await run(forge, ['build', ...folders], root, options)
  // The forge of npm ends with 0 whatever the one inside it ends with.
  if (code === 0 && !/^Error:/m.test(output)) return
  const said = errorsOf(output)
  throw new ProjectError('PROJECT_BUILD_FAILED', `forge build failed in ${root}:\n${said}`, {
    hint: 'Correct what forge reports, then start again.',
    details: { root, exitCode: code, lacksCompiler: NO_COMPILER.test(output), files: brokenFilesOf(output) },
  })
}

/** The files that forge named as broken when `runForgeBuild` failed, as it wrote them: from the root, mostly. */
export function brokenFiles(error: unknown): readonly string[] {
  const files = error instanceof ProjectError ? error.details?.['files'] : undefined
  return typeof files === 'string' && files !== '' ? files.split('\n') : []
}

// "Error (6275): Source ... not found", and on the next line "--> script/Deploy.s.sol:9:1:".
function brokenFilesOf(output: string): string {
  const places = output.matchAll(/^Error \(\d+\):.*\n\s*--> (.+?):\d+:\d+/gm)
  return [...new Set([...places].map(([, file]) => file!))].join('\n')
}

/** What forge says when it wants to download a compiler, and cannot. */
const NO_COMPILER =
  /failed to install solc|error sending request for url|failed to download solc|no solc version (?:exists|installed)/i

/** Whether `runForgeBuild` failed because forge has no compiler and could not download one: without a network, say. */
export function lacksCompiler(error: unknown): boolean {
  return error instanceof ProjectError && error.details?.['lacksCompiler'] === true
}

function run(
  forge: string,
  args: readonly string[],
  root: string,
  options: OpenOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(forge, args, {
      cwd: root,
      env: { ...options.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.buildSecondsMax !== undefined && { timeout: options.buildSecondsMax * 1_000 }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      let line = ''
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < OUTPUT_CHARACTERS_MAX) output += text
        const lines = (line + text).split(/\r?\n/)
        line = lines.pop() ?? ''
        for (const each of lines) if (isProgress(each)) options.onProgress?.(`forge build: ${each.trim()}`)
      })
    }
    child.on('error', (cause) =>
      reject(
        new ProjectError('PROJECT_BUILD_FAILED', `${forge} cannot be started: ${cause.message}.`, {
          hint: 'Install Foundry again, or build the project yourself.',
          cause,
        }),
      ),
    )
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: `${output}${signal ?? ''}` }))
  })
}

// The rest are warnings and lints, which the user did not ask us for.
function isProgress(line: string): boolean {
  return /^(Compiling|Solc|Vyper|Installing|Updating|Nothing to compile|No files changed|Compiler run)\b/.test(
    line.trim(),
  )
}

function errorsOf(output: string): string {
  const lines = output.split(/\r?\n/)
  const first = lines.findIndex((line) => /^\s*error\b/i.test(line))
  const wanted = lines.slice(Math.max(first, 0)).filter((line) => line.trim() !== '')
  const shown = wanted.slice(0, ERROR_LINES_MAX)
  if (wanted.length > shown.length) shown.push(`... and ${wanted.length - shown.length} more lines`)
  return shown.length > 0 ? shown.join('\n') : 'it said nothing'
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
