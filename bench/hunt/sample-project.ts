/** The Foundry project that a hunt runs on if none is named: small, with known answers. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { scratchProject } from '../scratch-project.ts'

/** The property of the sample that holds: a finding of it would be false. */
export const SAMPLE_HOLDS: readonly string[] = ['test/Sample.t.sol:LockHolds.invariant_threeDoors()']

const FOLDER = path.join(import.meta.dirname, 'sample')
const FILES = ['src/Vault.sol', 'src/Lock.sol', 'test/Sample.t.sol']

/** Writes the project and gives its folder. */
export async function prepareSample(): Promise<string> {
  const texts = await Promise.all(FILES.map((name) => readFile(path.join(FOLDER, name), 'utf8')))
  return scratchProject(
    'hunt',
    FILES.map((name, i) => [name, texts[i] ?? '']),
    ['optimizer = true'],
  )
}
