// vm.loadAllocs: accounts from a genesis file, or from its part "alloc". From crates/cheatcodes/src/evm.rs and `load_allocs` in
// crates/evm/core/src/backend of foundry. What an entry does not say of an account stays, but its balance and nonce.

import type { Address } from '../../../evm/types.ts'
import { hexToBytes } from '../../../primitives/hex.ts'
import { type CheatContext, CheatcodeError, type CheatTable } from '../context.ts'
import { kindAt, openPath, readText } from './file-system.ts'
import { isJsonObject, JsonNumber, JsonSyntaxError, type JsonValue, parseJsonText } from './json-value.ts'
import { textOf } from './values.ts'

type JsonObject = ReadonlyMap<string, JsonValue>

type Alloc = {
  readonly address: Address
  readonly balance: bigint
  readonly nonce: bigint
  readonly code: Uint8Array | undefined
  readonly storage: readonly (readonly [slot: bigint, value: bigint])[]
}

const ADDRESS = /^(?:0x)?[0-9a-fA-F]{40}$/
/** A word without its leading zeros is taken, too. */
const WORD = /^(?:0x)?(?:[0-9a-fA-F]{2}){0,32}$/
const BYTES = /^(?:0x)?(?:[0-9a-fA-F]{2})*$/
const U64_BITS = 64
const U256_BITS = 256

export const allocsCheats: CheatTable = {
  'loadAllocs(string)': (context, [file]) => {
    for (const { address, balance, nonce, code, storage } of readAllocs(context, textOf(file))) {
      const { machine } = context
      if (code !== undefined) machine.setCode(address, code)
      machine.setBalance(address, balance)
      machine.setNonce(address, nonce)
      for (const [slot, value] of storage) machine.setStorage(address, slot, value)
    }
  },
}

function readAllocs(context: CheatContext, file: string): readonly Alloc[] {
  const absolute = openPath(context, file)
  if (kindAt(context, absolute) === undefined) throw new CheatcodeError(`allocs file does not exist: ${file}`)
  try {
    const document = parseJsonText(readText(context, absolute))
    if (!isJsonObject(document)) throw new JsonSyntaxError('it is no object')
    const alloc = document.get('alloc')
    const accounts = alloc !== undefined && isJsonObject(alloc) ? alloc : document
    return [...accounts].map(([address, account]) => allocOf(address, account))
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new CheatcodeError(`failed to parse json file: "${file}": ${error.message}`, { cause: error })
  }
}

function allocOf(address: string, account: JsonValue): Alloc {
  if (!ADDRESS.test(address)) throw new JsonSyntaxError(`"${address}" is no address`)
  if (!isJsonObject(account)) throw new JsonSyntaxError(`${address} is no account`)
  const code = account.get('code')
  const storage = account.get('storage')
  return {
    address: prefixed(address).toLowerCase() as Address,
    balance: numberIn(account, 'balance', U256_BITS),
    nonce: numberIn(account, 'nonce', U64_BITS),
    code: isNothing(code) ? undefined : hexToBytes(prefixed(matching(code, BYTES))),
    storage: isNothing(storage) ? [] : storageOf(storage),
  }
}

function storageOf(storage: JsonValue): Alloc['storage'] {
  if (!isJsonObject(storage)) throw new JsonSyntaxError('"storage" is no object')
  return [...storage].map(([slot, value]) => [wordOf(slot), wordOf(value)])
}

function wordOf(value: JsonValue): bigint {
  return BigInt(`${prefixed(matching(value, WORD))}`.padEnd(3, '0'))
}

/** Decimal or hex, as text or as a number; 0 if it is not there. */
function numberIn(account: JsonObject, key: string, bits: number): bigint {
  const value = account.get(key)
  if (isNothing(value)) return 0n
  const text = value instanceof JsonNumber ? value.text : value
  const isNumber = typeof text === 'string' && /^(?:0x[0-9a-fA-F]*|\d+)$/.test(text)
  const number = isNumber ? BigInt(text === '0x' ? 0 : text) : -1n
  if (number < 0n || number >> BigInt(bits) !== 0n)
    throw new JsonSyntaxError(`"${key}" is no number of ${bits} bits`)
  return number
}

function matching(value: JsonValue, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value
  throw new JsonSyntaxError('invalid hex')
}

function isNothing(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null
}

function prefixed(hex: string): `0x${string}` {
  return hex.startsWith('0x') ? (hex as `0x${string}`) : `0x${hex}`
}
