// Lessons that somebody means by ids or names of files.

import type { KeptLesson } from './lesson-files.ts'

/** Fewer digits say too little. */
const DIGITS_MIN = 4

export type ChosenLessons = {
  readonly lessons: readonly KeptLesson[]
  /** What no lesson, or more than one, is meant by. */
  readonly unknown: readonly string[]
}

/** All of them if nothing is said. @param wanted ids, beginnings of ids, or names of files with or without their ending */
export function chosenLessons(lessons: readonly KeptLesson[], wanted: readonly string[]): ChosenLessons {
  if (wanted.length === 0) return { lessons, unknown: [] }
  const found = new Set<KeptLesson>()
  const unknown: string[] = []
  for (const each of wanted) {
    const named = lessons.filter(({ file, lesson }) => isMeant(each, file, lesson.id))
    if (named.length === 1) found.add(named[0]!)
    else unknown.push(each)
  }
  return { lessons: lessons.filter((kept) => found.has(kept)), unknown }
}

function isMeant(text: string, file: string, id: string): boolean {
  return text === file || `${text}.json` === file || (text.length >= DIGITS_MIN && id.startsWith(text))
}
