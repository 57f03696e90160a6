// Which contract vm.getCode("...") means: 'Token', 'Token.sol', 'src/Token.sol:Token', 'Token.sol:Token:0.8.20',
// 'Token.sol:0.8.20'. From crates/cheatcodes/src/fs.rs of foundry, as of 1.7.1.

import type { ContractArtifact } from '../../../project/types.ts'
import { type CheatContext, CheatcodeError } from '../context.ts'
import { parseVersion, type Version, VersionError } from './versions.ts'

type Wanted = {
  readonly file: string | undefined
  readonly name: string | undefined
  readonly version: Version | undefined
}

/**
 * The contract, or if the project has none the file that forge would read then, from the project's root.
 * @throws CheatcodeError if several fit.
 */
export function findArtifact(
  context: CheatContext,
  text: string,
): { readonly artifact: ContractArtifact } | { readonly file: string } {
  const wanted = parseWanted(text)
  const { contracts } = context.project
  const found = contracts.ids.filter((id) => fits(id, wanted)).map((id) => contracts.get(id))
  const candidates = found.filter((artifact) => hasVersion(artifact, wanted.version))
  const [first] = candidates
  if (first === undefined) return { file: fallbackFile(wanted) }
  if (candidates.length === 1) return { artifact: first }
  const own = context.options.artifact.compilerVersion
  const same =
    wanted.version === undefined ? candidates.filter(({ compilerVersion }) => compilerVersion === own) : []
  if (same.length === 1) return { artifact: same[0]! }
  throw new CheatcodeError('multiple matching artifacts found')
}

function parseWanted(text: string): Wanted {
  const [first = '', second, third] = text.split(':')
  const isFile = first.includes('.')
  let name = isFile ? undefined : first
  let version = isFile ? undefined : second
  if (isFile && second !== undefined) {
    if (second.includes('.')) version = second
    else {
      name = second
      version = third
    }
  }
  return {
    file: isFile ? first : undefined,
    name,
    version: version === undefined ? undefined : toVersion(version),
  }
}

function toVersion(text: string): Version {
  try {
    return parseVersion(text).version
  } catch (error) {
    if (!(error instanceof VersionError)) throw error
    throw new CheatcodeError(`failed parsing version: ${error.message}`)
  }
}

/** By the id alone: most artifacts need not be read. */
function fits(id: string, wanted: Wanted): boolean {
  const colon = id.lastIndexOf(':')
  const [name] = id.slice(colon + 1).split('#')
  if (wanted.name !== undefined && name !== wanted.name) return false
  if (wanted.file === undefined) return true
  const source = id.slice(0, colon)
  return source === wanted.file || source.endsWith(`/${wanted.file}`)
}

function hasVersion(artifact: ContractArtifact, version: Version | undefined): boolean {
  if (version === undefined) return true
  return artifact.compilerVersion?.split(/[-+]/)[0] === version.join('.')
}

function fallbackFile({ file, name }: Wanted): string {
  if (file !== undefined) return `out/${file}/${name ?? file.replaceAll('.sol', '')}.json`
  return `out/${name}.sol/${name}.json`
}
