// A call sequence as the lines of a Foundry test: to be copied into one.

import { bytesToHex } from '../../primitives/hex.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Address } from '../../evm/types.ts'
import { FORCED_ETHER } from '../attacker/forced-ether.ts'
import type { World } from '../types.ts'
import type { DescribedMessage } from './describe-call.ts'

/** Selector and address. */
const FORCED_BYTES = 36
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** `vm.warp`, `vm.roll`, `vm.prank` and the call, one statement per line, no indent. They compile whatever the names are. */
export function solidityLines(world: World, messages: readonly DescribedMessage[]): readonly string[] {
  return messages.flatMap((message) => {
    const lines: string[] = []
    if (message.seconds > 0) lines.push(`vm.warp(vm.getBlockTimestamp() + ${message.seconds});`)
    if (message.blocks > 0) lines.push(`vm.roll(vm.getBlockNumber() + ${message.blocks});`)
    if (message.reactions !== undefined)
      lines.push('// The attacker has a contract that reacts to being called: see the steps of the report.')
    if (message.to === FORCED_ETHER && message.data.length === FORCED_BYTES) {
      const to = checksumAddress(`0x${bytesToHex(message.data.subarray(16)).slice(2)}`)
      lines.push(`vm.deal(${to}, ${to}.balance + ${message.value}); // left to it by SELFDESTRUCT`)
      return lines
    }
    lines.push(`vm.prank(${checksumAddress(message.from)});`, callLine(world, message))
    return lines
  })
}

function callLine(world: World, message: DescribedMessage): string {
  const { to, data, value } = message
  const address = checksumAddress(to)
  const payment = value === 0n ? '' : `{value: ${value}}`
  const artifact = world.artifactAt(to)
  const selector = selectorIn(data)
  const abi = artifact?.abi.functions.find((each) => each.selector === selector)
  const words = artifact === undefined || abi === undefined ? undefined : literals(abi, data)
  if (words === undefined || !IDENTIFIER.test(artifact!.name) || !IDENTIFIER.test(abi!.name)) {
    const digits = bytesToHex(data).slice(2)
    return `${address}.call${payment}(${digits === '' ? '""' : `hex"${digits}"`});`
  }
  // A contract that can receive ether converts from payable addresses only.
  const { hasReceive, isFallbackPayable } = artifact!.abi
  const target = hasReceive || isFallbackPayable ? `payable(${address})` : address
  return `${artifact!.name}(${target}).${abi!.name}${payment}(${words.join(', ')});`
}

/** Undefined if a literal of some argument does not exist or its type would not be known. */
function literals(abi: AbiFunction, data: Uint8Array): readonly string[] | undefined {
  let values: readonly AbiValue[]
  try {
    values = decodeArguments(
      abi.inputs.map(({ type }) => type),
      data.subarray(4),
    )
  } catch {
    return undefined
  }
  const words: string[] = []
  for (const [index, { type, internalType }] of abi.inputs.entries()) {
    // Enums, contracts and user-defined types do not convert from literals.
    if (/^(?:enum|contract|struct) |\./.test(internalType ?? '')) return undefined
    const word = literal(values[index]!, type)
    if (word === undefined) return undefined
    words.push(word)
  }
  return words
}

function literal(value: AbiValue, type: AbiType): string | undefined {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return integer(value as bigint, type)
    case 'bool':
      return String(value)
    case 'address':
      return checksumAddress(value as Address)
    case 'fixedBytes':
      return `bytes${type.size}(hex"${bytesToHex(value as Uint8Array).slice(2)}")`
    case 'bytes':
      return `hex"${bytesToHex(value as Uint8Array).slice(2)}"`
    case 'string':
      return /^[\x20-\x7e]*$/.test(value as string)
        ? `"${(value as string).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
        : undefined
    default:
      return undefined
  }
}

function integer(value: bigint, type: { readonly kind: 'uint' | 'int'; readonly bits: number }): string {
  const name = `type(${type.kind}${type.bits})`
  const half = 1n << BigInt(type.bits - 1)
  if (type.bits > 8 && value === (type.kind === 'uint' ? 2n * half : half) - 1n) return `${name}.max`
  if (value === -half) return `${name}.min`
  return value.toString()
}
