// What the calls of a finding wrote, and whose it was.

import { readWord } from '../../primitives/bytes.ts'
import { ADDRESS_MAX } from '../../primitives/hex.ts'
import type { Machine } from '../../evm/machine.ts'
import { wordsIn } from '../../world/survey/plain-call.ts'
import type { StorageChange } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { Call } from '../types.ts'
import type { Happening } from './look.ts'
import type { Examined, Mechanism } from './types.ts'

export type Write = Extract<Happening, { readonly kind: 'write' }>

/** Lasting writes in the protocol's own contracts; what tokens write follows from what they were told. */
export function writesOf({ look, facts }: Examined): readonly Write[] {
  const tokens = facts.assets.flatMap((asset) => (asset.kind === 'ether' ? [] : [asset.address]))
  return look.happenings.filter(
    (each): each is Write =>
      each.kind === 'write' &&
      look.isProtocol(each.frame) &&
      look.hasLasted(each.frame) &&
      !tokens.includes(each.change.address) &&
      each.change.before !== each.change.after,
  )
}

/**
 * It stands under somebody else's account, in a record that names somebody else, or is a variable of the whole contract that now
 * has what the caller asked for.
 */
export function isOfSomebody(examined: Examined, { change, frame }: Write): boolean {
  const { parts, calls } = examined
  const { machine } = parts.world
  const keys = keysOf(machine, change.slot)
  if (keys.length === 0) return isSetTo(change, calls[frame.step]!)
  const isOther = (account: Address): boolean =>
    examined.facts.others.includes(account) && !examined.facts.isProtocol(account)
  if (keys.some((key) => key <= ADDRESS_MAX && isOther(addressOf(key)))) return true
  parts.world.load(parts.root)
  for (let offset = -RECORD_SLOTS; offset <= RECORD_SLOTS; offset++) {
    const slot = change.slot + BigInt(offset)
    if (slot < 0n || keysOf(machine, slot)[0] !== keys[0]) continue
    if (namesOf(machine.getStorage(change.address, slot)).some(isOther)) return true
  }
  return false
}

/** Slots of a record that are looked at, to both sides. */
const RECORD_SLOTS = 8
const KEYS_MAX = 4

/** The keys of a mapping's slot, outermost last; none for a variable. */
export function keysOf(machine: Machine, slot: bigint): bigint[] {
  const keys: bigint[] = []
  let at = slot
  while (keys.length < KEYS_MAX) {
    let input: Uint8Array | undefined
    for (let offset = 0n; offset <= BigInt(RECORD_SLOTS) && input === undefined && at >= offset; offset++)
      input = machine.preimage(at - offset)
    if (input?.length !== 64) break
    keys.push(readWord(input, 0))
    at = readWord(input, 32)
  }
  return keys
}

/** Accounts that a word may hold, packed with other things or not. */
export function namesOf(word: bigint): Address[] {
  const names: Address[] = []
  for (let shift = 0n; shift <= 96n; shift += 8n) {
    const account = BigInt.asUintN(160, word >> shift)
    // Small numbers are accounts only where they stand alone.
    if (account >> 128n !== 0n || (shift === 0n && account === word && word > 0n))
      names.push(addressOf(account))
  }
  return names
}

function addressOf(number: bigint): Address {
  return `0x${number.toString(16).padStart(40, '0')}`
}

/** Smaller numbers stand somewhere in every sum: one is set only where nothing else of the word has changed. */
const TELLING_BITS = 32

/** An argument of the call, or its sender, stands in it now and did not before. */
export function isSetTo(
  { before, after }: Pick<StorageChange, 'before' | 'after'>,
  { data, from }: Pick<Call, 'data' | 'from'>,
): boolean {
  return [BigInt(from), ...wordsIn(data)].some((word) => {
    const bits = word.toString(2).length
    const size = bits < TELLING_BITS ? 8 * Math.ceil(bits / 8) : bits
    for (let shift = 0; shift + size <= 256; shift += 8) {
      const part = (of: bigint): bigint => BigInt.asUintN(size, of >> BigInt(shift))
      if (word === 0n || part(after) !== word || part(before) === word) continue
      const changed = before ^ after
      if (bits >= TELLING_BITS || part(changed) << BigInt(shift) === changed) return true
    }
    return word === 0n && after === 0n
  })
}

/** A flag that is set, or something that is taken out: no counter, no sum. */
export function isSwitch({ before, after }: StorageChange): boolean {
  if (after === 0n) return true
  let [was, is] = [before, after]
  // Packed with others: only what differs.
  while ((was & 0xffn) === (is & 0xffn)) [was, is] = [was >> 8n, is >> 8n]
  return was === 0n && is === 1n
    ? true
    : (was & 0xffn) === 0n && (is & 0xffn) === 1n && was >> 8n === is >> 8n
}

/** The statement that wrote. */
export function placeOfWrite({ look }: Examined, { frame, change }: Write): Mechanism['place'] {
  const event = frame.call.events.find((each) => each.kind === 'storage' && each.change === change)
  return event && look.placeOfWrite(frame, event)
}
