/** What all benchmark commands do: lines of progress on stderr, an exit code, one line for a user's mistake. */

import { UsageError } from './usage.ts'

/** The same numbers mean the same in every benchmark. */
export const EXIT_CODES = { ok: 0, wrongResult: 1, usage: 2, notPrepared: 3, barNotMet: 5 } as const

/**
 * Runs `main` and sets the process's exit code to what it gives. Errors of usage are said in one line; so are those that
 * `exitCodeOf` has a code for. Others are defects and are thrown.
 */
export async function runCommand(
  main: () => Promise<number>,
  say: (line: string) => void,
  exitCodeOf: (error: Error) => number | undefined = () => undefined,
): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const code = isUsage(error) ? EXIT_CODES.usage : exitCodeOf(error)
    if (code === undefined) throw error
    process.exitCode = code
    say(error.message)
  }
}

/** Writes lines to stderr, each after the command's name. */
export function progressOf(command: string): (line: string) => void {
  return (line) => process.stderr.write(`${command}: ${line}\n`)
}

// parseArgs of Node throws errors with codes of this form.
function isUsage(error: Error): boolean {
  return error instanceof UsageError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
}
