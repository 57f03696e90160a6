// Names for storage slots where the compiler's layout is missing, which is how forge builds by default: a view function that reads
// nothing but one slot, and returns what stands there, names it. 'balanceOf[alice]' for the slot of a mapping that balanceOf(alice)
// reads.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, bytesToBigInt, concatBytes, readWord } from '../../primitives/bytes.ts'
import { ADDRESS_MAX, wordToAddress } from '../../primitives/hex.ts'
import { decodeWord } from '../../project/abi/decode.ts'
import { safeText } from '../../project/abi/format-value.ts'
import type { AbiFunction, AbiType } from '../../project/abi/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import type { World } from '../types.ts'
import type { Names } from './account-names.ts'
import { readableValue } from './readable-values.ts'

/** What a slot is called, and the type of what stands in it. */
export type SlotName = { readonly name: string; readonly type: AbiType }

const SLOAD = 0x54
// A slot this low is that of a variable, not a hash.
const PLAIN_SLOT_MAX = 1n << 64n
const KEYS_MAX = 4
const GETTERS_MAX = 64

/**
 * Asks the contract's view functions, statically, in the present state. Undefined if none reads this slot alone.
 * The contract comes with the artifact that says which functions it has: of a proxy that of its implementation
 */
export function slotNameByGetter(
  world: World,
  { address, artifact }: { readonly address: Address; readonly artifact: ContractArtifact },
  slot: bigint,
  names: Names,
): SlotName | undefined {
  const path = keysTo(world, slot)
  if (path === undefined) return undefined
  const { keys } = path
  const word = world.machine.getStorage(address, slot)
  for (const getter of artifact.abi.functions
    .filter((each) => isGetter(each, keys.length))
    .slice(0, GETTERS_MAX)) {
    if (!readsOnly(world, address, getter, keys, slot, word)) continue
    const inside = getter.inputs.map(
      ({ type }, index) => `[${readableValue(decodeWord(type, keys[index]!), type, names)}]`,
    )
    return { name: safeText(getter.name) + inside.join(''), type: getter.outputs[0]!.type }
  }
  return undefined
}

/** 'slot 3', 'slot 0[alice]': as much as hashes tell. */
export function slotText(world: World, slot: bigint, names: Names): string {
  const path = keysTo(world, slot)
  if (path === undefined) return `slot 0x${slot.toString(16)}`
  return `slot ${path.base}${path.keys.map((key) => `[${keyText(key, names)}]`).join('')}`
}

function keyText(key: bigint, names: Names): string {
  const name = key <= ADDRESS_MAX ? names.knownName(wordToAddress(key)) : undefined
  if (name !== undefined) return name
  // A small number is more often an id than an account.
  const type: AbiType =
    key >= 1n << 96n && key <= ADDRESS_MAX ? { kind: 'address' } : { kind: 'uint', bits: 256 }
  return readableValue(decodeWord(type, key), type, names)
}

/** The mapping keys that lead to a slot, outermost first, and the slot of the variable itself. */
function keysTo(
  world: World,
  slot: bigint,
): { readonly base: bigint; readonly keys: readonly bigint[] } | undefined {
  const keys: bigint[] = []
  let base = slot
  while (base >= PLAIN_SLOT_MAX) {
    const input = world.machine.preimage(base)
    // 64 bytes: key and slot of a mapping (solc documentation, "Layout of State Variables in Storage").
    if (input === undefined || input.length !== 64 || keys.length === KEYS_MAX) return undefined
    keys.unshift(readWord(input, 0))
    base = bytesToBigInt(input.subarray(32))
  }
  return { base, keys }
}

function isGetter(abi: AbiFunction, keys: number): boolean {
  return (
    abi.mutability === 'view' &&
    abi.inputs.length === keys &&
    abi.outputs.length === 1 &&
    [...abi.inputs, ...abi.outputs].every(({ type }) => ONE_WORD.has(type.kind))
  )
}

const ONE_WORD: ReadonlySet<AbiType['kind']> = new Set(['uint', 'int', 'address', 'bool', 'fixedBytes'])

function readsOnly(
  world: World,
  to: Address,
  getter: AbiFunction,
  keys: readonly bigint[],
  slot: bigint,
  word: bigint,
): boolean {
  const selector = bigIntToBytes32(BigInt(getter.selector)).subarray(28)
  const data = concatBytes(selector, ...keys.map(bigIntToBytes32))
  const mark = world.mark()
  try {
    const { result, trace } = world.trace(
      () => {
        const { status, output } = world.call({ to, data, static: true })
        return status === 'success' && output.length === 32 ? readWord(output, 0) : undefined
      },
      { steps: true },
    )
    const reads = trace.steps.filter(({ opcode }) => opcode === SLOAD)
    return result === word && reads.length > 0 && reads.every(({ stack }) => stack.at(-1) === slot)
  } catch {
    // A getter that calls what cannot be simulated names nothing.
    return false
  } finally {
    world.rollback(mark)
  }
}
