// Events that ds-test and forge-std print: log, log_named_uint and their family (crates/evm/abi/src/console/ds.rs).

import type { Log } from '../../evm/types.ts'
import { bytesToHex, type Hex } from '../../primitives/hex.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { topicOf } from '../../project/abi/selector.ts'
import type { AbiParameter, AbiType, AbiValue } from '../../project/abi/types.ts'
import { parseParameters } from '../cheatcodes/signature.ts'

const EVENTS = [
  'log(string)',
  'logs(bytes)',
  'log_address(address)',
  'log_bytes32(bytes32)',
  'log_int(int256)',
  'log_uint(uint256)',
  'log_bytes(bytes)',
  'log_string(string)',
  'log_array(uint256[])',
  'log_array(int256[])',
  'log_array(address[])',
  'log_named_address(string,address)',
  'log_named_bytes32(string,bytes32)',
  'log_named_decimal_int(string,int256,uint256)',
  'log_named_decimal_uint(string,uint256,uint256)',
  'log_named_int(string,int256)',
  'log_named_uint(string,uint256)',
  'log_named_bytes(string,bytes)',
  'log_named_string(string,string)',
  'log_named_array(string,uint256[])',
  'log_named_array(string,int256[])',
  'log_named_array(string,address[])',
]

let known: ReadonlyMap<bigint, readonly AbiParameter[]> | undefined

/** The text of a log that is meant to be read; undefined for others. */
export function lineOfLog(log: Log): string | undefined {
  known ??= new Map(
    EVENTS.map((text) => [topicOf(text), parseParameters(text.slice(text.indexOf('(') + 1, -1))] as const),
  )
  const parameters = log.topics.length === 1 ? known.get(log.topics[0]!) : undefined
  if (parameters === undefined) return undefined
  try {
    const types = parameters.map(({ type }) => type)
    const values = decodeArguments(types, log.data)
    const [first, second, third] = values
    if (values.length === 1) return textOf(first!, types[0]!)
    const shown = typeof third === 'bigint' ? decimal(second as bigint, third) : textOf(second!, types[1]!)
    return `${first as string}: ${shown}`
  } catch {
    return undefined
  }
}

function textOf(value: AbiValue, type: AbiType): string {
  if (type.kind === 'array')
    return `[${(value as AbiValue[]).map((element) => textOf(element, type.element)).join(', ')}]`
  if (type.kind === 'address') return checksumAddress(value as Hex)
  return value instanceof Uint8Array ? bytesToHex(value) : String(value)
}

// More decimals than this are no unit of ether's library: the plain number.
const DECIMALS_MAX = 77n

function decimal(value: bigint, decimals: bigint): string {
  if (decimals > DECIMALS_MAX) return value.toString()
  const unit = 10n ** decimals
  const size = value < 0n ? -value : value
  const whole = `${value < 0n ? '-' : ''}${size / unit}`
  // Without decimals too there is one behind the point, as forge has it.
  return `${whole}.${decimals === 0n ? '0' : (size % unit).toString().padStart(Number(decimals), '0')}`
}
