import type { AbiParameter, AbiType } from '../../project/abi/types.ts'

/**
 * The types of a signature's list, without names: 'address,(uint256,bytes)[]'. For lists of our own; parseAbi reads those
 * of others.
 * @throws RangeError for text that is no list of types.
 */
export function parseParameters(list: string): readonly AbiParameter[] {
  const out: AbiParameter[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= list.length; i++) {
    const char = list[i]
    if (char === '(') depth++
    else if (char === ')') depth--
    else if ((char === ',' && depth === 0) || char === undefined) {
      if (i > start) out.push({ name: '', type: parseOne(list.slice(start, i)) })
      start = i + 1
    }
  }
  return out
}

function parseOne(text: string): AbiType {
  const array = /^(.*)\[(\d*)\]$/.exec(text)
  if (array) {
    const [, element = '', length = ''] = array
    return {
      kind: 'array',
      element: parseOne(element),
      ...(length !== '' && { length: Number(length) }),
    }
  }
  if (text.startsWith('(')) return { kind: 'tuple', components: parseParameters(text.slice(1, -1)) }
  const sized = /^(uint|int|bytes)(\d+)$/.exec(text)
  if (sized) {
    const size = Number(sized[2])
    return sized[1] === 'bytes'
      ? { kind: 'fixedBytes', size }
      : { kind: sized[1] as 'uint' | 'int', bits: size }
  }
  if (text === 'address' || text === 'bool' || text === 'bytes' || text === 'string' || text === 'function')
    return { kind: text }
  throw new RangeError(`${JSON.stringify(text)} is no type.`)
}
