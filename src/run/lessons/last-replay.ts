// What the last replay of each lesson came to, in `.faultline/`: for the list of lessons, and for nothing else.

import path from 'node:path'
import type { ReplayStatus, ReplayReport } from '../../report/replay-schema.ts'
import { makeStateFolder, stateFolder } from '../../store/state-folder.ts'
import { readSmallFile } from '../read-small-file.ts'
import { replaceFile } from '../replace-file.ts'

const FILE = 'replay.json'
const BYTES_MAX = 16_000_000
const STATUSES: readonly ReplayStatus[] = ['still fails', 'fixed', 'cannot be replayed']

export type LastReplay = {
  readonly status: ReplayStatus
  /** '2026-11-22'. */
  readonly on: string
  /** The sentence of the report. */
  readonly words: string
}

/** By id of the lesson. What cannot be read counts as never replayed. */
export function readLastReplay(root: string): ReadonlyMap<string, LastReplay> {
  const found = new Map<string, LastReplay>()
  try {
    const json: unknown = JSON.parse(readSmallFile(path.join(stateFolder(root), FILE), BYTES_MAX))
    for (const [id, each] of Object.entries(json as Record<string, Partial<LastReplay>>)) {
      const { status, on, words } = each
      if (status === undefined || !STATUSES.includes(status)) continue
      if (typeof on === 'string' && typeof words === 'string') found.set(id, { status, on, words })
    }
  } catch {
    return found
  }
  return found
}

/**
 * Notes what lessons came to; others keep what they had.
 * @param on the day: '2026-11-22'
 * @throws Error of node:fs if it cannot be written
 */
export function writeLastReplay(root: string, { lessons }: ReplayReport, on: string): void {
  const all = new Map(readLastReplay(root))
  for (const { id, status, words } of lessons) all.set(id, { status, on, words })
  const file = path.join(makeStateFolder(root), FILE)
  replaceFile(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`)
}
