// What a report says of a finding: the shortest sequence told step by step, and of an attacker's also who ended with what, how it
// works and what it takes.

import { propertyCalldata, makeCall } from '../attack/arena.ts'
import { amplify, type Growth } from '../attack/shrink/amplify.ts'
import type { CallWriter } from '../attack/call-writer.ts'
import { type CapitalStory, capitalStory } from '../attack/capital/capital-story.ts'
import { findMechanisms } from '../attack/mechanisms/find-mechanisms.ts'
import { findingPlace } from '../attack/mechanisms/finding-place.ts'
import type { Mechanism } from '../attack/mechanisms/types.ts'
import { namesAfter } from '../attack/names-after.ts'
import { judgeLast, type Reenactment } from '../attack/reenact.ts'
import type { Shrunk } from '../attack/shrink/shrink.ts'
import type { FailureToShrink } from '../attack/tasks.ts'
import { departing, largestStory, theftStory } from '../attack/theft-story.ts'
import { type CallSequence, isAskedAfterCalls, type Property } from '../attack/types.ts'
import { classify } from '../lessons/classify/classify.ts'
import { severityOf } from '../lessons/classify/severity.ts'
import { findingId } from '../report/finding-id.ts'
import type { ReportFinding } from '../report/schema.ts'
import { programOf } from './program-of.ts'
import type { Names } from '../world/describe/account-names.ts'
import { describeFailure } from '../world/describe/describe-failure.ts'

/** Of what begins with departures. */
const LEFT =
  'Who leaves first are users of Faultline’s own, who had entered what the setup left empty: the rest is what happens to who enters it first.'

/** From this verbosity on findings carry a call trace, and from the second on storage changes too: forge's ladder. */
const TRACE_VERBOSITY = 3
const STORAGE_VERBOSITY = 5

/** Where a finding was made. */
export type FindingScene = {
  readonly parts: Reenactment
  readonly writer: CallWriter
  readonly property: Property
}

/** Describes what shrinking left of a failure. The world is anywhere afterwards. */
export function describeFinding(
  scene: FindingScene,
  failure: FailureToShrink,
  least: Shrunk,
  options: { readonly campaign: string; readonly verbosity: number },
): ReportFinding {
  const { parts, property } = scene
  const { world, root } = parts
  const calls = least.steps.map(({ call }) => call)
  const mechanisms = mechanismsOf(scene, calls)
  const shrunk = withPlace(least, property, mechanisms)
  const names = namesAfter(parts, calls)
  const { moved, losses, ...attack } = attackOf(scene, names, calls)
  world.load(root)
  const isAsked = isAskedAfterCalls(property) || property.kind === 'optimize'
  const { verbosity } = options
  const described = describeFailure(world, {
    names,
    messages: calls,
    without: shrunk.steps.map(({ without }) => without),
    make: (index) => makeCall(world, calls[index]!),
    ...(isAsked && {
      ask: () => world.call({ from: world.sender, to: property.to, data: propertyCalldata(property) }),
    }),
    place: {
      mechanism: shrunk.signature.mechanism,
      place: shrunk.signature.place,
      ...(shrunk.line !== undefined && { line: shrunk.line }),
    },
    isAskTraced: property.kind !== 'detector',
    ...(verbosity >= TRACE_VERBOSITY && { trace: verbosity >= STORAGE_VERBOSITY ? 'storage' : 'calls' }),
  })
  return {
    id: findingId(shrunk.signature),
    campaign: options.campaign,
    property: { name: property.name, kind: property.kind },
    signature: shrunk.signature,
    originalCalls: failure.sequence.length,
    executions: failure.executions,
    shrinkExecutions: shrunk.executions,
    seconds: failure.seconds,
    value: shrunk.value === undefined ? null : shrunk.value.toString(),
    reproduce: '',
    ...described,
    steps: described.steps.map((step, i) => ({ ...step, moved: moved[i] ?? [] })),
    ...attack,
    mechanisms: mechanisms.map(({ id, sentence, step, path, place }) => ({
      id,
      sentence,
      step: step + 1,
      path,
      source: place === undefined ? null : { path: place.path, line: place.line },
    })),
    ...kindOf(scene, mechanisms, losses),
    losses,
    proofs: [],
    program: programOf(scene, calls),
  }
}

