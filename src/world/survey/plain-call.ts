import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { readWord, writeWord } from '../../primitives/bytes.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import type { PlainCall } from './types.ts'

/** Makes it, with its sender as the origin too; what it does stays. Whether it went well. */
export function makesWell(
  machine: Machine,
  { from, to, value, data }: PlainCall,
  gas: bigint = PLAIN_CALL_GAS,
): boolean {
  const { origin } = machine
  machine.setOrigin(from)
  try {
    return machine.call({ from, to, value, data, gas }).status === 'success'
  } finally {
    machine.setOrigin(origin)
  }
}

/** Enough for any way out; an endless loop would burn a block's for seconds. */
const PLAIN_CALL_GAS = 30_000_000n

/** The same call made by another account, which also stands in the arguments where the first one did. */
export function asAccount(call: PlainCall, account: Address): PlainCall {
  return { ...withWord(call, BigInt(call.from), BigInt(account)), from: account }
}

/** The same call with another word wherever this one stands in its arguments. */
export function withWord(call: PlainCall, wanted: bigint, given: bigint): PlainCall {
  const data = call.data.slice()
  for (let at = 4; at + 32 <= data.length; at += 32)
    if (readWord(data, at) === wanted) writeWord(data, at, given)
  return { ...call, data }
}

/** The words behind the selector of calldata. */
export function wordsIn(data: Uint8Array): readonly bigint[] {
  const words: bigint[] = []
  for (let at = 4; at + 32 <= data.length; at += 32) words.push(readWord(data, at))
  return words
}

/** The same calls with a part of each of these amounts where it stands. Undefined: none of them does. */
export function withPartOf(
  calls: readonly PlainCall[],
  amounts: readonly bigint[],
  percent: bigint,
): readonly PlainCall[] | undefined {
  let isChanged = false
  const parts = calls.map((call): PlainCall => {
    const data = call.data.slice()
    for (let at = 4; at + 32 <= data.length; at += 32) {
      const word = readWord(data, at)
      if (!amounts.includes(word)) continue
      writeWord(data, at, (word * percent) / 100n)
      isChanged = true
    }
    return { ...call, data }
  })
  return isChanged ? parts : undefined
}

/** Values with others in the place of some: an account for an account, an id for an id. */
export function withReplaced(value: AbiValue, by: (plain: bigint | string) => AbiValue): AbiValue {
  if (typeof value === 'bigint' || typeof value === 'string') return by(value)
  if (typeof value === 'object' && !(value instanceof Uint8Array))
    return value.map((each) => withReplaced(each, by))
  return value
}
