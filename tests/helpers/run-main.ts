// The command in this process, with nobody at a terminal.

import type { ExitCode } from '../../src/cli/exit-codes.ts'
import type { Io } from '../../src/cli/io.ts'
import { main } from '../../src/cli/main.ts'

export type Ran = { readonly code: ExitCode; readonly out: string; readonly err: string }

/** Runs one command line in a folder, which is its home too; no program is found. What it printed, and its exit code. */
export async function runMain(
  argv: readonly string[],
  cwd: string,
  overrides: Partial<Io> = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await main(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isOutTerminal: false,
    isErrTerminal: false,
    env: { PATH: '', HOME: cwd },
    cwd,
    ...overrides,
  })
  return { code, out, err }
}
