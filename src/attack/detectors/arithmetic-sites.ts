// The opcodes of the protocol at which somebody wrote a sum, difference or product of unsigned numbers that the compiler does not check.

import type { Machine } from '../../evm/machine.ts'
import { arithmeticOperator } from '../../project/solidity/arithmetic-operator.ts'
import { createSourceMap, type SourceLocation, type SourceMap } from '../../project/source-map.ts'
import { isInFolder } from '../../project/test-contracts.ts'
import type { ContractArtifact, SourceTable } from '../../project/types.ts'
import { libraryRule } from '../../world/describe/source-places.ts'
import { SignedNames } from '../../world/describe/signed-names.ts'
import type { SurveyedContract } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'

export type ArithmeticSite = {
  /** What the opcode there does: a whole operation, or cutting the result of one to the size of its type. */
  readonly kind: '+' | '-' | '*' | 'cut'
  /** The expression, on one line. */
  readonly text: string
  readonly location: SourceLocation
  /** It is all that is converted to another type: `uint32(a + b)`. */
  readonly isConverted: boolean
  /** The compiler checks, but for unchecked blocks: Solidity 0.8 and later. */
  readonly isModern: boolean
}

const ADD = 0x01
const MUL = 0x02
const SUB = 0x03
const AND = 0x16
const OPERATORS: ReadonlyMap<number, '+' | '-' | '*'> = new Map([
  [ADD, '+'],
  [MUL, '*'],
  [SUB, '-'],
])
const TEXT_MAX = 400
const SHOWN_MAX = 80

type FileRules = {
  readonly isOwn: (path: string) => boolean
  readonly isTest: (path: string) => boolean
}

/** The sites of one code. */
class CodeSites {
  readonly #map: SourceMap
  readonly #sources: SourceTable
  readonly #isModern: boolean
  readonly #isOwn: (path: string) => boolean
  readonly #signed: SignedNames
  readonly #known = new Map<number, ArithmeticSite | undefined>()
  readonly #bytes = new Map<string, Uint8Array>()

  /** The files that its code comes from. */
  readonly #paths: ReadonlySet<string>

  /** @param rules which files belong to the project, and which of them to its tests */
  constructor(artifact: ContractArtifact, isModern: boolean, codeBytes: number, rules: FileRules) {
    this.#map = createSourceMap(artifact.runtime, artifact)
    this.#sources = artifact.sources
    this.#isModern = isModern
    this.#paths = pathsOf(this.#map, artifact, codeBytes)
    // What a test adds to a contract of the protocol, to move its clock say, is not deployed.
    const isTested = [...this.#paths].some((path) => rules.isOwn(path) && !rules.isTest(path))
    this.#isOwn = (path) => rules.isOwn(path) && !(isTested && rules.isTest(path))
    this.#signed = new SignedNames(artifact.sources, this.#isOwn)
  }

  /** Whether some of its own source may leave something unchecked. */
  get mayWrap(): boolean {
    return [...this.#paths].some(
      (path) => this.#isOwn(path) && (!this.#isModern || UNCHECKED.test(this.#sources.textOf(path) ?? '')),
    )
  }

  at(pc: number, opcode: number): ArithmeticSite | undefined {
    const key = pc * 256 + opcode
    if (this.#known.has(key)) return this.#known.get(key)
    const site = this.#find(pc, opcode)
    this.#known.set(key, site)
    return site
  }

  /** The text that the opcode comes from; undefined if it is not known, or long. */
  textAt(pc: number): string | undefined {
    const location = this.#map.locate(pc)
    return location && this.#textOf(location)
  }

  #find(pc: number, opcode: number): ArithmeticSite | undefined {
    const location = this.#map.locate(pc)
    if (location === undefined || !this.#isOwn(location.path)) return undefined
    const text = this.#textOf(location)
    if (text === undefined || this.#mayBeSigned(text, location)) return undefined
    const kind = opcode === AND ? (isCut(text) ? 'cut' : undefined) : OPERATORS.get(opcode)
    if (kind === undefined || (kind !== 'cut' && arithmeticOperator(text)?.operator !== kind))
      return undefined
    const shown = text.replaceAll(/\s+/g, ' ').trim()
    return {
      kind,
      text: shown.length > SHOWN_MAX ? `${shown.slice(0, SHOWN_MAX)}…` : shown,
      location,
      isConverted: this.#isConverted(location),
      isModern: this.#isModern,
    }
  }

  #isConverted({ path, offset, length }: SourceLocation): boolean {
    const bytes = this.#bytesOf(path)
    const text = (from: number, to: number): string =>
      new TextDecoder().decode(bytes.subarray(Math.max(from, 0), to))
    return (
      CONVERTED.test(text(offset - 16, offset)) && /^\s*\)/.test(text(offset + length, offset + length + 8))
    )
  }

  #bytesOf(path: string): Uint8Array {
    let bytes = this.#bytes.get(path)
    if (bytes === undefined)
      this.#bytes.set(path, (bytes = new TextEncoder().encode(this.#sources.textOf(path) ?? '')))
    return bytes
  }

