/** Foundry projects that benchmarks write for themselves, with a compiler that needs no download. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { SOLC_COMMAND, SOLC_VERSION } from '../tests/helpers/solidity.ts'
import { CACHE_DIRECTORY } from './contracts.ts'

// forge would download a compiler: it gets solc-js behind a shell script. It asks for the version on every start; answering
// from the script saves half a second of loading solc-js.
const SOLC_SCRIPT = `#!/bin/sh
if [ "$1" = "--version" ]; then
  echo "solc, the solidity compiler commandline interface"
  echo "Version: ${SOLC_VERSION}+commit.00000000.Emscripten.clang"
else
  exec "${process.execPath}" "${SOLC_COMMAND}" "$@"
fi
`

const FOUNDRY_TOML = `[profile.default]
libs = []
solc = "./solc"
offline = true
`

/**
 * Writes the project under .cache/bench, named by the hash of its files, so that forge compiles it once, and gives its folder.
 *
 * @param files text by path in the project
 * @param settings more lines of the default profile in foundry.toml
 */
export async function scratchProject(
  kind: string,
  files: Iterable<readonly [name: string, text: string]>,
  settings: readonly string[],
): Promise<string> {
  const all = new Map([
    ['foundry.toml', `${FOUNDRY_TOML}${settings.join('\n')}\n`],
    ['solc', SOLC_SCRIPT],
    ...files,
  ])
  const hash = createHash('sha256')
    .update(JSON.stringify([...all]))
    .digest('hex')
  const folder = path.join(CACHE_DIRECTORY, `${kind}-${hash.slice(0, 32)}`)
  if (!existsSync(folder)) await writeProject(folder, all)
  return folder
}

async function writeProject(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const partial = `${folder}.${process.pid}`
  for (const [name, text] of files) {
    const file = path.join(partial, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
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
