// Values inside traces, as forge writes them there: `1000000 [1e6]`, `alice: [0x...]`, `Key({ fee: 3000, spacing: 60 })`.

import { bytesToHex } from '../../primitives/hex.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import type { AbiParameter, AbiValue } from '../../project/abi/types.ts'
import type { Address } from '../../evm/types.ts'
import { formatForgeNumber } from '../forge-value.ts'
import type { Names } from './account-names.ts'

const BYTES_MAX = 1_024
const TEXT_MAX = 1_000
const VALUES_MAX = 2_000

/** One value. Everything in it is safe to print. */
export function traceValue(value: AbiValue, parameter: AbiParameter, names: Names): string {
  return format(value, parameter, names, { left: VALUES_MAX })
}

/** All arguments between commas, without the parameters' names, as forge does. */
export function traceArguments(
  values: readonly AbiValue[],
  parameters: readonly AbiParameter[],
  names: Names,
): string {
  const budget = { left: VALUES_MAX }
  return parameters.map((parameter, index) => format(values[index]!, parameter, names, budget)).join(', ')
}

function format(value: AbiValue, parameter: AbiParameter, names: Names, budget: { left: number }): string {
  if (budget.left-- <= 0) return '…'
  const { type, internalType } = parameter
  switch (type.kind) {
    case 'uint':
    case 'int':
      return formatForgeNumber(value as bigint)
    case 'bool':
      return String(value)
    case 'address': {
      const address = checksumAddress(value as Address)
      const name = names.knownName(value as Address)
      // An account of no name of its own gets none here: forge writes its address.
      return name === undefined || name === 'address(0)' ? address : `${name}: [${address}]`
    }
    case 'bytes':
    case 'fixedBytes':
    case 'function': {
      const bytes = value as Uint8Array
      const text = bytesToHex(bytes.subarray(0, BYTES_MAX))
      return bytes.length <= BYTES_MAX ? text : `${text}… (${bytes.length} bytes)`
    }
    case 'string':
      return `"${clippedText(value as string, TEXT_MAX)
        .replaceAll('\\', '\\\\')
        .replaceAll('"', '\\"')}"`
    case 'array': {
      const element: AbiParameter = {
        name: '',
        type: type.element,
        ...(internalType !== undefined && { internalType: internalType.replace(/\[\d*\]$/, '') }),
      }
      const parts: string[] = []
      for (const each of value as readonly AbiValue[]) {
        if (budget.left <= 0) {
          parts.push('…')
          break
        }
        parts.push(format(each, element, names, budget))
      }
      return `[${parts.join(', ')}]`
    }
    case 'tuple': {
      const { components } = type
      const members = components.map((component, index) => {
        const text = format((value as readonly AbiValue[])[index]!, component, names, budget)
        return component.name === '' ? text : `${clippedText(component.name, 80)}: ${text}`
      })
      const struct = /^struct (?:.*\.)?([\w$]+)$/.exec(internalType ?? '')?.[1]
      return struct === undefined ? `(${members.join(', ')})` : `${struct}({ ${members.join(', ')} })`
    }
  }
}
