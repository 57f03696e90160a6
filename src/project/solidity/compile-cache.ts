// Compiled output on disk, by what went in. A file is the digest of its JSON and the JSON; one that does not agree is no file.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { ProjectError } from '../project-error.ts'

/** Where the JSON begins in a file of the cache: after 64 digits of its SHA-256 and a line feed. */
export const CACHE_JSON_START = 65

const FORMAT = 'faultline-solc-1'

export type CompileCache = {
  /** The file for a key, whether it is there or not. */
  fileOf(key: string): string
  /** True if it is there and whole. */
  has(key: string): boolean
  /** Writes it whole or not at all. @throws ProjectError if the disk does not take it */
  write(key: string, json: CachedJson): void
}

/** In the shape of Hardhat's build-info. */
export type CachedJson = {
  readonly solcLongVersion: string
  readonly evmVersion: string | undefined
  /** The compiler's JSON as it came. */
  readonly output: string
}

/** A key for everything that the output depends on. */
export function cacheKey(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(FORMAT)
  for (const part of parts) hash.update(`\0${part.length}\0`).update(part)
  return hash.digest('hex').slice(0, 40)
}

/** The cache in a folder, which is made when something is written. */
export function createCompileCache(folder: string): CompileCache {
  const fileOf = (key: string): string => path.join(folder, `${key}.json`)
  return {
    fileOf,
    has(key) {
      let bytes: Buffer
      try {
        bytes = readFileSync(fileOf(key))
      } catch {
        return false
      }
      return bytes.toString('latin1', 0, CACHE_JSON_START) === headOf(bytes.subarray(CACHE_JSON_START))
    },
    write(key, { solcLongVersion, evmVersion, output }) {
      const settings = evmVersion === undefined ? {} : { evmVersion }
      const head = JSON.stringify({ _format: FORMAT, solcLongVersion, input: { settings } })
      const json = Buffer.from(`${head.slice(0, -1)},"output":${output}}`)
      const file = fileOf(key)
      // Written beside and renamed: a second process never sees half a file.
      const partial = `${file}.${process.pid}`
      try {
        mkdirSync(folder, { recursive: true })
        writeFileSync(partial, Buffer.concat([Buffer.from(headOf(json)), json]))
        renameSync(partial, file)
      } catch (cause) {
        rmSync(partial, { force: true })
        throw unwritable(file, cause)
      }
    },
  }
}

function headOf(json: Uint8Array): string {
  return `${createHash('sha256').update(json).digest('hex')}\n`
}

function unwritable(file: string, cause: unknown): ProjectError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
  const reason = { ENOSPC: 'the disk is full', EACCES: 'access is denied', EROFS: 'the disk is read-only' }[
    code
  ]
  return new ProjectError('PROJECT_UNREADABLE', `${file} cannot be written: ${reason ?? code}.`, {
    hint: 'Make room or give access; Faultline keeps compiled contracts in .faultline/cache.',
    cause,
    details: { file, reason: code },
  })
}
