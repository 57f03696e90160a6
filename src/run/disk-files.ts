import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import type { WorldFiles } from '../world/types.ts'

/** Files of this machine as contracts see them through cheatcodes. Which paths are allowed was decided before it is asked. */
export const diskFiles: WorldFiles = {
  read: (path) => new Uint8Array(readFileSync(path)),
  exists: (path) => {
    const entry = statSync(path, { throwIfNoEntry: false })
    if (entry === undefined) return undefined
    return entry.isDirectory() ? 'folder' : 'file'
  },
  list: (path) => readdirSync(path).sort(),
  realPath: (path) => {
    try {
      return realpathSync(path)
    } catch {
      return undefined
    }
  },
}
