// One way to replace a file: no reader ever sees half of it, and nobody's link decides where it is written.

import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file whole or not at all: who reads it sees the old text or the new one. What stands there is replaced, also if it is a link.
 * @param file absolute; its folder exists
 * @throws Error of node:fs
 */
export function replaceFile(file: string, text: string): void {
  const half = `${file}.${process.pid}.part`
  try {
    // That of a process which was killed, and had the same number: in a container numbers come again.
    rmSync(half, { force: true })
    writeFileSync(half, text, { flag: 'wx' })
    renameSync(half, file)
  } finally {
    rmSync(half, { force: true })
  }
}
