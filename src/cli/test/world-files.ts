// Files as contracts see them through cheatcodes.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { WorldFiles } from '../../world/types.ts'

/** The file system. Which paths are allowed was decided before it is asked. */
export const worldFiles: WorldFiles = {
  read: (path) => new Uint8Array(readFileSync(path)),
  exists: (path) => {
    const entry = statSync(path, { throwIfNoEntry: false })
    if (entry === undefined) return undefined
    return entry.isDirectory() ? 'folder' : 'file'
  },
  list: (path) => readdirSync(path).sort(),
}
