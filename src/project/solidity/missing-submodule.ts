// Why an import leads nowhere, most often: a clone without its submodules.

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

import { readTextIfThere } from '../read-file.ts'

/**
 * The folder of a git submodule that is not checked out and in which one of these files would be.
 * @param files absolute
 * @returns absolute; undefined if there is none
 */
export function missingSubmodule(files: readonly string[]): string | undefined {
  const known = new Map<string, readonly string[]>()
  for (const file of files)
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      let missing = known.get(folder)
      if (missing === undefined) known.set(folder, (missing = missingIn(folder)))
      const found = missing.find((each) => file.startsWith(each + path.sep))
      if (found !== undefined) return found
      // What is above it is none of this repository's; of a submodule it is a file, and the repository goes on above.
      if (folder === path.dirname(folder) || existsSync(path.join(folder, '.git', 'HEAD'))) break
    }
  return undefined
}

/** Of the submodules that a folder lists (gitmodules(5)), those that are not there. */
function missingIn(folder: string): readonly string[] {
  const text = readTextIfThere(path.join(folder, '.gitmodules')) ?? ''
  return [...text.matchAll(/^\s*path\s*=\s*(.*\S)/gm)]
    .map(([, inside]) => path.resolve(folder, inside!))
    .filter(isEmpty)
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch {
    return true
  }
}
