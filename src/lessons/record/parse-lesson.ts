// A lesson out of a file. People edit these files, and some come with somebody else's repository.

import { findJsonError } from '../../project/json-position.ts'
import { Field, FieldError } from './field-reader.ts'
import { LessonError } from './lesson-error.ts'
import { parseProgram } from './parse-program.ts'
import { type Lesson, LESSON_VERSION } from './types.ts'

/** Characters of a file. */
const FILE_MAX = 8_000_000
const ID = /^[0-9a-f]{12}$/
const SEED = /^\d{1,20}$/

/**
 * @param file its name, for messages
 * @throws LessonError that says where it is wrong
 */
export function parseLesson(text: string, file: string): Lesson {
  if (text.length > FILE_MAX) throw invalid(file, `it is longer than ${FILE_MAX} characters`)
  const at = findJsonError(text)
  if (at !== undefined) throw invalid(file, `it is no JSON from ${placeIn(text, at)} on`)
  try {
    return readLesson(new Field(JSON.parse(text), ''))
  } catch (error) {
    if (error instanceof FieldError) throw invalid(file, error.message)
    throw error
  }
}

function readLesson(field: Field): Lesson {
  const version = field.entries().get('lesson') ?? field.fail("has no field 'lesson': it is no lesson")
  if (version.value !== LESSON_VERSION)
    version.fail(`is not ${LESSON_VERSION}: the lesson is of another version of Faultline`)
  const all = field.fields([
    'lesson',
    'id',
    'title',
    'found',
    'property',
    'signature',
    'cause',
    'losses',
    'story',
    'proofs',
    'program',
  ])
  const found = all.found.fields(['on', 'version', 'campaign', 'seed'])
  const property = all.property.fields(['name', 'kind'])
  const signature = all.signature.fields(['property', 'mechanism', 'place'])
  const cause = all.cause.fields(['vector', 'title', 'severity', 'mechanisms', 'place', 'code'])
  const texts = (each: Field): readonly string[] => each.list((item) => item.text())
  return {
    lesson: LESSON_VERSION,
    id: matching(all.id, ID, 'is no id: 12 hex digits'),
    title: all.title.text(),
    found: {
      on: found.on.text(),
      version: found.version.text(),
      campaign: found.campaign.text(),
      seed: seedOf(found.seed),
    },
    property: { name: property.name.text(), kind: property.kind.text() },
    signature: {
      property: signature.property.text(),
      mechanism: signature.mechanism.text(),
      place: signature.place.text(),
    },
    cause: {
      vector: cause.vector.textOrNull(),
      title: cause.title.textOrNull(),
      severity: cause.severity.textOrNull(),
      mechanisms: texts(cause.mechanisms),
      place: cause.place.textOrNull(),
      code: cause.code.textOrNull(),
    },
    losses: texts(all.losses),
    story: texts(all.story),
    proofs: texts(all.proofs),
    program: parseProgram(all.program),
  }
}

function matching(field: Field, pattern: RegExp, otherwise: string): string {
  const text = field.text()
  return pattern.test(text) ? text : field.fail(otherwise)
}

function seedOf(field: Field): string {
  const text = matching(field, SEED, 'is no number from 0 to 2^64-1')
  return BigInt(text) >> 64n === 0n ? text : field.fail('is no number from 0 to 2^64-1')
}

/** 'line 3, column 14'. */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`
}

function invalid(file: string, what: string): LessonError {
  return new LessonError('LESSON_INVALID', `${file} cannot be read as a lesson: ${what}.`, {
    hint: 'Correct it, take it back from version control, or remove it.',
  })
}
