// The command line of `faultline lessons`.

import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'
import { addLessonsOption } from './lessons-option.ts'

/** Adds `lessons` to the program. */
export function declareLessons(
  program: Command,
  manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('lessons')
    .description('list what the project has learned, with what the last replay came to; or explain some')
    .argument('[lessons...]', 'ids, beginnings of ids, or names of files: explain these')
  addLessonsOption(command)
    .option('--json', 'print one JSON document instead of text')
    .action(async (wanted: string[], flags: { readonly lessons?: string; readonly json?: true }) => {
      const { lessons } = await import('../commands/lessons.ts')
      ended(lessons({ wanted, lessons: flags.lessons, isJson: flags.json === true }, io))
    })
  command
    .command('add')
    .description('keep findings of the last runs as lessons')
    .argument('[ids...]', 'ids of findings (default: all of the last runs)')
    .action(async (wanted: string[]) => {
      const { addLessons } = await import('../commands/lessons.ts')
      // Of the command that it is a part of.
      const folder = command.opts<{ readonly lessons?: string }>().lessons
      ended(addLessons({ wanted, lessons: folder }, manifest, io))
    })
}
