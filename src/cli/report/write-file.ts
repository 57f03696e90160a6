// Writes a file that somebody asked for: all of it or nothing, and one clear message if that cannot be.

import { accessSync, constants, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BaseError } from '../../primitives/errors.ts'
import { replaceFile } from '../../run/replace-file.ts'

/** REPORT_FILE_UNWRITABLE: a file that was asked for cannot be written. */
export class ReportFileError extends BaseError {
  readonly code = 'REPORT_FILE_UNWRITABLE'
}

/**
 * Makes the folder of a file, and looks whether the file could be written: better told before a search than after it.
 * @param file absolute
 * @throws ReportFileError
 */
export function prepareFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats?.isDirectory() === true) throw new Error('it is a folder')
    accessSync(stats === undefined ? path.dirname(file) : file, constants.W_OK)
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

/**
 * Writes the file, with its folder. Who reads it meanwhile sees what was there before.
 * @param file absolute
 * @throws ReportFileError
 */
export function writeWhole(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    const stats = statSync(file, { throwIfNoEntry: false })
    // A pipe or a terminal is not replaced: it is written to.
    if (stats !== undefined && !stats.isFile()) return writeFileSync(file, text)
    // A link stays, and what it leads to is replaced.
    replaceFile(stats === undefined ? file : realpathSync(file), text)
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

function unwritable(file: string, cause: unknown): ReportFileError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ReportFileError(`${file} cannot be written: ${reason}.`, {
    cause,
    hint: 'Give the path of a file in a folder that you may write to.',
    details: { file },
  })
}
