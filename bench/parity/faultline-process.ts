/** Runs Faultline's own command line in a project, as a user would. */

import { spawn } from 'node:child_process'
import path from 'node:path'

const COMMAND = path.join(import.meta.dirname, '..', '..', 'bin', 'faultline.js')

export type FaultlineRun = {
  readonly exitCode: number
  /** What it printed on stdout: one JSON document. */
  readonly document: unknown
  /** Wall time of the process. */
  readonly seconds: number
}

/** Faultline did not end by itself, or printed no document. */
export class FaultlineError extends Error {
  readonly code = 'BENCH_FAULTLINE_FAILED'
}

/**
 * One run of `faultline <args>` with the project as its folder; what it says on stderr goes to `onLine`.
 * @throws FaultlineError if it was killed by the time limit or printed no JSON.
 */
export async function runFaultline(
  project: string,
  args: readonly string[],
  options: { readonly limitSeconds: number; readonly env?: Readonly<Record<string, string>> },
): Promise<FaultlineRun> {
  const started = performance.now()
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: project,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.limitSeconds * 1000,
    killSignal: 'SIGKILL',
  })
  const out: Buffer[] = []
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')))
  const ended = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  const seconds = (performance.now() - started) / 1000
  if (ended.code === null)
    throw new FaultlineError(`faultline ended by ${ended.signal} after ${Math.round(seconds)} s.`)
  try {
    return {
      exitCode: ended.code,
      document: JSON.parse(Buffer.concat(out).toString('utf8')) as unknown,
      seconds,
    }
  } catch {
    throw new FaultlineError(
      `faultline ended with ${ended.code} and printed no JSON: ${errors.trim().slice(-2000)}`,
    )
  }
}
