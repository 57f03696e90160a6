// Makes a failure short and tells it. Loaded when there is one: it is a fifth of what a worker needs.

import type { Engine } from '../attack/engine.ts'
import type { TaskProgress } from '../attack/pool/types.ts'
import { reenact, signatureOf, type Reenactment } from '../attack/reenact.ts'
import { shrink, type Shrunk } from '../attack/shrink/shrink.ts'
import type { CampaignAnswer, FailureToShrink } from '../attack/tasks.ts'
import type { Property } from '../attack/types.ts'
import { buildPlan } from '../lessons/proof/build-plan.ts'
import { planToText } from '../lessons/proof/plan.ts'
import { describeFinding, grown } from './describe-finding.ts'

export type ShrinkOptions = {
  readonly engine: Engine
  readonly parts: Reenactment
  /** As reports name the campaign. */
  readonly campaign: string
  /** As RunnerStart.verbosity. */
  readonly verbosity: number
  /** Tries of the shrinking. */
  readonly triesMax: number
}

/** The failure with the fewest and simplest calls, in words; or that it does not show again. Leaves the engine as it was. */
export function shrinkFailure(
  failure: FailureToShrink,
  { engine, parts, campaign, verbosity, triesMax }: ShrinkOptions,
  progress: TaskProgress,
): CampaignAnswer {
  const property = parts.target.properties[failure.property]!
  const scene = { parts, writer: engine.writer, property }
  // Told as progress: the calls that are left.
  let told = 0
  try {
    const shrunk =
      failure.sequence.length === 0
        ? withoutCalls(parts, property)
        : shrink({
            ...scene,
            sequence: failure.sequence,
            triesMax,
            grow: (calls) => grown(scene, calls, 'amounts', failure.sequence),
            onProgress: (_tries, calls) => {
              progress.executed(calls - told)
              told = calls
              return progress.isCancelled()
            },
          })
    if (shrunk === undefined) return { kind: 'notReproduced', property: property.index }
    const report = describeFinding(scene, failure, shrunk, { campaign, verbosity })
    const plan = buildPlan(
      parts,
      property,
      shrunk.steps.map(({ call }) => call),
      { finding: report.id, words: report.signature.mechanism, place: report.signature.place },
    )
    return {
      kind: 'shrunk',
      finding: {
        property: property.index,
        signature: report.signature,
        calls: shrunk.steps.length,
        shrinkExecutions: shrunk.executions,
        report,
        proof: 'problem' in plan ? plan : { plan: planToText(plan) },
      },
    }
  } finally {
    parts.world.machine.coverage.merge('drop')
    parts.world.load(parts.root)
  }
}

/** A property that does not hold before any call. */
function withoutCalls(parts: Reenactment, property: Property): Shrunk | undefined {
  const found = reenact(parts, property, [])
  if (found === undefined) return undefined
  const { line, ...signature } = signatureOf(parts, property, [])
  return {
    steps: [],
    signature,
    ...(line !== undefined && { line }),
    tries: 1,
    executions: 0,
    isMinimal: true,
    ...(found.value !== undefined && { value: found.value }),
  }
}
