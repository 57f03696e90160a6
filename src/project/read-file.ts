// Reading the files of a project, with errors that name the file and what to do. Everything read is somebody else's.

import { readFileSync } from 'node:fs'

import { findJsonError } from './json-position.ts'
import { ProjectError } from './project-error.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'access is denied',
  ELOOP: 'its symbolic links go in a circle',
  ENOTDIR: 'it is no folder',
  EISDIR: 'it is a folder',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
  ERR_STRING_TOO_LONG: 'it is larger than 512 MiB',
}

/** A JSON object, of which nothing is known but that. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * The text of a file, read as UTF-8; wrong bytes come out as replacement characters.
 * @param what names it in the error: 'the artifact of src/A.sol:A'
 * @throws ProjectError PROJECT_UNREADABLE
 */
export function readText(file: string, what: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw unreadable(file, what, hint, cause)
  }
}

/** The text of a file if there is one and it may be read. */
export function readTextIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** The bytes of a file if there is one and it may be read. */
export function readBytesIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/**
 * The object that a JSON file holds.
 * @throws ProjectError PROJECT_UNREADABLE, or PROJECT_JSON_INVALID with the byte at which it stops being JSON
 */
export function readJsonObject(file: string, what: string, hint: string): JsonObject {
  return parseJsonObject(readText(file, what, hint), file, what, hint)
}

/** As `readJsonObject`, of a text that was read before. */
export function parseJsonObject(text: string, file: string, what: string, hint: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const position = findJsonError(text) ?? text.length
    const byte = Buffer.byteLength(text.slice(0, position))
    const isCutOff = position >= text.length
    throw new ProjectError(
      'PROJECT_JSON_INVALID',
      isCutOff
        ? `${file}: ${what} is cut off: its JSON ends in the middle, at byte ${byte}.`
        : `${file}: ${what} is no valid JSON: byte ${byte} should not be there.`,
      { hint, cause, details: { file, byte } },
    )
  }
  if (isObject(value)) return value
  throw new ProjectError('PROJECT_JSON_INVALID', `${file}: ${what} is JSON, but no object.`, {
    hint,
    details: { file, byte: 0 },
  })
}

/** The error for a file that cannot be read. */
export function unreadable(file: string, what: string, hint: string, cause: unknown): ProjectError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
  const reason = REASONS[code] ?? code
  return new ProjectError('PROJECT_UNREADABLE', `${file}: ${what} cannot be read: ${reason}.`, {
    hint,
    cause,
    details: { file, reason: code },
  })
}

/** True for what `{}` makes in JSON: no array, no null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of an own field; undefined for anything that is no object. Never reaches the prototype. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The field's object, or an empty one. */
export function objectAt(value: unknown, name: string): JsonObject {
  const field = fieldOf(value, name)
  return isObject(field) ? field : {}
}

/** The field's text, or undefined. */
export function textAt(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : undefined
}
