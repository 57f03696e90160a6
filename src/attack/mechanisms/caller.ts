// The last resort: nothing but that nobody asks who calls. The counterfactual is about who: the same calls by accounts that the
// protocol has never seen, that own nothing and pay nothing, do the same harm. That alone can be said of much that anybody may do, so
// the harm must be to something that is somebody else's, or the money must go to whoever calls.

import { askProperty, makeCall } from '../arena.ts'
import type { Call } from '../types.ts'
import { byFreshAccounts, FRESH } from './fresh-account.ts'
import type { Frame } from './look.ts'
import { asksAbout } from './reads.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'
import { isInitializer } from './uninitialized.ts'
import { isOfSomebody, isSwitch, keysOf, namesOf, placeOfWrite, type Write, writesOf } from './whose.ts'

const WRITES_MAX = 32

/** Any account can do it. */
export function examineCaller(examined: Examined): Mechanism | undefined {
  const { calls, facts, look, property } = examined
  // Somebody with rights may have been lured into a call: that one was asked who it is.
  if (
    calls.some(
      ({ from, value, reactions }) => value !== 0n || reactions !== undefined || !look.isAttacker(from),
    )
  )
    return undefined
  const fresh = byFreshAccounts(calls, facts.attackers).find((each) => harmsTheSame(examined, each))
  if (fresh === undefined) return undefined
  const told = (frame: Frame, write?: Write): Mechanism => {
    const isAgain = write !== undefined && isInitializer(examined, write)
    const again = isAgain ? ' was run when the contract was created, runs again and' : ''
    return {
      id: isAgain ? 'uninitialized' : 'missing-caller-check',
      sentence: `${look.functionOf(frame)}${again} does not ask who calls: an account that the protocol has never seen, and that owns nothing, does the same.`,
      step: frame.step,
      path: look.pathTo(frame),
      place: write && placeOfWrite(examined, write),
    }
  }
  const writes = writesOf(examined).slice(-WRITES_MAX)
  if (property.name === 'theft' || property.name === 'destruction') {
    const isTheft = property.name === 'theft'
    const ofOthers = writes.filter((each) => isOfSomebody(examined, each))
    // What a theft writes of others is what it takes, even if it needs none of it.
    const write = lettingIn(examined, ofOthers) ?? (isTheft ? ofOthers.at(-1) : undefined)
    if (write !== undefined) return told(write.frame, write)
    const frame = isTheft
      ? paysItsCaller(examined, fresh)
      : look.of(lastAsksNobody(examined)).find((each) => look.isProtocol(each))
    return frame && told(frame)
  }
  if (property.name === 'insolvency' && isPaidToUser(examined)) return undefined
  const harmful = writes.filter((each) => isGoneWithout(examined, each))
  const write = (harmful.length > 0 ? harmful : writes).findLast(
    (each) => isOfSomebody(examined, each) || (harmful.includes(each) && isSwitch(each.change)),
  )
  if (write === undefined) return undefined
  const { step } = write.frame
  // A step that does ask who calls was opened by one before it.
  const before = writes.filter((each) => each.frame.step < step && isOfSomebody(examined, each))
  const opened = before.length > 0 && isRefused(examined, step) ? lettingIn(examined, before) : undefined
  const cause = opened ?? write
  return told(cause.frame, cause)
}

/**
 * Whether a user was paid what all together miss: it could have made the call itself, and no check would have refused it. Nobody's own way out
 * is worse, so no record was written that was somebody else's to write.
 */
function isPaidToUser({ parts, calls, facts }: Examined): boolean {
  const { world, root } = parts
  world.load(root)
  const users = [...facts.users].filter((user) => !facts.isProtocol(user))
  const amounts = (): bigint[][] =>
    users.map((user) => facts.assets.map((_, asset) => facts.amountOf(asset, user)))
  const before = amounts()
  for (const call of calls) makeCall(world, call)
  return amounts().some((has, user) => {
    const had = before[user]!
    return has.some((amount, i) => amount > had[i]!) && has.every((amount, i) => amount >= had[i]!)
  })
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

/** What gave the attacker a right that the finding needs: best where it names the attacker. */
function lettingIn(examined: Examined, writes: readonly Write[]): Write | undefined {
  const needed = writes.filter((each) => isNeeded(examined, each))
  const names = ({ change }: Write): boolean =>
    namesOf(change.after).some((account) => examined.look.isAttacker(account))
  return needed.findLast(names) ?? needed.at(-1)
}

/** Whether the finding is gone if what was written there is put back after the step. */
function isNeeded(examined: Examined, { frame, change: { address, slot } }: Write): boolean {
  const { machine } = examined.parts.world
  return replay(examined, {
    around: (step, make) => {
      const before = machine.getStorage(address, slot)
      const isMade = make()
      if (step === frame.step) machine.setStorage(address, slot, before)
      return isMade
    },
  }).isGone
}

/** The last step that does not refuse somebody who has had no part in those before: after it the attacker has the right to the others. */
function lastAsksNobody(examined: Examined): number {
  return examined.calls.findLastIndex((_, step) => !isRefused(examined, step))
}

/** Whether the step is refused to somebody who has had no part in those before. */
function isRefused(examined: Examined, step: number): boolean {
  const { calls, facts } = examined
  return byFreshAccounts([calls[step]!], facts.attackers).every(
    ([other]) => replay(examined, { calls: [...calls.slice(0, step), other!] }).succeeded[step] !== true,
  )
}

/** Whether the finding is gone if what was written there is put back in the end. */
function isGoneWithout({ parts, calls, property }: Examined, { change }: Write): boolean {
  const { world, root } = parts
  world.load(root)
  const before = world.machine.getStorage(change.address, change.slot)
  for (const call of calls) makeCall(world, call)
  world.machine.setStorage(change.address, change.slot, before)
  return !askProperty(world, world.sender, property).isBroken
}

/**
 * The call that pays whoever makes it, or whom its maker names, without a look at anything that is kept of an account: what it owns, has
 * voted for or been given before. What pays an account that is named may be a delivery that anybody may make: then no record at all may
 * have been looked at. What users of the setup call is open to all: how it can be made to pay is another question.
 */
function paysItsCaller({ parts, facts, look }: Examined, fresh: readonly Call[]): Frame | undefined {
  const { world, root } = parts
  const { machine } = world
  const tokens = facts.assets.flatMap((asset) => (asset.kind === 'ether' ? [] : [asset.address]))
  const isOpenToAll = ({ target }: Call): boolean =>
    facts.courses.some((course) => course.some((each) => each.target === target))
  world.load(root)
  for (const [step, call] of fresh.entries()) {
    const named = FRESH.filter((account) => account !== call.from && asksAbout(call.data, [account]))
    const have = (): bigint[] =>
      facts.assets.flatMap((_, asset) =>
        [call.from, ...named].map((account) => facts.amountOf(asset, account)),
      )
    const had = have()
    machine.observations.observe({ accesses: true })
    let keys: readonly bigint[]
    try {
      makeCall(world, call)
      keys = machine.observations
        .accesses()
        .filter(({ address }) => !tokens.includes(address))
        .flatMap(({ slot }) => keysOf(machine, slot))
    } finally {
      machine.observations.observe({})
    }
    const isNamed = named.length > 0 || asksAbout(call.data, [call.from])
    if (isNamed ? keys.length > 0 : keys.includes(BigInt(call.from))) return undefined
    if (have().some((amount, i) => amount > had[i]!))
      return isOpenToAll(call) ? undefined : look.of(step).find((each) => look.isProtocol(each))
  }
  return undefined
}
