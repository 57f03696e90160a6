// Libraries: which ones a contract needs, in which order they are deployed, and their addresses put into its code.

import { BaseError } from '../primitives/errors.ts'
import { hexToBytes } from '../primitives/hex.ts'
import type { Address } from '../evm/types.ts'
import { LINK_BYTES, templateBytes } from './bytecode-template.ts'
import type { BytecodeTemplate, ContractArtifact, ContractIndex } from './types.ts'

// What solc writes where an address is missing: __$34 hex digits$__, before 0.5 __file.sol:Name____.
const PLACEHOLDER = /__.{36}__|__.{38}/

/**
 * Bytecode with the addresses of its libraries, in a new array.
 * @param addressOf the address of a library, by ContractArtifact.id; undefined if it has none
 * @param owner whose code this is, for the message
 * @throws UnlinkedError if a library has no address or a placeholder is left that no link tells of
 */
export function linkBytecode(
  template: BytecodeTemplate,
  addressOf: (library: string) => Address | undefined,
  owner?: string,
): Uint8Array {
  const bytes = templateBytes(template)
  for (const { library, start } of template.links) {
    const address = addressOf(library)
    if (address === undefined) throw new UnlinkedError(library, start, owner)
    if (start + LINK_BYTES > bytes.length) throw new UnlinkedError(library, start, owner)
    bytes.set(hexToBytes(address), start)
  }
  const left = unknownPlaceholder(template)
  if (left !== undefined) throw new UnlinkedError(left.text, left.start, owner)
  return bytes
}

/**
 * The libraries that the creation code of a contract needs, each after those that it needs itself: the order to deploy
 * them in. A library that needs itself in a circle is listed once.
 * @throws ProjectError if a library was never compiled or cannot be read; UnlinkedError if none of its name is known
 */
export function librariesOf(
  artifact: ContractArtifact,
  contracts: ContractIndex,
): readonly ContractArtifact[] {
  const ordered: ContractArtifact[] = []
  const seen = new Set<string>([artifact.id])
  const visit = (user: ContractArtifact): void => {
    for (const { library, start } of [...user.creation.links, ...user.runtime.links]) {
      const found = findLibrary(library, user, contracts)
      if (found === undefined) throw new UnlinkedError(library, start, user.id)
      if (seen.has(found.id)) continue
      seen.add(found.id)
      visit(found)
      ordered.push(found)
    }
  }
  visit(artifact)
  return ordered
}

// Several compilers may have made it: the one that made its user is meant.
function findLibrary(
  library: string,
  user: ContractArtifact,
  contracts: ContractIndex,
): ContractArtifact | undefined {
  const found = contracts.named(library)
  return found.find(({ compilerVersion }) => compilerVersion === user.compilerVersion) ?? found[0]
}

function unknownPlaceholder(template: BytecodeTemplate): { text: string; start: number } | undefined {
  if (!template.object.includes('_')) return undefined
  const known = new Set(template.links.map(({ start }) => start * 2))
  const pattern = new RegExp(PLACEHOLDER, 'g')
  for (const match of template.object.matchAll(pattern))
    if (!known.has(match.index)) return { text: match[0], start: match.index / 2 }
  return undefined
}

/** Code that needs the address of a library which nobody deployed. */
export class UnlinkedError extends BaseError {
  readonly code = 'PROJECT_UNLINKED'

  constructor(library: string, start: number, owner?: string) {
    const user = owner === undefined ? 'The code' : owner
    super(`${user} needs the address of library ${library} at byte ${start}, and there is none.`, {
      hint: library.startsWith('__')
        ? 'Build the project again: the artifact does not say which library this placeholder is for.'
        : 'Deploy the library first, or give its address in foundry.toml: libraries = ["file.sol:Name:0x..."].',
      details: { library, start, ...(owner !== undefined && { owner }) },
    })
  }
}
