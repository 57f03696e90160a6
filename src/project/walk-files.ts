import type { Dirent, Stats } from 'node:fs'
import { readdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

import { unreadable } from './read-file.ts'

/** Folders deep that nobody nests by hand; a circle of symbolic links ends there at the latest. */
const DEPTH_MAX = 40

/**
 * Absolute paths of all files below `folder` whose path passes `isWanted`, sorted. Folders that cannot be read are
 * left out, links are followed, and a folder that is reached a second time (a link in a circle) is not entered again.
 * @param isSkipped folders by name that are not entered
 */
export function walkFiles(
  folder: string,
  isWanted: (file: string) => boolean,
  isSkipped: (name: string) => boolean = () => false,
): string[] {
  const found: string[] = []
  const entered = new Set<string>()
  const enter = (current: string, depth: number): void => {
    const real = realPath(current)
    if (real === undefined || entered.has(real) || depth > DEPTH_MAX) return
    entered.add(real)
    for (const entry of entriesOf(current)) {
      const file = path.join(current, entry.name)
      // Pipes and sockets are neither: reading one could wait for ever.
      const isLink = entry.isSymbolicLink()
      const kind = isLink
        ? kindOf(file)
        : entry.isDirectory()
          ? 'folder'
          : entry.isFile()
            ? 'file'
            : undefined
      if (kind === 'folder' && !isSkipped(entry.name)) enter(file, depth + 1)
      else if (kind === 'file' && isWanted(file)) found.push(file)
    }
  }
  enter(folder, 0)
  return found.sort()
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}

/** Whether there is a file or a folder at a path, links followed. */
export function kindOf(file: string): 'file' | 'folder' | undefined {
  const stat = statIfThere(file)
  if (stat === undefined) return undefined
  return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : undefined
}

/**
 * Refuses a folder that is there and cannot be listed; one that is not there is no error.
 * @throws ProjectError PROJECT_UNREADABLE
 */
export function checkFolder(folder: string, what: string, hint: string): void {
  try {
    readdirSync(folder)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return
    throw unreadable(folder, what, hint, cause)
  }
}

/** What is known of a file; undefined if there is none, it may not be asked, or its links go in a circle. */
export function statIfThere(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
