// What honest users can do after the setup, as far as it is about the contracts of a program. What they did in the setup needs no
// keeping: the setup does it again.

import { makeCall } from '../../attack/arena.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import type { Call, CallSequence, CampaignTarget } from '../../attack/types.ts'
import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { blocksIn } from '../../world/passing-time.ts'
import type { AssetAmount, PlainCall } from '../../world/survey/types.ts'

const WAYS_MAX = 4

/** Ways out of positions that the program changes or whose contracts it calls, and calls that users are about to make: each succeeds on the state after setup. */
export function honestTraffic(
  { world, root, target }: Reenactment,
  calls: CallSequence,
): readonly CallSequence[] {
  const facts = target.attacker
  if (facts === undefined) return []
  const touched = touchedBy(calls)
  world.load(root)
  const positions = facts.positions()
  for (const call of calls) makeCall(world, call)
  const changed = facts.positions().map(({ before, after }) => amountText(before) !== amountText(after))
  const exits = positions
    .filter(
      ({ contract, exit }, i) =>
        changed[i] === true || touched.has(contract) || exit.some(({ to }) => touched.has(to)),
    )
    .map(({ exit }) => exit.map((each) => asCall(target, each)))
  const pending = target.functions.flatMap(({ fixed, to, senders, index }): CallSequence[] => {
    const [from] = senders
    if (fixed === undefined || fixed.data.length === 0 || to === undefined || from === undefined) return []
    return touched.has(to) ? [[{ target: index, to, from, ...fixed, seconds: 0, blocks: 0 }]] : []
  })
  const works = (way: CallSequence): boolean => {
    world.load(root)
    return way.length > 0 && way.every((call) => makeCall(world, call).status === 'success')
  }
  return [...exits.filter(works).slice(0, WAYS_MAX), ...pending.filter(works).slice(0, WAYS_MAX)]
}

function amountText(amounts: readonly AssetAmount[] | undefined): string {
  return amounts === undefined ? '' : amounts.map(({ asset, amount }) => `${asset} ${amount}`).join()
}

function touchedBy(calls: CallSequence): ReadonlySet<Address> {
  const nested = calls.flatMap(({ reactions }) => (reactions ?? []).flatMap((each) => each.calls))
  return new Set([...calls, ...nested].map(({ to }) => to))
}

function asCall(target: CampaignTarget, { from, to, value, data, seconds }: PlainCall): Call {
  const selector = selectorIn(data)
  const fn = target.functions.find(
    (each) => each.fixed === undefined && each.to === to && each.abi.selector === selector,
  )
  return { target: fn?.index ?? -1, from, to, value, data, seconds, blocks: blocksIn(seconds) }
}
