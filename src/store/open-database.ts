// Opens the database file of a store, alone: SQLite's own lock on the file keeps every other process out for as long as
// it is open. The system takes that lock away when its process ends, however it ends, so there are no stale locks.

import { lstatSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { loadSqlite } from './load-sqlite.ts'
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts'

/** How opening went. */
export type Opening = { readonly status: 'open'; readonly database: DatabaseSync } | Problem

/** Why there is no database, or no longer. */
export type Problem = {
  /**
   * 'locked': some process has it open. 'unusable': it is not a store, or a damaged one. 'unavailable': it cannot be read
   * or written here and now.
   */
  readonly status: 'locked' | 'unusable' | 'unavailable'
  readonly reason: string
}

/**
 * Opens or makes the file. In it, nothing is synced to the disk at every epoch: after a power failure the last ones may be
 * missing, but nothing is torn; the end of a process loses nothing that was committed (SQLite, "PRAGMA synchronous").
 * @param bytesMax size that the file may reach.
 */
export function openDatabase(file: string, bytesMax: number): Opening {
  const sqlite = loadSqlite()
  if (sqlite === undefined) return { status: 'unavailable', reason: 'this Node has no node:sqlite' }
  if (isLink(file)) return { status: 'unusable', reason: 'it is a symbolic link' }
  let database: DatabaseSync | undefined
  try {
    database = new sqlite.DatabaseSync(file, { allowExtension: false })
    // EXCLUSIVE before the first access in WAL mode: then the index of the log is in our memory and no -shm file is needed.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA trusted_schema = OFF;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      BEGIN EXCLUSIVE;
    `)
    const problem = checkOrMake(database)
    database.exec('COMMIT')
    if (problem !== undefined) {
      database.close()
      return { status: 'unusable', reason: problem }
    }
    const { page_size: pageBytes } = database.prepare('PRAGMA page_size').get() as { page_size: number }
    database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(bytesMax / pageBytes))}`)
    return { status: 'open', database }
  } catch (error) {
    closeQuietly(database)
    return judge(error)
  }
}

/** What an error of SQLite means for the file it was about. */
export function judge(error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error)
  // https://sqlite.org/rescode.html: the lowest byte of an extended code is the primary one.
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
  if (code === SQLITE_BUSY || code === SQLITE_LOCKED) return { status: 'locked', reason }
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) return { status: 'unusable', reason }
  return { status: 'unavailable', reason }
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** Why it is not our database; makes the tables if it is empty. */
function checkOrMake(database: DatabaseSync): string | undefined {
  const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  const tables = database
    .prepare("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY rowid")
    .all()
    .map((row) => row['sql'])
  const application = pragma('application_id')
  const version = pragma('user_version')
  if (tables.length === 0 && application === 0 && version === 0) {
    for (const statement of SCHEMA) database.exec(statement)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`)
    return undefined
  }
  if (application !== APPLICATION_ID) return 'it is a database of another program'
  if (version !== SCHEMA_VERSION) {
    return `it is of another version of Faultline (its format is ${String(version)}, this one reads ${SCHEMA_VERSION})`
  }
  if (JSON.stringify(tables) !== JSON.stringify(SCHEMA))
    return 'its tables are not those that Faultline makes'
  const damage = pragma('quick_check(1)')
  return damage === 'ok' ? undefined : `it is damaged: ${String(damage)}`
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function closeQuietly(database: DatabaseSync | undefined): void {
  try {
    database?.close()
  } catch {
    // It could not be opened properly; there is nothing to lose.
  }
}
