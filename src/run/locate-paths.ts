// Where the project is that somebody means by paths.

import path from 'node:path'
import { findRoot } from '../project/find-root.ts'

/** A folder in the project, and of a project of plain Solidity the only files that are meant. */
export type Located = { readonly root: string; readonly files?: readonly string[] }

/**
 * The project of these paths, absolute: that of the first, or of the current folder. Files without a project's configuration
 * beside or above them are attacked by themselves: what else lies in their folder may be anything.
 * @throws ProjectError if there is no project
 */
export function locatePaths(paths: readonly string[], cwd: string): Located {
  const [first = cwd] = paths
  if (paths.length === 0 || !paths.every((each) => each.endsWith('.sol'))) return { root: first }
  const found = findRoot(first)
  if (found.tool !== 'solidity') return { root: first }
  // Imports and messages are read from the folder where somebody works, if the file is in it.
  const isHere = paths.every((each) => each.startsWith(cwd + path.sep))
  return { root: isHere && isSolidity(cwd) ? cwd : folderOfAll(paths, found.root), files: paths }
}

/** The folder of plain Solidity that all of these files are in: `own`, or one above it. If there is none, `own`. */
function folderOfAll(paths: readonly string[], own: string): string {
  for (let folder = own; path.dirname(folder) !== folder; folder = path.dirname(folder))
    if (paths.every((each) => each.startsWith(folder + path.sep))) return isSolidity(folder) ? folder : own
  return own
}

function isSolidity(folder: string): boolean {
  try {
    return findRoot(folder).tool === 'solidity'
  } catch {
    return false
  }
}
