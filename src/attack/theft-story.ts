// Who ended with what: the sequence of a detector's finding once more, with everybody's amounts before and after it.

import type { Address } from '../evm/types.ts'
import type { Names } from '../world/describe/account-names.ts'
import { describeCall, describeReactions } from '../world/describe/describe-call.ts'
import { watchFlow } from '../world/describe/value-flow-run.ts'
import { type MeasuredLoss, measuredLosses } from '../world/describe/measured-losses.ts'
import { type Gain, gainsOf, type Transfer, transfersOf } from '../world/describe/wealth-parts.ts'
import { type Holding, wealthChanges } from '../world/describe/wealth-changes.ts'
import { wealthLines, wealthStory, type WealthStory } from '../world/describe/wealth-story.ts'
import { makeCall } from './arena.ts'
import type { Reenactment } from './reenact.ts'
import { numberedSteps } from './repeated-steps.ts'
import type { AttackerFacts, CallSequence, CampaignTarget } from './types.ts'

const REACTIONS_SHOWN_MAX = 2

type WithParts = {
  readonly transfers: readonly Transfer[]
  readonly gains: readonly Gain[]
}

type WithLosses = {
  /** What others have less than after setup. */
  readonly losses: readonly MeasuredLoss[]
}

/**
 * Plays the sequence from the state after setup; the world stays at its end. Users of ours that leave first lose nothing by it, nor does
 * what they leave: what there was is what there is then.
 */
export function theftStory(
  { world, root, target }: Reenactment,
  facts: AttackerFacts,
  names: Names,
  sequence: CallSequence,
): WealthStory & WithLosses & WithParts {
  const { attackers, assets, others } = facts
  const accounts = [...attackers, ...others]
  const leavers = departing(target, sequence)
  world.load(root)
  let before = amountsOf(facts, accounts)
  const flows = sequence.map((call, i) => {
    const flow = watchFlow(world, () => makeCall(world, call), { accounts, assets })
    if (i < leavers.length) before = amountsOf(facts, accounts)
    return flow
  })
  const changes = wealthChanges({ assets, attackers, holdings: holdingsOf(facts, accounts, before) })
  const positions = facts.positions().filter(({ owner }) => !leavers.includes(owner))
  const wealth = { assets, names, attackers, changes, positions }
  return {
    ...wealthStory(wealth, flows),
    losses: measuredLosses(wealth),
    transfers: transfersOf(wealth, flows),
    gains: gainsOf(wealth),
  }
}

/** The same steps with the amounts that took most, in lines; the world stays at their end. */
export function largestStory(
  { world, root }: Reenactment,
  facts: AttackerFacts,
  names: Names,
  sequence: CallSequence,
): { readonly lines: readonly string[] } & WithLosses {
  const { attackers, assets, others } = facts
  const accounts = [...attackers, ...others]
  world.load(root)
  const before = amountsOf(facts, accounts)
  const steps: (readonly string[])[] = []
  for (const call of sequence) {
    const { words, payment } = describeCall(world, call, names)
    const reactions = describeReactions(world, call, names)
    const more = reactions.length - REACTIONS_SHOWN_MAX
    steps.push([
      payment === '' ? words : `${words}, ${payment}`,
      ...reactions.slice(0, REACTIONS_SHOWN_MAX),
      ...(more > 0 ? [`and ${more} more time${more === 1 ? '' : 's'}`] : []),
    ])
    makeCall(world, call)
  }
  const changes = wealthChanges({ assets, attackers, holdings: holdingsOf(facts, accounts, before) })
  const wealth = { assets, names, attackers, changes, positions: [] }
  const [line] = wealthLines(wealth)
  return {
    lines:
      line === undefined
        ? []
        : [
            `the most that was found with these steps: ${line}`,
            ...numberedSteps(steps).map((each) => `  ${each}`),
          ],
    losses: measuredLosses(wealth),
  }
}

/** Users of ours that leave before anything else is done. */
export function departing(
  { functions }: Pick<CampaignTarget, 'functions'>,
  sequence: CallSequence,
): readonly Address[] {
  const isDeparture = (target: number): boolean => functions[target]?.fixed?.isDeparture === true
  const first = sequence.findIndex(({ target }) => !isDeparture(target))
  return sequence.slice(0, first < 0 ? sequence.length : first).map(({ from }) => from)
}

function holdingsOf(facts: AttackerFacts, accounts: readonly Address[], before: bigint[][]): Holding[] {
  const after = amountsOf(facts, accounts)
  return accounts.flatMap((account, i) =>
    facts.assets.map((_, asset) => ({
      account,
      asset,
      before: before[i]![asset]!,
      after: after[i]![asset]!,
    })),
  )
}

function amountsOf({ assets, amountOf }: AttackerFacts, accounts: readonly Address[]): bigint[][] {
  return accounts.map((account) => assets.map((_, asset) => amountOf(asset, account)))
}
