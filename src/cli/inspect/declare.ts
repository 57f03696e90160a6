// The command line of `faultline inspect`.

import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'
import { addMatchOptions, matchPatterns } from '../test/match-options.ts'

/** Adds `inspect` to the program. */
export function declareInspect(
  program: Command,
  _manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('inspect')
    .description('print what attackers would begin with: contracts, assets, actors, positions')
    .argument('[paths...]', 'folder of the project, or folders and source files in it')
  addMatchOptions(command, ['matchContract', 'noMatchContract', 'matchPath', 'noMatchPath'])
    .option('--json', 'print one JSON document instead of text')
    .action(async (paths: string[], flags: { readonly json?: true }) => {
      const { inspect } = await import('../commands/inspect.ts')
      ended(await inspect({ paths, patterns: matchPatterns(flags), isJson: flags.json === true }, io))
    })
}
