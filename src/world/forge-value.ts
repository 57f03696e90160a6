// Values as forge writes them in messages (crates/common/fmt/src/dynamic.rs and exp.rs). Messages are compared word by word:
// tests of others depend on them, so this is apart from our own way to show values.

import { bytesToHex, type Hex } from '../primitives/hex.ts'
import { checksumAddress } from '../project/abi/checksum-address.ts'
import type { AbiParameter, AbiType, AbiValue } from '../project/abi/types.ts'

/** A value on one line: `10000 [1e4]`, `0xAb...`, `"text"`, `[1, 2]`, `(1, true)`, `Key({ fee: 3000, isOpen: true })`. */
export function formatForgeValue(
  value: AbiValue,
  parameter: { readonly type: AbiType; readonly internalType?: string | undefined },
): string {
  const { type, internalType } = parameter
  switch (type.kind) {
    case 'uint':
    case 'int':
      return formatForgeNumber(value as bigint)
    case 'address':
      return checksumAddress(value as Hex)
    case 'bool':
      return String(value)
    case 'bytes':
    case 'fixedBytes':
    case 'function':
      return bytesToHex(value as Uint8Array)
    case 'string':
      return JSON.stringify(value)
    case 'array': {
      const element = { type: type.element, internalType: internalType?.replace(/\[\d*\]$/, '') }
      return `[${(value as AbiValue[]).map((each) => formatForgeValue(each, element)).join(', ')}]`
    }
    case 'tuple':
      return formatTuple(value as AbiValue[], type.components, structName(internalType))
  }
}

/** From 10,000 on with a power of ten behind: `1234567890 [1.234e9]`. */
export function formatForgeNumber(value: bigint): string {
  const size = value < 0n ? -value : value
  if (size < 10_000n) return value.toString()
  const digits = size.toString()
  const mantissa = digits.slice(0, 4).replace(/0+$/, '')
  const point = mantissa.length > 1 ? `${mantissa[0]}.${mantissa.slice(1)}` : mantissa
  return `${value} [${value < 0n ? '-' : ''}${point}e${digits.length - 1}]`
}

/** 'Key' of 'struct Pool.Key'; undefined for a tuple without a name. */
function structName(internalType: string | undefined): string | undefined {
  return internalType === undefined ? undefined : /^struct (?:.*\.)?([^.[\]]+)$/.exec(internalType)?.[1]
}

function formatTuple(
  values: readonly AbiValue[],
  components: readonly AbiParameter[],
  name: string | undefined,
): string {
  const texts = values.map((value, i) => formatForgeValue(value, components[i]!))
  if (name === undefined) return `(${texts.join(', ')})`
  return `${name}({ ${texts.map((text, i) => `${components[i]!.name}: ${text}`).join(', ')} })`
}
