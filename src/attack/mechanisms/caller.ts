// The last resort: nothing but that nobody asks who calls. The counterfactual is about who: the same calls by accounts that the
// protocol has never seen, that own nothing and pay nothing, do the same harm, to something that is somebody else's.

import { readWord } from '../../primitives/bytes.ts'
import type { Machine } from '../../evm/machine.ts'
import type { StorageChange } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { askProperty, makeCall } from '../arena.ts'
import type { Call } from '../types.ts'
import { byFreshAccount } from './fresh-account.ts'
import type { Happening } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

type Write = Extract<Happening, { readonly kind: 'write' }>

/** A contract that was left to be initialized by whoever comes first. */
export function examineUninitialized(examined: Examined): Mechanism | undefined {
  const { look, facts, calls, parts } = examined
  for (const write of writesOf(examined)) {
    const { step } = write.frame
    const { before, after, slot } = write.change
    const call = calls[step]!
    if (namesOf(before).length > 0 || !namesOf(after).some((each) => look.isAttacker(each))) continue
    if (call.value !== 0n || keysOf(parts.world.machine, slot).length > 0) continue
    const other = byFreshAccount(call, facts.attackers)
    // Once only: it is refused to the next one, and would have been refused to the attacker.
    const next = replay(examined, { calls: [...calls.slice(0, step + 1), other] })
    if (next.succeeded[step + 1] !== false) continue
    const first = replay(examined, { calls: [...calls.slice(0, step), other, ...calls.slice(step)] })
    if (first.succeeded[step] !== true || first.succeeded[step + 1] !== false || !first.isGone) continue
    return {
      id: 'uninitialized',
      sentence: `Nobody had called ${look.functionOf(write.frame)} before, and it makes whoever is first what they ask to be; it would have been refused to everybody after.`,
      step,
      path: look.pathTo(write.frame),
      place: placeOfWrite(examined, write),
    }
  }
  return undefined
}

/** Any account can do it. */
export function examineCaller(examined: Examined): Mechanism | undefined {
  const { calls, facts, look, property } = examined
  if (calls.some(({ value, reactions }) => value !== 0n || reactions !== undefined)) return undefined
  const fresh = calls.map((call) => byFreshAccount(call, facts.attackers))
  if (!harmsTheSame(examined, fresh)) return undefined
  const isOnlyForOthers = property.name !== 'theft' && property.name !== 'loss'
  const writes = writesOf(examined)
  const write =
    writes.findLast((each) => isOfSomebody(examined, each)) ?? (isOnlyForOthers ? writes.at(-1) : undefined)
  if (write === undefined) return undefined
  return {
    id: 'missing-caller-check',
    sentence: `${look.functionOf(write.frame)} does not ask who calls: an account that the protocol has never seen, and that owns nothing, does the same.`,
    step: write.frame.step,
    path: look.pathTo(write.frame),
    place: placeOfWrite(examined, write),
  }
}

function placeOfWrite({ look }: Examined, { frame, change }: Write): Mechanism['place'] {
  const event = frame.call.events.find((each) => each.kind === 'storage' && each.change === change)
  return event && look.placeOfWrite(frame, event)
}

// ---- the same harm ---------------------------------------------------------------------------------------------------

function harmsTheSame({ parts, calls, facts, property }: Examined, fresh: readonly Call[]): boolean {
  const { world, root } = parts
  const play = (sequence: readonly Call[]): boolean => {
    world.load(root)
    return sequence.every((call) => makeCall(world, call).status === 'success')
  }
  const amounts = (): bigint[] =>
    facts.others.flatMap((other) => facts.assets.map((_, asset) => facts.amountOf(asset, other)))
  if (!play(calls)) return false
  const expected = amounts()
  if (!play(fresh)) return false
  if (property.name === 'theft') return amounts().every((amount, i) => amount === expected[i])
  // Who holds the right now is none of the attacker's accounts; all else is the same.
  return property.name === 'takeover' || askProperty(world, world.sender, property).isBroken
}

// ---- what is somebody else's -----------------------------------------------------------------------------------------

/** Lasting writes in the protocol's own contracts; what tokens write follows from what they were told. */
function writesOf({ look, facts }: Examined): readonly Write[] {
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
function isOfSomebody(examined: Examined, { change, frame }: Write): boolean {
  const { parts, calls } = examined
  const { machine } = parts.world
  const keys = keysOf(machine, change.slot)
  if (keys.length === 0) return isSetTo(change, calls[frame.step]!)
  const isOther = (account: Address): boolean =>
    examined.facts.others.includes(account) && !examined.facts.isProtocol(account)
  if (keys.some((key) => key >> 160n === 0n && isOther(addressOf(key)))) return true
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
function keysOf(machine: Machine, slot: bigint): bigint[] {
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
function namesOf(word: bigint): Address[] {
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

/** An argument of the call, or its sender, stands in it now and did not before. */
function isSetTo({ before, after }: StorageChange, { data, from }: Call): boolean {
  const words = [BigInt(from)]
  for (let at = 4; at + 32 <= data.length; at += 32) words.push(readWord(data, at))
  return words.some((word) => {
    const bits = word.toString(2).length
    for (let shift = 0; shift + bits <= 256; shift += 8) {
      const part = (of: bigint): bigint => BigInt.asUintN(bits, of >> BigInt(shift))
      if (word !== 0n && part(after) === word && part(before) !== word) return true
    }
    return word === 0n && after === 0n
  })
}
