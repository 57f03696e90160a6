import { readFileSync, statSync } from 'node:fs'

/**
 * Text of a file that may be anybody's: neither a device, which may never end or never answer, nor something that takes all memory.
 * @throws Error of node:fs, or one that says why it is not read
 */
export function readSmallFile(file: string, bytesMax: number): string {
  const stats = statSync(file)
  if (!stats.isFile()) throw new Error('it is no file')
  if (stats.size > bytesMax) throw new Error(`it has more than ${bytesMax} bytes`)
  return readFileSync(file, 'utf8')
}
