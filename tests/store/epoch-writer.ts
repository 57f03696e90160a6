// A process that writes to a store until it is killed. Arguments: project, and 'epochs' to save epoch after epoch, telling
// of each when it is kept; 'hold' to keep the store open; 'torn' to kill itself in the middle of writing an epoch.

import { writeSync } from 'node:fs'
import { databaseFile, makeStateFolder } from '../../src/store/state-folder.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { openStore } from '../../src/store/store.ts'
import { epochOf, isReport, KEY } from './campaign-data.ts'

const [root, mode] = process.argv.slice(2) as [string, 'epochs' | 'hold' | 'torn']
const clock = { nowMs: () => Date.UTC(2030, 0, 2) }
const say = (text: string): void => void writeSync(1, `${text}\n`)

if (mode === 'torn') {
  makeStateFolder(root)
  const opening = openDatabase(databaseFile(root), 2 ** 30)
  if (opening.status !== 'open') throw new Error(opening.reason)
  const { database } = opening
  database.exec("BEGIN; UPDATE campaigns SET epochs = 3, progress = x'00'")
  // More than the page cache holds (2 MB), so that part of it is in the file before the commit.
  const insert = database.prepare(
    'INSERT INTO epochs (campaign, epoch, entries, failures) VALUES (1, ?, ?, ?)',
  )
  for (let epoch = 2; epoch < 10; epoch++) insert.run(epoch, new Uint8Array(1 << 20), new Uint8Array(1))
  process.kill(process.pid, 'SIGKILL')
}

const store = openStore({ root, clock, pid: process.pid, onWarning: say, isReport })
const log = store.checkpoint({ ...KEY, isResumed: false })
log.load(KEY.fingerprint)
if (mode === 'hold') {
  say('open')
  setInterval(() => undefined, 1_000_000)
} else {
  for (let epoch = 0; ; epoch++) {
    log.saveEpoch(epochOf(epoch, 500))
    say(String(epoch))
  }
}
