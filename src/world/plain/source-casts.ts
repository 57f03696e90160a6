// What sources take an address for: `Log(_log)` says that a Log is meant, whatever type the parameter has, and
// `Log(0x04..)` that one stands at that address. Read from the text: old compilers' interfaces say `address` for both.

import type { Address } from '../../evm/types.ts'
import type { ContractArtifact } from '../../project/types.ts'

const COMMENTS = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g
/** `Log(_log)`, `Log(address(0x04..))`. */
const CAST =
  /\b([A-Za-z_$][\w$]*)\s*\(\s*(?:(?:address|payable)\s*\(\s*)?(0x[0-9a-fA-F]{40}|[A-Za-z_$][\w$]*)\s*\)/g
const TEXT_MAX = 1_000_000
const NOT_CASTS: ReadonlySet<string> = new Set([
  ...['function', 'constructor', 'modifier', 'event', 'error', 'returns', 'return', 'if', 'while', 'for'],
  ...['require', 'assert', 'address', 'payable', 'emit', 'new', 'revert', 'type', 'keccak256', 'sha3'],
])

/** Casts of one contract's source, in order. */
export class SourceCasts {
  readonly #casts: readonly (readonly [type: string, value: string])[]
  readonly #code: string

  constructor({ sources, source, creation }: ContractArtifact) {
    const text = (sources.textOf(source) ?? '').slice(0, TEXT_MAX).replaceAll(COMMENTS, ' ')
    this.#casts = [...text.matchAll(CAST)].flatMap(([, type = '', value = '']) =>
      NOT_CASTS.has(type) ? [] : [[type, value] as const],
    )
    this.#code = creation.object.toLowerCase()
  }

  /** What a parameter is taken for: names of contracts, or of functions that are called so. */
  typesOf(parameter: string): readonly string[] {
    if (parameter === '') return []
    return [...new Set(this.#casts.flatMap(([type, value]) => (value === parameter ? [type] : [])))]
  }

  /** Addresses in the contract's code, with what the source takes each for. */
  get literals(): readonly { readonly address: Address; readonly types: readonly string[] }[] {
    const found = new Map<Address, string[]>()
    for (const [type, value] of this.#casts) {
      const address = value.toLowerCase() as Address
      if (
        !value.startsWith('0x') ||
        BigInt(address) === 0n ||
        !this.#code.includes(address.replace(/^0x0*/, ''))
      )
        continue
      found.set(address, [...(found.get(address) ?? []), type])
    }
    return [...found].map(([address, types]) => ({ address, types: [...new Set(types)] }))
  }
}
