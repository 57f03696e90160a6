// Names that stand for signed numbers somewhere in the sources of a contract: a difference of these that is less than nothing
// is no accident. Found by declarations, without types of expressions: a name that is signed in one place and unsigned in another
// counts as signed wherever both could be meant.

import type { SourceTable } from '../../project/types.ts'
import { functionAround, type FunctionRange } from './function-ranges.ts'

const SOURCES_MAX = 4_000
const NAME = String.raw`([A-Za-z_$][\w$]*)`
const MODIFIERS = String.raw`(?:\s+(?:public|private|internal|external|constant|immutable|override|transient|memory|storage|calldata|indexed))*`
const DECLARATIONS: readonly RegExp[] = [
  // int256 public x; int[] memory list
  new RegExp(String.raw`\bint\d*(?:\s*\[[^\]]*\])*${MODIFIERS}\s+${NAME}`, 'g'),
  // mapping(address => int256) public x
  new RegExp(String.raw`=>\s*int\d*[^;={}]*?\)+${MODIFIERS}\s+${NAME}\s*[;=]`, 'g'),
  // function f() returns (int256)
  new RegExp(String.raw`\bfunction\s+${NAME}[^{};]*?\breturns\s*\([^)]*\bint\d*\b`, 'g'),
]

/** The signed names of one compilation, as far as a contract may use them. Sources are read when first asked. */
export class SignedNames {
  readonly #sources: SourceTable
  readonly #isOwn: (path: string) => boolean
  /** State variables, members of structs, functions: known everywhere. */
  #everywhere: Set<string> | undefined
  readonly #inFunctions = new Map<FunctionRange, Set<string>>()

  /** @param isOwn whose state variables a contract may have without a word of them in its code */
  constructor(sources: SourceTable, isOwn: (path: string) => boolean) {
    this.#sources = sources
    this.#isOwn = isOwn
  }

  /** Whether a name may be a signed number in the function around an offset, in bytes, of a file. */
  has(name: string, path: string, offset: number): boolean {
    const everywhere = (this.#everywhere ??= this.#read())
    if (everywhere.has(name)) return true
    const around = functionAround(this.#sources, path, offset)
    return around !== undefined && this.#inFunctions.get(around)?.has(name) === true
  }

  #read(): Set<string> {
    const everywhere = new Set<string>()
    for (let id = 0; id < SOURCES_MAX; id++) {
      const path = this.#sources.pathOf(id)
      const text = path === undefined ? undefined : this.#sources.textOf(path)
      if (path !== undefined && text !== undefined) this.#readFile(path, text, everywhere)
    }
    return everywhere
  }

  #readFile(path: string, text: string, everywhere: Set<string>): void {
    // One character for each byte: places are counted in bytes.
    const bytes = new TextDecoder('latin1').decode(new TextEncoder().encode(text))
    for (const declaration of DECLARATIONS) {
      for (const found of bytes.matchAll(declaration)) {
        const name = found[1]!
        const isFunction = found[0].startsWith('function')
        const around = isFunction ? undefined : functionAround(this.#sources, path, found.index)
        if (around === undefined) {
          if (this.#isOwn(path)) everywhere.add(name)
          continue
        }
        const names = this.#inFunctions.get(around)
        if (names === undefined) this.#inFunctions.set(around, new Set([name]))
        else names.add(name)
      }
    }
  }
}