/** What kind of attack it is, and how bad. Of what is no detector's nobody knows what it means. */
function kindOf(
  { property, parts }: FindingScene,
  mechanisms: readonly Mechanism[],
  losses: ReportFinding['losses'],
): Pick<ReportFinding, 'vector' | 'severity'> {
  if (parts.target.attacker === undefined || property.kind !== 'detector')
    return { vector: null, severity: null }
  return {
    vector: classify(property.name, mechanisms),
    severity: severityOf(property.name, losses[0]?.share ?? 0),
  }
}

/** A theft with the amounts, or the repetitions, that take most; undefined if nothing takes more, or it is no theft. */
export function grown(
  { parts, writer, property }: FindingScene,
  calls: CallSequence,
  growth: Growth,
  found?: CallSequence,
): CallSequence | undefined {
  const { attacker } = parts.target
  if (attacker === undefined || property.kind !== 'detector' || property.name !== 'theft') return undefined
  return amplify(parts, attacker, writer, property, calls, growth, found)
}

// ---- of attackers ------------------------------------------------------------------------------------------------

/** Who ended with what, and what it takes; nothing of what is no detector's. */
function attackOf(
  scene: FindingScene,
  names: Names,
  calls: CallSequence,
): Pick<ReportFinding, 'story' | 'capital' | 'losses' | 'transfers' | 'gains'> & {
  readonly moved: readonly (readonly string[])[]
} {
  const { parts, property } = scene
  const { attacker } = parts.target
  if (attacker === undefined || property.kind !== 'detector')
    return { story: [], capital: null, losses: [], transfers: [], gains: [], moved: [] }
  const { lines, steps, losses, transfers, gains } = theftStory(parts, attacker, names, calls)
  // What is yet to happen to somebody stands in no balance.
  const yet = property.name === 'dilution' ? attacker.details(property.name) : undefined
  const capital = capitalOf(scene, names, calls, false)
  const largest = largestOf(scene, names, calls)
  const details = property.isOfCall === true ? judgeLast(parts, property, calls)?.details : yet
  return {
    story: [
      ...(departing(parts.target, calls).length === 0 ? [] : [LEFT]),
      ...(details === undefined ? [] : [details]),
      ...lines,
      ...(capital === undefined ? [] : [capital.line]),
      ...largest.lines,
    ],
    losses: largest.losses.length > 0 ? largest.losses : losses,
    transfers,
    gains,
    capital: capital?.report ?? null,
    moved: steps,
  }
}

/** What the same steps take if they are made again and again; nothing if that was not found to be more. */
function largestOf(
  scene: FindingScene,
  names: Names,
  calls: CallSequence,
): Pick<ReportFinding, 'losses'> & { readonly lines: readonly string[] } {
  const { attacker } = scene.parts.target
  const largest = grown(scene, calls, 'repetitions')
  if (attacker === undefined || largest === undefined) return { lines: [], losses: [] }
  const capital = capitalOf(scene, names, largest, true)
  const { lines, losses } = largestStory(scene.parts, attacker, names, largest)
  return { lines: capital === undefined ? lines : [...lines, `  ${capital.line}`], losses }
}

/** What an attacker must have for these calls. */
function capitalOf(
  { parts, writer, property }: FindingScene,
  names: Names,
  calls: CallSequence,
  isFixed: boolean,
): CapitalStory | undefined {
  const facts = parts.target.attacker
  return facts && capitalStory({ parts, facts, property }, writer, names, calls, { isFixed })
}

/** How a detector's finding works. */
function mechanismsOf({ parts, property }: FindingScene, calls: CallSequence): readonly Mechanism[] {
  const { attacker } = parts.target
  if (attacker === undefined || property.kind !== 'detector') return []
  return findMechanisms(parts, attacker, property, calls)
}

/** What is known of how a finding works may know better than its detector where it gave way. */
function withPlace(shrunk: Shrunk, property: Property, mechanisms: readonly Mechanism[]): Shrunk {
  const line = findingPlace(property.name, mechanisms, shrunk.steps.length - 1)
  if (line === undefined) return shrunk
  return { ...shrunk, line, signature: { ...shrunk.signature, place: `${line.path}:${line.line}` } }
}
