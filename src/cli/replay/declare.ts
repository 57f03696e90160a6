// The command line of `faultline replay`.

import { type Command, Option } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import { addForkOptions, type ForkFlags, forkOf } from '../fork-options.ts'
import type { Io } from '../io.ts'
import { addLessonsOption } from '../lessons/lessons-option.ts'
import type { Manifest } from '../manifest.ts'
import { wholeNumber } from '../option-values.ts'

/** Calls around a lesson that does no harm any more. */
const EXECUTIONS = 10_000
const EXECUTIONS_MAX = 100_000_000

type Flags = ForkFlags & {
  readonly lessons?: string
  readonly only?: readonly string[]
  readonly executions: number
  readonly json?: true
  readonly quiet?: true
  readonly color: 'auto' | 'always' | 'never'
}

/** Adds `replay` to the program. */
export function declareReplay(
  program: Command,
  manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('replay')
    .description(
      'run all lessons on the current code: which still fail, which are fixed, which cannot be replayed',
    )
    .argument('[paths...]', 'folder of the project, or folders and source files in it')
  addLessonsOption(command)
    .option('--only <lessons...>', 'only these: ids, beginnings of ids, or names of files')
    .option(
      '--executions <n>',
      'calls that try something like it around each lesson that does no harm any more; 0: none',
      wholeNumber(0, EXECUTIONS_MAX),
      EXECUTIONS,
    )
  addForkOptions(command)
    .option('-q, --quiet', 'only the result')
    .option('--json', 'print one JSON document instead of text')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .action(async (paths: string[], flags: Flags) => {
      const fork = forkOf(flags, command)
      const { replay } = await import('../commands/replay.ts')
      ended(
        await replay(
          {
            paths,
            lessons: flags.lessons,
            only: flags.only ?? [],
            executions: flags.executions,
            fork,
            isJson: flags.json === true,
            isQuiet: flags.quiet === true,
            colour: flags.color,
          },
          manifest,
          io,
        ),
      )
    })
}
