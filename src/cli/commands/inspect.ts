// `faultline inspect`: what the attackers of `faultline attack` would begin with, and what is not known of it.

import path from 'node:path'
import { plainText } from '../../primitives/plain-text.ts'
import type { TestFilterPatterns } from '../../project/types.ts'
import { inspectionToText } from '../../report/inspect-text.ts'
import { toJsonText } from '../../report/json.ts'
import { openConfigured } from '../../run/config/open-configured.ts'
import { inspectWorlds } from '../../run/inspect.ts'
import { locatePaths } from '../../run/locate-paths.ts'
import { selectContracts } from '../../run/select-contracts.ts'
import { createColours, wantsColours } from '../colours.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { tellError } from '../tell-error.ts'
import type { Io } from '../io.ts'
import { terminalWidth } from '../terminal-width.ts'

export type InspectOptions = {
  /** Folders or source files in one project; none: the current folder. */
  readonly paths: readonly string[]
  readonly patterns: TestFilterPatterns
  readonly isJson: boolean
}

/**
 * Prints the worlds.
 * @returns clean; notPrepared if the project cannot be read; usage if nothing matches; noVerdict if there is no world
 */
export async function inspect(options: InspectOptions, io: Io): Promise<ExitCode> {
  try {
    return await run(options, io)
  } catch (error) {
    return tellError(error, io)
  }
}

async function run({ paths, patterns, isJson }: InspectOptions, io: Io): Promise<ExitCode> {
  const absolute = paths.map((each) => path.resolve(io.cwd, each))
  const { root, files } = locatePaths(absolute, io.cwd)
  const say = (text: string): void => io.err(`${plainText(text)}\n`)
  const opened = await openConfigured({
    root,
    ...(files !== undefined && { files }),
    env: io.env,
    onProgress: say,
    onWarning: (text) => say(`Warning: ${text}`),
  })
  const { attacked } = selectContracts(opened, patterns, absolute, 'everything')
  if (attacked.length === 0) {
    const isAll = paths.length === 0 && Object.keys(patterns).length === 0
    say(
      isAll
        ? 'There is nothing that attackers could begin with: no test contract with a setUp(), and no contract that could be deployed.'
        : 'Nothing that attackers could begin with matches. "faultline attack --list" prints what there is.',
    )
    return isAll ? EXIT.noVerdict : EXIT.usage
  }
  const inspection = await inspectWorlds({ opened, attacked, env: io.env, onProgress: say })
  io.out(
    isJson
      ? `${toJsonText(inspection, 2)}\n`
      : inspectionToText(inspection, {
          colours: createColours(wantsColours(io.isOutTerminal, io.env)),
          width: terminalWidth(),
        }),
  )
  return inspection.worlds.length === 0 ? EXIT.noVerdict : EXIT.clean
}
