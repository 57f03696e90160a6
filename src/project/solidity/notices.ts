// The `@notice` lines of a contract, from whichever of three places the compiler put them.

import { noticesOf } from '../foundry/read-artifact.ts'
import type { JsonObject } from '../read-file.ts'
import { fieldOf, isObject, textAt } from '../read-file.ts'
import type { ContractArtifact } from '../types.ts'

export type Notices = ContractArtifact['notices']

export const NO_NOTICES: Notices = { contract: undefined, functions: new Map() }

/** From solc's `userdoc` and `devdoc`; undefined if it wrote neither. */
export function noticesOfDocs(userdoc: unknown, devdoc: unknown): Notices | undefined {
  return isObject(userdoc) || isObject(devdoc) ? noticesOf({ output: { userdoc, devdoc } }) : undefined
}

/** From the metadata that solc writes as a text; undefined if it has none. */
export function noticesOfMetadata(metadata: unknown): Notices | undefined {
  if (typeof metadata !== 'string' || metadata === '') return undefined
  try {
    const parsed: unknown = JSON.parse(metadata)
    return isObject(parsed) ? noticesOf(parsed) : undefined
  } catch {
    return undefined
  }
}

/**
 * From the syntax tree of the file, for compilations without either (Hardhat 3). What base contracts in other files say is not
 * in it.
 * @param methodIdentifiers `{ signature: selector }` of the contract
 */
export function noticesOfAst(ast: unknown, contractName: string, methodIdentifiers: unknown): Notices {
  const contracts = nodesOf(ast).filter((node) => textAt(node, 'nodeType') === 'ContractDefinition')
  const own = contracts.find((node) => textAt(node, 'name') === contractName)
  if (own === undefined) return NO_NOTICES
  const signatureOf = new Map<string, string>()
  if (isObject(methodIdentifiers))
    for (const [signature, selector] of Object.entries(methodIdentifiers))
      if (typeof selector === 'string') signatureOf.set(selector, signature)
  const bases = fieldOf(own, 'linearizedBaseContracts')
  const chain = Array.isArray(bases)
    ? (bases as unknown[]).flatMap((id) => contracts.filter((node) => fieldOf(node, 'id') === id))
    : [own]
  const functions = new Map<string, string>()
  for (const contract of chain)
    for (const node of nodesOf(contract)) {
      const signature = signatureOf.get(textAt(node, 'functionSelector') ?? '')
      const notice = noticeOf(fieldOf(node, 'documentation'))
      // The most derived contract comes first.
      if (signature !== undefined && notice !== undefined && !functions.has(signature))
        functions.set(signature, notice)
    }
  return { contract: noticeOf(fieldOf(own, 'documentation')), functions }
}

function nodesOf(node: unknown): JsonObject[] {
  const nodes = fieldOf(node, 'nodes')
  return Array.isArray(nodes) ? (nodes as unknown[]).filter(isObject) : []
}

// Lines without a tag and those after @notice or @dev, up to the next tag (NatSpec): configuration may stand in either.
function noticeOf(documentation: unknown): string | undefined {
  const text = typeof documentation === 'string' ? documentation : textAt(documentation, 'text')
  if (text === undefined) return undefined
  const lines: string[] = []
  let isWanted = true
  for (const line of text.split('\n')) {
    const [, tag, rest = ''] = /^[\s*]*@([\w:-]+)(.*)$/.exec(line) ?? []
    if (tag !== undefined) isWanted = tag === 'notice' || tag === 'dev'
    if (isWanted) lines.push((tag === undefined ? line.replace(/^[\s*]+/, '') : rest).trim())
  }
  const notice = lines.join('\n').trim()
  return notice === '' ? undefined : notice
}
