/** The Foundry project that a hunt runs on if none is named: small, with known answers. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { SOLC_COMMAND, SOLC_VERSION } from '../../tests/helpers/solidity.ts'
import { CACHE_DIRECTORY } from '../contracts.ts'

/** The property of the sample that holds: a finding of it would be false. */
export const SAMPLE_HOLDS: readonly string[] = ['test/Sample.t.sol:LockHolds.invariant_threeDoors()']

const FOLDER = path.join(import.meta.dirname, 'sample')
const FILES = ['src/Vault.sol', 'src/Lock.sol', 'test/Sample.t.sol']

const FOUNDRY_TOML = `[profile.default]
libs = []
solc = "./solc"
offline = true
optimizer = true
`

/** Writes the project under .cache/bench, named by the hash of its files, and gives its folder. */
export async function prepareSample(): Promise<string> {
  const files = new Map([
    ['foundry.toml', FOUNDRY_TOML],
    ['solc', solcScript()],
  ])
  for (const name of FILES) files.set(name, await readFile(path.join(FOLDER, name), 'utf8'))
  const hash = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex')
  const folder = path.join(CACHE_DIRECTORY, `hunt-${hash.slice(0, 32)}`)
  if (!existsSync(folder)) await writeProject(folder, files)
  return folder
}

// forge asks for the version on every start; answering from the script saves half a second of loading solc-js.
function solcScript(): string {
  return `#!/bin/sh
if [ "$1" = "--version" ]; then
  echo "solc, the solidity compiler commandline interface"
  echo "Version: ${SOLC_VERSION}+commit.00000000.Emscripten.clang"
else
  exec "${process.execPath}" "${SOLC_COMMAND}" "$@"
fi
`
}

async function writeProject(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const partial = `${folder}.${process.pid}`
  for (const [name, content] of files) {
    const file = path.join(partial, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  await chmod(path.join(partial, 'solc'), 0o755)
  try {
    await rename(partial, folder)
  } catch (error) {
    // Another process wrote the same project first.
    await rm(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
