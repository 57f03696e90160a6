// How the attacker's contract behaves from now on, also in transactions of others: it was told to by one of its own accounts. A
// contract that refuses ether, burns the gas that it is given, gives one answer to everything, or has something to say each time
// that it is called. Kept in a storage, so it goes back with the state.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { readWord, writeWord } from '../../primitives/bytes.ts'
import { hexToBytes, wordToAddress } from '../../primitives/hex.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction } from '../../project/abi/types.ts'

/** Reverts, whoever calls: with 2,300 gas too. */
export const REFUSE: AbiFunction = parseFunctionSignature('refuse()')
/** Takes all gas that there is. */
export const BURN: AbiFunction = parseFunctionSignature('burnGas()')
/** Returns this word. */
export const ANSWER: AbiFunction = parseFunctionSignature('answer(uint256 word)')
/** Makes this call, then goes on as a friendly contract would. */
export const RELAY: AbiFunction = parseFunctionSignature('relay(address to,bytes data)')

export const CONDUCTS: readonly AbiFunction[] = [REFUSE, BURN, ANSWER, RELAY]
/** The account that says so has the contract's code from now on, and stays an account (EIP-7702); said again, it has none. */
export const DELEGATE: AbiFunction = parseFunctionSignature('delegate()')

export type Conduct =
  | { readonly kind: 'friendly' | 'refuse' | 'burn' }
  | { readonly kind: 'answer'; readonly word: bigint }
  | { readonly kind: 'relay'; readonly to: Address; readonly data: Uint8Array }

/** The last 20 bytes of keccak256('faultline attacker conduct'). Slots: the selector, the words behind it, how many bytes. */
const CONDUCT: Address = '0x1cf13cb562888e10473563e0eafb0e9327cdc55a'
const BYTES_SLOT = 1n
const FIRST_SLOT = 2n
const BYTES_MAX = 1_024
const NO_CODE = new Uint8Array(0)
const FRIENDLY: Conduct = { kind: 'friendly' }
const OFFSET_OF_BYTES = 64n

/** Notes what one of the attacker's accounts tells the contract. False if it tells nothing that is understood. */
export function tellConduct(
  machine: Machine,
  input: Uint8Array,
  { caller, codeAddress }: { readonly caller: Address; readonly codeAddress: Address },
): boolean {
  const selector = selectorIn(input)
  if (selector === DELEGATE.selector) {
    const isDelegated = machine.getCode(caller).length > 0
    machine.setCode(caller, isDelegated ? NO_CODE : hexToBytes(`0xef0100${codeAddress.slice(2)}`))
    return true
  }
  if (selector === undefined || CONDUCTS.every((each) => each.selector !== selector)) return false
  if (input.length > BYTES_MAX || (input.length - 4) % 32 !== 0) return false
  machine.setStorage(CONDUCT, 0n, BigInt(selector))
  machine.setStorage(CONDUCT, BYTES_SLOT, BigInt(input.length - 4))
  for (let at = 4; at < input.length; at += 32)
    machine.setStorage(CONDUCT, FIRST_SLOT + BigInt((at - 4) / 32), readWord(input, at))
  return true
}

/** How it behaves at present. */
export function conductOf(machine: Machine): Conduct {
  const selector = Number(machine.getStorage(CONDUCT, 0n))
  const word = (at: bigint): bigint => machine.getStorage(CONDUCT, FIRST_SLOT + at)
  switch (selector) {
    case REFUSE.selector:
      return { kind: 'refuse' }
    case BURN.selector:
      return { kind: 'burn' }
    case ANSWER.selector:
      return { kind: 'answer', word: word(0n) }
    case RELAY.selector: {
      const length = word(2n)
      const size = machine.getStorage(CONDUCT, BYTES_SLOT)
      if (word(1n) !== OFFSET_OF_BYTES || 96n + length > size) return FRIENDLY
      const data = new Uint8Array(Number(length))
      const block = new Uint8Array(32)
      for (let at = 0; at < data.length; at += 32) {
        writeWord(block, 0, word(3n + BigInt(at / 32)))
        data.set(block.subarray(0, Math.min(32, data.length - at)), at)
      }
      return { kind: 'relay', to: wordToAddress(word(0n)), data }
    }
    default:
      return FRIENDLY
  }
}