  #textOf({ path, offset, length }: SourceLocation): string | undefined {
    if (length === 0 || length > TEXT_MAX) return undefined
    return new TextDecoder().decode(this.#bytesOf(path).subarray(offset, offset + length))
  }

  #mayBeSigned(text: string, { path, offset }: SourceLocation): boolean {
    return (text.match(WORDS) ?? []).some(
      (word) => SIGNED_TYPE.test(word) || this.#signed.has(word, path, offset),
    )
  }
}

/** Of all contracts of the protocol whose sources are known. */
export class ArithmeticSites {
  readonly #machine: Machine
  readonly #codes = new Map<bigint, CodeSites>()

  constructor(world: World, contracts: readonly SurveyedContract[]) {
    this.#machine = world.machine
    const isLibrary = libraryRule(world.project)
    const { testFolder } = world.project.config
    const rules: FileRules = {
      isOwn: (path) => !isLibrary(path),
      isTest: (path) => path.endsWith('.t.sol') || isInFolder(path, testFolder),
    }
    for (const { origin, address, implementation } of contracts) {
      if (origin !== 'protocol') continue
      for (const each of implementation === undefined ? [address] : [address, implementation]) {
        const artifact = world.artifactAt(each)
        const hash = world.machine.getCodeHash(each)
        if (artifact === undefined || artifact.runtime.sourceMap === '' || this.#codes.has(hash)) continue
        const isModern = isCheckedBy(artifact.compilerVersion)
        if (isModern === undefined) continue
        const sites = new CodeSites(artifact, isModern, world.machine.getCode(each).length, rules)
        if (sites.mayWrap) this.#codes.set(hash, sites)
      }
    }
  }

  /** No code of the protocol can wrap. */
  get isEmpty(): boolean {
    return this.#codes.size === 0
  }
  /** Of a code with this hash. */
  at(codeHash: bigint, pc: number, opcode: number): ArithmeticSite | undefined {
    return this.#codes.get(codeHash)?.at(pc, opcode)
  }
  has(codeHash: bigint): boolean {
    return this.#codes.has(codeHash)
  }
  /** Whether somebody converts a number there on purpose: `uint8(x)`. */
  isConversion(codeHash: bigint, pc: number): boolean {
    const text = this.#codes.get(codeHash)?.textAt(pc)
    return text !== undefined && CONVERSION.test(text)
  }
  /** Whether somebody compares numbers there, in Solidity and not in assembly. */
  isComparison(codeHash: bigint, pc: number): boolean {
    const text = this.#codes.get(codeHash)?.textAt(pc)
    return text !== undefined && COMPARISON.test(text)
  }
  hashAt(address: `0x${string}`): bigint {
    return this.#machine.getCodeHash(address)
  }
}

function pathsOf(map: SourceMap, { sources }: ContractArtifact, codeBytes: number): ReadonlySet<string> {
  const ids = new Set<number>()
  for (let pc = 0; pc < codeBytes; pc++) {
    const range = map.rangeAt(pc)
    if (range !== undefined) ids.add(range.source)
  }
  return new Set([...ids].flatMap((id) => sources.pathOf(id) ?? []))
}

/** Whether the compiler checks arithmetic; undefined if it is not Solidity, or not known. */
function isCheckedBy(version: string | undefined): boolean | undefined {
  const found = /^v?0\.(\d+)\./.exec(version ?? '')
  return found === null ? undefined : Number(found[1]) >= 8
}

const COMPARISON = /[^=<>]=[=]|[<>!]=|[^<>=][<>][^<>=]/
const UNCHECKED = /\bunchecked\b/
const WORDS = /[A-Za-z_$][\w$]*/g
const SIGNED_TYPE = /^int\d*$/
/** A type of somebody's own, a contract, or a function whose name begins as theirs do. */
const CONVERSION = /^(?:u?int\d*|address|bytes\d*|byte|bool|payable|[A-Z][\w$.]*)\s*\(/
const ANY_CONVERSION = /\b(?:u?int\d*|bytes\d*|byte|address)\s*\(/
const CONVERTED = /\b(?:u?int\d*|bytes\d*|byte|address)\s*\(\s*$/

/** Whether the compiler may cut a sum or product there because of its type, and not because somebody said so. */
function isCut(text: string): boolean {
  return /[+*]/.test(text) && !text.includes('{') && !ANY_CONVERSION.test(text)
}
