import path from 'node:path'
import { readSmallFile } from './read-small-file.ts'

/** A report wants no more of a file. */
const BYTES_MAX = 2_000_000

/** Text of a source file of the project; undefined if its path leaves the project, or it cannot be read. */
export function readSource(root: string, source: string): string | undefined {
  const file = path.resolve(root, source)
  const near = path.relative(root, file)
  if (near.startsWith('..') || path.isAbsolute(near)) return undefined
  try {
    return readSmallFile(file, BYTES_MAX)
  } catch {
    return undefined
  }
}
