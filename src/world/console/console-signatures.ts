import { selectorOf } from '../../project/abi/selector.ts'
import type { AbiParameter } from '../../project/abi/types.ts'
import { parseParameters } from '../cheatcodes/signature.ts'

const PLAIN = ['uint256', 'string', 'bool', 'address']
const ARGUMENTS_MAX = 4

let known: ReadonlyMap<number, readonly AbiParameter[]> | undefined

/** What calldata of console.log hold, by selector; undefined if that is no function of it. */
export function consoleParameters(selector: number): readonly AbiParameter[] | undefined {
  known ??= new Map(
    signatures().map(({ text, types }) => [selectorOf(text), parseParameters(types)] as const),
  )
  return known.get(selector)
}

function signatures(): { text: string; types: string }[] {
  const out: { text: string; types: string }[] = []
  const add = (name: string, types: string): void => {
    out.push({ text: `${name}(${types})`, types })
    // The first versions of console.sol and of console2 hashed 'uint' and 'int' as they are written.
    const wrong = types.replace(/\b(u?int)256\b/g, '$1')
    if (wrong !== types) out.push({ text: `${name}(${wrong})`, types })
  }
  let lists = ['']
  for (let count = 0; count <= ARGUMENTS_MAX; count++) {
    for (const list of lists) add('log', list)
    lists = lists.flatMap((list) => PLAIN.map((type) => (list === '' ? type : `${list},${type}`)))
  }
  for (const types of ['int256', 'string,int256', 'bytes']) add('log', types)
  for (const [name, types] of [
    ['logInt', 'int256'],
    ['logUint', 'uint256'],
    ['logString', 'string'],
    ['logBool', 'bool'],
    ['logAddress', 'address'],
    ['logBytes', 'bytes'],
  ] as const)
    add(name, types)
  for (let bytes = 1; bytes <= 32; bytes++) {
    add('log', `bytes${bytes}`)
    add(`logBytes${bytes}`, `bytes${bytes}`)
  }
  return out
}
