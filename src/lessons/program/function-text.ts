// A function as programs write it: 'withdraw(uint256 amount, address to)'. With the names of the parameters, because two of one type
// may change places without the signature noticing.

import { typeName } from '../../project/abi/parse-abi.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiFunction, AbiParameter, AbiType } from '../../project/abi/types.ts'

const NAME = /^[A-Za-z_$][\w$]*$/
/** Words that mean something else where a name may stand. */
const WORDS: ReadonlySet<string> = new Set([
  'memory',
  'calldata',
  'storage',
  'indexed',
  'payable',
  'external',
  'public',
])

/** Undefined for a name that somebody made up to be misread. */
export function functionText(abi: AbiFunction): string | undefined {
  const text = `${abi.name}(${parametersText(abi.inputs)})`
  return parseFunctionText(text)?.signature === abi.signature ? text : undefined
}

/** Undefined if it is no function. */
export function parseFunctionText(text: string): AbiFunction | undefined {
  try {
    return parseFunctionSignature(text)
  } catch {
    return undefined
  }
}

/**
 * Whether parameters of one signature have changed places: the same names in another order, in the list or in a struct of it. A name
 * that is new, or none, says nothing.
 */
export function isReordered(before: readonly AbiParameter[], after: readonly AbiParameter[]): boolean {
  const [old, now] = [before, after].map((list) => list.map(({ name }) => name))
  const moved = old!.some((name, i) => name !== '' && name !== now![i] && now!.includes(name))
  return (
    moved ||
    before.some(({ type }, i) => {
      const [left, right] = [componentsOf(type), componentsOf(after[i]!.type)]
      return left !== undefined && right !== undefined && isReordered(left, right)
    })
  )
}

function componentsOf(type: AbiType): readonly AbiParameter[] | undefined {
  if (type.kind === 'array') return componentsOf(type.element)
  return type.kind === 'tuple' ? type.components : undefined
}

function parametersText(parameters: readonly AbiParameter[]): string {
  return parameters
    .map(({ name, type }) => {
      const isName = NAME.test(name) && !WORDS.has(name)
      return isName ? `${typeText(type)} ${name}` : typeText(type)
    })
    .join(', ')
}

function typeText(type: AbiType): string {
  if (type.kind === 'tuple') return `(${parametersText(type.components)})`
  if (type.kind === 'array') return `${typeText(type.element)}[${type.length ?? ''}]`
  return typeName(type)
}
