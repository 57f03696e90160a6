// console.log's way to put values into text, as forge does it (crates/common/fmt/src/console.rs).

import { bytesToHex, type Hex } from '../../primitives/hex.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import type { AbiParameter, AbiValue } from '../../project/abi/types.ts'

// 10^77 is the greatest power that a word holds.
const POWER_MAX = 77

type Value = { readonly value: AbiValue; readonly isAddress: boolean }

/** The line for values in order: the first, if it is text, may have %s, %d, %i, %o, %x, %e and %18e for those behind it. */
export function formatConsole(parameters: readonly AbiParameter[], values: readonly AbiValue[]): string {
  const items = values.map((value, i): Value => ({
    value,
    isAddress: parameters[i]?.type.kind === 'address',
  }))
  const [first] = items
  if (first === undefined) return ''
  if (typeof first.value !== 'string' || first.isAddress) return items.map((item) => plain(item)).join(' ')
  const rest = items.slice(1)
  const filled = fill(first.value, rest)
  return [
    ...(first.value === '' ? [] : [filled.text]),
    ...rest.slice(filled.used).map((item) => plain(item)),
  ].join(' ')
}

function fill(format: string, items: readonly Value[]): { text: string; used: number } {
  let used = 0
  const text = format.replace(/%(%|[sdiox]|(\d*)e)/g, (spec, kind: string, digits: string | undefined) => {
    if (kind === '%') return '%'
    const item = items[used]
    if (item === undefined) return spec
    used++
    return formatAs(item, kind, digits)
  })
  return { text, used }
}

function plain({ value, isAddress }: Value): string {
  if (isAddress) return checksumAddress(value as Hex)
  return value instanceof Uint8Array ? bytesToHex(value) : String(value)
}

function formatAs(item: Value, kind: string, digits: string | undefined): string {
  const { value, isAddress } = item
  if (kind === 's') return plain(item)
  if (kind === 'o') return typeof value === 'bigint' ? plain(item) : `'${plain(item)}'`
  if (typeof value === 'bigint') return formatNumber(value, kind, digits)
  if (kind === 'x' && (isAddress || value instanceof Uint8Array)) return plain(item)
  if (kind === 'd' && typeof value === 'boolean') return value ? '1' : '0'
  return 'NaN'
}

function formatNumber(value: bigint, kind: string, digits: string | undefined): string {
  if (kind === 'd' || kind === 'i') return value.toString()
  if (kind === 'x') return value === 0n ? '0x' : `0x${BigInt.asUintN(256, value).toString(16)}`
  const sign = value < 0n ? '-' : ''
  const size = value < 0n ? -value : value
  const isGiven = digits !== undefined && digits !== ''
  const power = isGiven ? Math.min(Number(digits), POWER_MAX) : size.toString().length - 1
  const unit = 10n ** BigInt(power)
  const decimals = (size % unit).toString().padStart(power, '0').replace(/0+$/, '')
  const number = `${sign}${size / unit}${size % unit === 0n ? '' : `.${decimals}`}`
  return isGiven ? number : `${number}e${power}`
}
