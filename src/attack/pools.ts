// What values are made from at the beginning: the constants, storage and accounts of the world after setup.

import { VM_ADDRESS, CONSOLE_ADDRESS } from '../world/addresses.ts'
import type { Address } from '../evm/types.ts'
import { bigIntToBytes32 } from '../primitives/bytes.ts'
import { decodeArguments } from '../project/abi/decode.ts'
import { isView } from '../project/abi/mutability.ts'
import type { AbiFunction, AbiType, AbiValue } from '../project/abi/types.ts'
import { knownAccounts } from '../world/known-accounts.ts'
import type { World } from '../world/types.ts'
import type { CampaignTarget } from './types.ts'
import { knownCall, type KnownCall } from './values/borrowed-arguments.ts'
import { cutsTexts } from './values/borders.ts'
import { Dictionary } from './values/dictionary.ts'
import { seedFromCode } from './values/seed-from-code.ts'
import type { KnownStruct, ValuePools } from './values/value-pools.ts'

const STORAGE_WORDS_MAX = 1_000
const FUNCTIONS_MAX = 200
const STRUCTS_MAX = 64

/** Pools for a campaign in this world. */
export function createPools(world: World, target: CampaignTarget): ValuePools {
  const dictionary = new Dictionary()
  const addresses: Address[] = []
  const functions: AbiFunction[] = []
  const targetsOf = new Map<number, Address[]>()
  const note = (address: Address): void => {
    if (!addresses.includes(address)) addresses.push(address)
    dictionary.addAddress(address)
  }
  for (const sender of target.senders) note(sender)
  for (const account of target.accounts ?? []) note(account)
  for (const { address, artifact } of world.contracts()) {
    note(address)
    for (const abi of artifact?.abi.functions ?? []) {
      if (functions.length >= FUNCTIONS_MAX || isView(abi)) continue
      functions.push(abi)
      const targets = targetsOf.get(abi.selector)
      if (targets === undefined) targetsOf.set(abi.selector, [address])
      else targets.push(address)
    }
  }
  for (const account of knownAccounts(world)) note(account)
  let words = 0
  for (const [address, account] of world.machine.dump()) {
    if (address === VM_ADDRESS || address === CONSOLE_ADDRESS) continue
    // On a chain there is no test: what only it knows (a preimage, a password) nobody who attacks can know.
    if (target.attacker !== undefined && address === world.test.address) continue
    seedFromCode(dictionary, account.code)
    for (const word of account.storage.values()) {
      if (words++ >= STORAGE_WORDS_MAX) break
      dictionary.addWord(word)
      dictionary.addText(shortText(word))
    }
  }
  for (const word of target.sent ?? []) dictionary.keepWord(word)
  for (const number of target.numbers ?? []) dictionary.addWord(number, 'big')
  const { attacker } = target
  if (attacker !== undefined) dictionary.accounts = attacker.attackers.map(BigInt)
  if (attacker !== undefined) dictionary.amountNow = (prng) => attacker.amountNow(prng)
  return {
    ...seenIn(target, dictionary),
    dictionary,
    addresses,
    functions,
    targetsOf,
    ...(attacker !== undefined && {
      own: attacker.attackers,
      payload: (prng, pools) => attacker.payload(prng, pools),
      cutsTexts: target.functions.some(({ abi }) => cutsTexts(abi.inputs.map(({ type }) => type))),
    }),
  }
}

/** The text of up to 31 bytes that Solidity keeps in one word: left, with twice its length at the end. Empty if it is none. */
function shortText(word: bigint): string {
  const length = Number(word & 0xffn) / 2
  if (length === 0 || length > 31 || !Number.isInteger(length)) return ''
  const bytes = bigIntToBytes32(word).subarray(0, length)
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
  const isAlone = BigInt.asUintN(8 * (31 - length), word >> 8n) === 0n
  return isText && isAlone ? String.fromCharCode(...bytes) : ''
}

/** What the calls to begin with are made of: structs as they are, whole calls, bytes and words for the dictionary. */
function seenIn(
  { seeds = [], functions }: CampaignTarget,
  dictionary: Dictionary,
): { readonly structs: readonly KnownStruct[]; readonly calls: readonly KnownCall[] } {
  const structs: KnownStruct[] = []
  const calls: KnownCall[] = []
  const visit = (type: AbiType, value: AbiValue): void => {
    if (type.kind === 'tuple') {
      if (structs.length < STRUCTS_MAX) structs.push({ type, value })
      const members = value as readonly AbiValue[]
      type.components.forEach((component, i) => visit(component.type, members[i]!))
    } else if (type.kind === 'array') {
      for (const element of value as readonly AbiValue[]) visit(type.element, element)
    } else dictionary.addValue(type, value)
  }
  for (const { target, data } of seeds) {
    const { inputs } = functions[target]!.abi
    const types = inputs.map(({ type }) => type)
    try {
      const values = decodeArguments(types, data.subarray(4))
      values.forEach((value, i) => visit(types[i]!, value))
      calls.push(knownCall(inputs, values))
    } catch {
      // Calldata that the function's types do not describe: whoever sent it got through with it.
    }
  }
  return { structs, calls }
}
