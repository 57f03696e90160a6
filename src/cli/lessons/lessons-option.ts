import type { Command } from 'commander'
import { folderPath } from '../option-values.ts'

/** Adds `--lessons`. */
export function addLessonsOption(command: Command): Command {
  return command.option(
    '--lessons <folder>',
    'where lessons are (default: faultline/lessons in the project)',
    folderPath,
  )
}
