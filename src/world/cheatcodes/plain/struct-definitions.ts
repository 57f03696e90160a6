// The structs of the project's sources. forge reads objects of JSON into the order of the struct whose fields have the same
// names, and only if there is none by the alphabet (foundry, crates/cheatcodes/src/json.rs), so their order must be known.
// Artifacts without an AST do not have it: the sources are scanned.

import type { ContractArtifact, Project } from '../../../project/types.ts'

/** Names of the fields in order, and their types as written. */
export type StructDefinition = {
  readonly name: string
  readonly fields: readonly (readonly [name: string, type: string])[]
}

/** Numbers of sources to try, and misses in a row after which there are no more. */
const SOURCE_IDS_MAX = 100_000
const SOURCE_MISSES_MAX = 1_000
const SOURCE_CHARACTERS_MAX = 4_000_000
const FIELD_CHARACTERS_MAX = 500

const known = new WeakMap<Project, readonly StructDefinition[]>()

/** Structs of all sources of the test's compilation and of all contracts, sorted by 'Contract.Name'. Read when first asked for. */
export function structDefinitions(project: Project, artifact: ContractArtifact): readonly StructDefinition[] {
  let definitions = known.get(project)
  if (definitions === undefined) {
    definitions = [...sourcePaths(project, artifact)]
      .flatMap((path) => scanStructs(artifact.sources.textOf(path) ?? ''))
      .toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
    known.set(project, definitions)
  }
  return definitions
}

function sourcePaths(project: Project, artifact: ContractArtifact): Set<string> {
  const paths = new Set<string>()
  for (let id = 0, misses = 0; id < SOURCE_IDS_MAX && misses < SOURCE_MISSES_MAX; id++) {
    const path = artifact.sources.pathOf(id)
    if (path === undefined) misses++
    else {
      misses = 0
      paths.add(path)
    }
  }
  for (const id of project.contracts.ids) paths.add(id.slice(0, id.lastIndexOf(':')))
  return paths
}

/** The structs of one source, named 'Contract.Struct' inside of a contract. Text that is no Solidity gives none. */
export function scanStructs(source: string): StructDefinition[] {
  if (source.length > SOURCE_CHARACTERS_MAX || !source.includes('struct')) return []
  const text = withoutComments(source)
  const found: StructDefinition[] = []
  const pattern =
    /\b(?:(?:contract|library|interface)\s+([A-Za-z_$][\w$]*)[^{};]{0,500}\{|struct\s+([A-Za-z_$][\w$]*)\s*\{)/g
  let container: { name: string; end: number } | undefined
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole, outer, name = ''] = match
    const open = match.index + whole.length
    if (outer !== undefined) {
      container = { name: outer, end: closing(text, open) }
      continue
    }
    const end = text.indexOf('}', open)
    if (end < 0) break
    const isInside = container !== undefined && match.index < container.end
    found.push({
      name: isInside ? `${container!.name}.${name}` : name,
      fields: fieldsOf(text.slice(open, end)),
    })
  }
  return found
}

function fieldsOf(body: string): (readonly [name: string, type: string])[] {
  return body.split(';').flatMap((line) => {
    const text = line.trim()
    const field = text.length > FIELD_CHARACTERS_MAX ? null : /^(.+?)\s+([A-Za-z_$][\w$]*)$/s.exec(text)
    return field === null ? [] : [[field[2]!, field[1]!.replaceAll(/\s+/g, ' ')] as const]
  })
}

/** Where the block that is open at `from` ends; behind the text if it does not. */
function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, ' ')
}
