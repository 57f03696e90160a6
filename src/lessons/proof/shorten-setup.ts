// Leaves out of a plan's setup what its attack does not need: approvals that nobody uses, tokens that nobody spends. Tried on a world that
// was set up anew, in which what is left of the setup is done again, then the attack; the claims must bear out as they did.

import { makeCall } from '../../attack/arena.ts'
import type { SetupStep } from '../../world/setup-record.ts'
import { admitForcedEther } from '../../world/attacker/forced-ether.ts'
import { answerKey } from '../../world/attacker/friendly-answer.ts'
import type { World, WorldMark } from '../../world/types.ts'
import { isBorneOut, look } from './look.ts'
import type { ProofPlan } from './plan.ts'

/** Runs of the attack. */
const TRIES_MAX = 600

/**
 * The plan with as few steps of its setup as were found to do; undefined if the attack does not work in a world that was set up anew.
 * @param world as it is after setUp(); it is used up
 */
export function shortenSetup(plan: ProofPlan, world: World): ProofPlan | undefined {
  admitForcedEther(world.machine)
  world.admitAttacker({
    payer: plan.payer,
    answers: new Map(
      plan.answers.map(({ caller, selector, output }) => [answerKey(caller, selector), output]),
    ),
  })
  world.commit()
  const before = world.mark()
  const works = (steps: readonly SetupStep[]): boolean => isProved(world, before, { ...plan, setup: steps })
  if (!works(plan.setup)) return undefined
  let left = plan.setup
  let tries = 1
  for (let size = Math.max(1, left.length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let at = left.length - size; at > -size && tries < TRIES_MAX; at -= size) {
      const from = Math.max(0, at)
      const without = [...left.slice(0, from), ...left.slice(at + size)]
      tries++
      if (without.length < left.length && works(without)) left = without
    }
  }
  return { ...plan, setup: left }
}

/** Whether the claims bear out when setup and attack are played on this state. */
function isProved(world: World, before: WorldMark, plan: ProofPlan): boolean {
  const { claims, assets, steps } = plan
  try {
    if (!plan.setup.every((step) => redo(world, step))) return false
    const had = claims.map((claim) => look(world, assets, claim, 'before'))
    for (const step of steps) {
      const { status } = makeCall(world, { ...step, target: -1, reactions: reactionsOf(step) })
      if (step.succeeds && status !== 'success') return false
      if (step.mustFail === true && status === 'success') return false
    }
    return claims.every((claim, i) => isBorneOut(claim, had[i]!, look(world, assets, claim, 'after')))
  } finally {
    world.rollback(before)
  }
}

function reactionsOf({
  reactions,
  from,
}: ProofPlan['steps'][number]): NonNullable<Parameters<typeof makeCall>[1]['reactions']> {
  return reactions.map((reaction) => ({
    ...reaction,
    calls: reaction.calls.map(({ to, value, data }) => ({
      target: -1,
      to,
      from,
      value,
      data,
      seconds: 0,
      blocks: 0,
    })),
  }))
}

/** Does a step of a setup again. False if it does not go as it went. */
export function redo(world: World, step: SetupStep): boolean {
  const { machine } = world
  switch (step.kind) {
    case 'call':
      return world.call(step).status === 'success'
    case 'create':
      return world.create(step).created?.toLowerCase() === step.address
    case 'createAt': {
      machine.setCode(step.address, step.initcode)
      const { status, output } = world.call({
        from: step.from,
        to: step.address,
        value: step.value,
        data: new Uint8Array(0),
      })
      machine.setCode(step.address, output.slice())
      if (machine.getNonce(step.address) === 0n) machine.setNonce(step.address, 1n)
      return status === 'success'
    }
    case 'balance':
      machine.setBalance(step.account, step.wei)
      return true
    case 'grant':
      // More than there is: what else was granted may be missing.
      for (const { address, slot, before, word } of step.writes)
        machine.setStorage(
          address,
          slot,
          BigInt.asUintN(256, machine.getStorage(address, slot) + word - before),
        )
      return true
    case 'storage':
      machine.setStorage(step.write.address, step.write.slot, step.write.word)
      return true
    case 'code':
      machine.setCode(step.address, step.code)
      return true
    case 'block':
      world.setTime(step.number, step.timestamp)
      return true
  }
}
