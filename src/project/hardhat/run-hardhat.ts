// Compiling a project with its own Hardhat: as the user would, never `clean`.

import { spawn } from 'node:child_process'

import { ProjectError } from '../project-error.ts'
import type { HardhatLayout } from './hardhat-layout.ts'

// Of what Hardhat prints, the end is what says why it gave up.
const OUTPUT_CHARACTERS_MAX = 4000

export type RunHardhatOptions = {
  readonly root: string
  readonly hardhat: NonNullable<HardhatLayout['package']>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onProgress?: ((text: string) => void) | undefined
}

/**
 * Runs `hardhat build` (3) or `hardhat compile` (2) in the project and waits for it.
 * @throws ProjectError PROJECT_BUILD_FAILED with what Hardhat said
 */
export async function runHardhat(options: RunHardhatOptions): Promise<void> {
  const { root, hardhat, env, onProgress } = options
  const task = hardhat.major >= 3 ? 'build' : 'compile'
  onProgress?.(`npx hardhat ${task}`)
  const { exitCode, output } = await new Promise<{ exitCode: number | string; output: string }>((resolve) => {
    // Its first question would be whether it may send telemetry; nobody is there to answer.
    const child = spawn(process.execPath, [hardhat.bin, task], {
      cwd: root,
      env: { ...env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const hear = (text: string): void => {
      said = (said + text).slice(-OUTPUT_CHARACTERS_MAX)
      const line = text.trim().split('\n').at(-1)
      if (line !== undefined && line !== '') onProgress?.(line)
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.on('error', (error) => resolve({ exitCode: error.message, output: said }))
    child.on('close', (code, signal) => resolve({ exitCode: code ?? signal ?? 'unknown', output: said }))
  })
  if (exitCode === 0) return
  throw new ProjectError(
    'PROJECT_BUILD_FAILED',
    `npx hardhat ${task} failed in ${root} (${exitCode}):\n${output.trim()}`,
    { hint: `Make \`npx hardhat ${task}\` succeed there, then start again.`, details: { root, exitCode } },
  )
}
