// Random calls to real contracts: arguments of the right shape, now and then broken calldata or too little gas.

import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Prng } from '../../src/primitives/prng.ts'
import type { Address } from '../../src/evm/types.ts'
import { arrayOf, encodeFunctionCall, type AbiType, type AbiValue } from '../helpers/abi.ts'
import { mutate } from './random-program.ts'
import { chance, pick, randomBytes, randomGas, randomWord } from './random-values.ts'
import { ACTORS, type Stage } from './stage.ts'

const GAS_MAX = 3_000_000

/** How the calls of a run ended. */
export type RandomCallCounts = { readonly success: number; readonly revert: number; readonly halt: number }

/** Sends `count` random calls to the contracts on the stage. Their number and order must not depend on the engines. */
export async function sendRandomCalls(stage: Stage, prng: Prng, count: number): Promise<RandomCallCounts> {
  const counts = { success: 0, revert: 0, halt: 0 }
  for (let turn = 0; turn < count; turn++) {
    const contract = pick(prng, stage.contracts)
    const abiFunction = pick(prng, contract.functions)
    const addresses = [...ACTORS, ...ACTORS, ...stage.contracts.map(({ address }) => address)]
    const values = abiFunction.inputs.map((type) => randomValue(prng, type, addresses))
    const data = encodeFunctionCall(abiFunction, values)
    const paysMaybe = abiFunction.stateMutability === 'payable' ? 60 : 2
    const { status } = await stage.openWorld.call({
      from: pick(prng, ACTORS),
      to: contract.address,
      value: chance(prng, paysMaybe) ? pick(prng, [1n, 1000n, 10n ** 18n]) : 0n,
      data: chance(prng, 8) ? mutate(prng, data) : data,
      gas: chance(prng, 15) ? randomGas(prng, 300_000) : BigInt(GAS_MAX),
    })
    counts[status]++
  }
  return counts
}

function randomValue(prng: Prng, type: AbiType, addresses: readonly Address[]): AbiValue {
  const array = arrayOf(type)
  if (array !== undefined) {
    const length = array.length ?? prng.nextBelow(4)
    return Array.from({ length }, () => randomValue(prng, array.element, addresses))
  }
  if (type.type === 'tuple')
    return type.components!.map((component) => randomValue(prng, component, addresses))
  if (type.type === 'bool') return chance(prng, 50)
  if (type.type === 'address')
    return chance(prng, 90) ? pick(prng, addresses) : bytesToHex(randomBytes(prng, 20))
  if (type.type === 'string')
    return pick(prng, ['', 'a', '12345', 'a text that is longer than one word of the EVM'])
  if (type.type === 'bytes') return randomBytes(prng, pick(prng, [0, 4, 31, 32, 33, 100]))
  if (type.type.startsWith('bytes')) return randomBytes(prng, Number(type.type.slice(5)))
  return randomNumber(prng, type.type)
}

function randomNumber(prng: Prng, type: string): bigint {
  const bits = Number(type.replace(/^u?int/, ''))
  const value = chance(prng, 75)
    ? pick(prng, [
        0n,
        1n,
        2n,
        5n,
        60n,
        500n,
        3000n,
        10n ** 6n,
        10n ** 18n,
        3n * 10n ** 20n,
        2_000_000_000n,
        WORD_MAX,
      ])
    : randomWord(prng)
  // In range nearly always: out of range is refused by the decoder and shows nothing more.
  if (chance(prng, 2)) return value
  return type.startsWith('u') ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value)
}
