// The folder `.faultline` of a project: the only place that a run writes to.

import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = '.faultline'
const DATABASE = 'state.sqlite'
const OWNER = 'state.owner.json'

// SQLite keeps what is not yet in the database beside it.
const COMPANIONS = ['', '-wal', '-shm', '-journal']

/** Path of the folder. */
export function stateFolder(root: string): string {
  return path.join(root, FOLDER)
}

/** Path of the database. */
export function databaseFile(root: string): string {
  return path.join(root, FOLDER, DATABASE)
}

/** Paths of the report of the last run: the document, and the page made of it. */
export function lastReportFiles(root: string): { readonly document: string; readonly page: string } {
  const folder = path.join(root, FOLDER, 'report')
  return { document: path.join(folder, 'run.json'), page: path.join(folder, 'index.html') }
}

/**
 * Makes the folder, and in it a .gitignore that keeps all of it out of Git, so that users need not; and a folder in it.
 * @param within 'proofs'; empty: none
 * @returns path of the folder in it, or its own
 * @throws Error of node:fs if that cannot be done.
 */
export function makeStateFolder(root: string, within = ''): string {
  const folder = makeFolder(path.join(root, FOLDER))
  try {
    writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EEXIST' && code !== 'ENOSPC') throw error
  }
  return within === '' ? folder : makeFolder(path.join(folder, within))
}

function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true })
  // A repository may come with a link to anywhere.
  if (lstatSync(folder).isSymbolicLink())
    throw new Error(`${folder} is a symbolic link, which is not followed`)
  return folder
}

/** Renames the database to the first free `state.corrupt-<n>.sqlite` and gives its path. Nothing is deleted. */
export function setDatabaseAside(root: string): string {
  const from = databaseFile(root)
  let number = 1
  const to = (): string => path.join(root, FOLDER, `state.corrupt-${number}.sqlite`)
  while (COMPANIONS.some((suffix) => existsSync(to() + suffix))) number++
  for (const suffix of COMPANIONS) {
    if (lstatSync(from + suffix, { throwIfNoEntry: false }) !== undefined)
      renameSync(from + suffix, to() + suffix)
  }
  return to()
}

/** Who has the database open. Only for messages: SQLite's lock decides. */
export type Owner = { readonly pid: number; readonly startedMs: number }

/** Says who has the database open, if that can be written. */
export function writeOwner(root: string, owner: Owner): void {
  const file = path.join(root, FOLDER, OWNER)
  try {
    // Written anew and not into what is there, which may be a link.
    rmSync(file, { force: true })
    writeFileSync(file, `${JSON.stringify(owner)}\n`, { flag: 'wx' })
  } catch {
    // A full disk, at which resuming still works.
  }
}

export function removeOwner(root: string): void {
  rmSync(path.join(root, FOLDER, OWNER), { force: true })
}

/** undefined if nobody says so, or not understandably. */
export function readOwner(root: string): Owner | undefined {
  try {
    const value = JSON.parse(readFileSync(path.join(root, FOLDER, OWNER), 'utf8')) as Partial<Owner> | null
    const { pid, startedMs } = value ?? {}
    return typeof pid === 'number' && typeof startedMs === 'number' ? { pid, startedMs } : undefined
  } catch {
    return undefined
  }
}
