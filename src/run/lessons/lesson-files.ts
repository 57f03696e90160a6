// Lessons on disk: a folder that the project keeps under version control, one file for each.

import { lstatSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { isPlainFileName, lessonName } from '../../lessons/record/file-name.ts'
import { LessonError } from '../../lessons/record/lesson-error.ts'
import { lessonText } from '../../lessons/record/lesson-text.ts'
import { parseLesson } from '../../lessons/record/parse-lesson.ts'
import type { Lesson } from '../../lessons/record/types.ts'
import { readSmallFile } from '../read-small-file.ts'
import { replaceFile } from '../replace-file.ts'

/** Where lessons are if nobody says otherwise, from the project's root. */
export const LESSONS_FOLDER = 'faultline/lessons'

const ENDING = '.json'
/** Of a proof as raw calls, which stands beside its lesson. */
const PROOF_ENDING = '.calls.json'
const FILE_BYTES_MAX = 16_000_000
const FILES_MAX = 10_000

export type KeptLesson = {
  /** Name in the folder. */
  readonly file: string
  readonly lesson: Lesson
}

export type LessonFiles = {
  /** Sorted by file. */
  readonly lessons: readonly KeptLesson[]
  /** Files that are no lessons, or of which another file has the id; and that there are more files than are read. */
  readonly errors: readonly LessonError[]
}

export type ReadOptions = { readonly isNamed?: boolean; readonly filesMax?: number }

/**
 * Reads a folder; one that is not there has no lessons.
 * @param options `isNamed`: somebody asked for this very folder, and if it is not there, that is a mistake
 * @throws LessonError if it cannot be read
 */
export function readLessons(
  folder: string,
  { isNamed = false, filesMax = FILES_MAX }: ReadOptions = {},
): LessonFiles {
  const lessons: KeptLesson[] = []
  const errors: LessonError[] = []
  const fileOf = new Map<string, string>()
  const files = filesIn(folder, isNamed)
  if (files.length > filesMax)
    errors.push(
      new LessonError('LESSON_UNREADABLE', `${folder} has ${files.length} lessons: ${filesMax} are read.`, {
        hint: 'Put some in another folder, and name it with --lessons <folder>.',
      }),
    )
  for (const file of files.slice(0, filesMax)) {
    try {
      const lesson = parseLesson(readText(path.join(folder, file)), file)
      const other = fileOf.get(lesson.id)
      if (other !== undefined)
        throw new LessonError('LESSON_INVALID', `${file} has the id ${lesson.id}, as ${other} has.`, {
          hint: 'Remove one of them.',
        })
      fileOf.set(lesson.id, file)
      lessons.push({ file, lesson })
    } catch (error) {
      if (!(error instanceof LessonError)) throw error
      errors.push(error)
    }
  }
  return { lessons, errors }
}

function filesIn(folder: string, isNamed: boolean): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(ENDING) && !file.endsWith(PROOF_ENDING) && !file.startsWith('.'))
      .toSorted()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !isNamed) return []
    throw new LessonError('LESSON_UNREADABLE', `${folder} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

function readText(file: string): string {
  const name = path.basename(file)
  try {
    return readSmallFile(file, FILE_BYTES_MAX)
  } catch (error) {
    throw new LessonError('LESSON_UNREADABLE', `${name} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

export type LessonProof = { readonly file: string; readonly text: string }

/**
 * Writes a lesson and its proofs into the folder, which is made. Each file is written whole or not at all.
 * @returns name of its file
 * @throws LessonError if it cannot be written
 */
export function keepLesson(folder: string, lesson: Lesson, proofs: readonly LessonProof[]): string {
  const name = lessonName(lesson)
  const isTaken = lstatSync(path.join(folder, name + ENDING), { throwIfNoEntry: false }) !== undefined
  const file = `${isTaken ? `${name}-${lesson.id}` : name}${ENDING}`
  try {
    mkdirSync(folder, { recursive: true })
    for (const proof of proofs)
      if (lesson.proofs.includes(proof.file) && isPlainFileName(proof.file))
        replaceFile(path.join(folder, proof.file), proof.text)
    replaceFile(path.join(folder, file), lessonText(lesson))
  } catch (error) {
    throw new LessonError(
      'LESSON_NOT_WRITTEN',
      `${path.join(folder, file)} cannot be written: ${messageOf(error)}.`,
      {
        hint: 'Say with --lessons <folder> where lessons are kept.',
        cause: error,
      },
    )
  }
  return file
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/[.\s]+$/, '')
}
