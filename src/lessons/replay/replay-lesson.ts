// One lesson on a world of the current code: carried out, and if it does no harm any more, attacked around.

import type { CallWriter } from '../../attack/call-writer.ts'
import { namesAfter } from '../../attack/names-after.ts'
import { type Reenactment, signatureOf } from '../../attack/reenact.ts'
import { shrink } from '../../attack/shrink/shrink.ts'
import type { Call, CallSequence, FailureSignature, Property } from '../../attack/types.ts'
import { describeCall, describeReactions } from '../../world/describe/describe-call.ts'
import { readProgram } from '../program/read-program.ts'
import { searchAround } from '../variants/search-around.ts'
import { attackAround, type VariantKind } from '../variants/variants.ts'
import { isPassedByTests } from './passed-by-tests.ts'
import { play } from './play.ts'
import type { Breathe, RanInSetup, Reason, Refusal, ToReplay, Usefulness } from './types.ts'

export type ReplayOptions = {
  readonly parts: Reenactment
  readonly writer: CallWriter
  readonly lesson: ToReplay
  readonly brokenAtRoot: ReadonlySet<number>
  readonly ranInSetup: RanInSetup
  /** Calls that may be made around a lesson that does no harm any more; 0: none. */
  readonly executionsMax: number
  readonly seed: bigint
  readonly breathe?: Breathe
}

/** A failure on the current code, in words. */
export type Failing = {
  readonly property: string
  readonly signature: FailureSignature
  readonly steps: readonly string[]
}

export type Replayed =
  | {
      readonly status: 'still fails'
      /**
       * 'same': the lesson's own steps break the same property. 'otherwise': they break another one. 'variant': they are stopped, and
       * others like them are not: the proof is blocked, the cause remains.
       */
      readonly how: 'same' | 'otherwise' | 'variant'
      readonly failing: Failing
      /** Of a variant: what is different from the lesson; empty if a search found it. */
      readonly kinds: readonly VariantKind[]
      readonly tried: Tried
    }
  | {
      readonly status: 'fixed'
      readonly refusal: Refusal | undefined
      /** Failures of another kind that the search met. */
      readonly others: readonly Failing[]
      readonly tried: Tried
    }
  | { readonly status: 'cannot be replayed'; readonly reasons: readonly Reason[] }

export type Tried = {
  readonly variants: number
  /** Calls made around the lesson. */
  readonly executions: number
  /** Ways of honest users that work. */
  readonly honest: number
}

/** The part of the budget that goes to variants; the search has the rest. */
const VARIANTS_PART = 0.4
/** Of a variant that fails, so that it can be read. */
const SHRINK_TRIES_MAX = 600
/** Harmless uses that the search begins with besides the program. */
const USES_MAX = 4

/** The world is anywhere afterwards. The same world, lesson, seed and budget come to the same. Undefined if it was stopped. */
export async function replayLesson(options: ReplayOptions): Promise<Replayed | undefined> {
  const { parts, writer, lesson, brokenAtRoot, executionsMax, seed, breathe = goesOn } = options
  const played = play(parts, writer, lesson, brokenAtRoot, options.ranInSetup)
  if (played.status === 'unknown') return { status: 'cannot be replayed', reasons: played.reasons }
  if (played.status === 'fails') {
    const how = played.property.name === lesson.property.name ? 'same' : 'otherwise'
    const failing = failingIn(parts, played.property, played.calls, played.signature)
    return { status: 'still fails', how, failing, kinds: [], tried: NOTHING_TRIED }
  }
  const { property, calls, honest, refusal, useful, useless, doubts } = played
  const variantsMax = Math.ceil(executionsMax * VARIANTS_PART)
  const around = await attackAround({
    parts,
    writer,
    property,
    calls,
    seed,
    executionsMax: variantsMax,
    breathe,
  })
  if (around === undefined) return undefined
  if (around.failing !== undefined) {
    const { calls: variant, kinds } = around.failing
    const shrunk = shrink({
      parts,
      writer,
      property,
      sequence: variant,
      triesMax: SHRINK_TRIES_MAX,
      onProgress: () => false,
    })
    const { variants, executions } = around
    const failing = failingIn(parts, property, shrunk?.steps.map(({ call }) => call) ?? variant)
    const tried = { variants, executions, honest }
    return { status: 'still fails', how: 'variant', failing, kinds, tried }
  }
  const searched = await searchAround({
    parts,
    property,
    sequences: [calls, ...usesIn(parts, lesson)],
    executionsMax: executionsMax - Math.min(executionsMax, around.executions),
    seed,
    brokenAtRoot,
    breathe,
  })
  if (searched === undefined) return undefined
  const tried = { variants: around.variants, executions: around.executions + searched.executions, honest }
  if (searched.failing !== undefined) {
    const { shrunk } = searched.failing
    const failing = failingIn(
      parts,
      property,
      shrunk.steps.map(({ call }) => call),
      shrunk.signature,
    )
    return { status: 'still fails', how: 'variant', failing, kinds: [], tried }
  }
  // A failure would have been one, whatever is in doubt; that there is none says nothing then.
  if (doubts.length > 0) return { status: 'cannot be replayed', reasons: doubts }
  if (
    refusal !== undefined &&
    !isUseful(parts, calls[refusal.step - 1]!, useful, searched.worked) &&
    !isPassedByTests(parts, refusal)
  )
    return { status: 'cannot be replayed', reasons: useless === undefined ? [] : [useless] }
  const others = searched.others.map(({ property: other, shrunk }) =>
    failingIn(
      parts,
      other,
      shrunk.steps.map(({ call }) => call),
      shrunk.signature,
    ),
  )
  return { status: 'fixed', refusal, others, tried }
}

/** Whether what is refused to the attacker is refused to the attacker, and not simply to everybody. */
function isUseful(
  { target }: Reenactment,
  refused: Call,
  useful: Usefulness,
  worked: ReadonlySet<number>,
): boolean {
  if (useful === 'shown' || worked.has(refused.target)) return true
  // What only works in the setup, like an initializer, belongs to a contract of which other functions work, for somebody at least.
  const isOpen = (index: number): boolean => worked.has(index) || target.attacker?.closed.has(index) === true
  return (
    useful === 'by the setup' && target.functions.some(({ to, index }) => to === refused.to && isOpen(index))
  )
}

const goesOn: Breathe = () => Promise.resolve(false)

const NOTHING_TRIED: Tried = { variants: 0, executions: 0, honest: 0 }

function usesIn(parts: Reenactment, { program }: ToReplay): readonly CallSequence[] {
  return program.uses.slice(0, USES_MAX).flatMap((steps) => {
    const { calls, problems } = readProgram(parts, { accounts: program.accounts, steps })
    return problems.length === 0 ? [calls] : []
  })
}

/** The world is anywhere afterwards. */
function failingIn(
  parts: Reenactment,
  { name, kind, ...rest }: Property,
  calls: CallSequence,
  known?: FailureSignature,
): Failing {
  const { property, mechanism, place } = known ?? signatureOf(parts, { name, kind, ...rest }, calls)
  return { property: name, signature: { property, mechanism, place }, steps: wordsOf(parts, calls) }
}

/** A line for each call, and for each time that the attacker's contract is called in the middle of it. */
function wordsOf(parts: Reenactment, calls: CallSequence): readonly string[] {
  const { world } = parts
  const names = namesAfter(parts, calls)
  return calls.flatMap((call) => {
    const { words, payment, delay } = describeCall(world, call, names)
    const line = [delay === '' ? words : `${delay}, ${words}`, payment]
      .filter((text) => text !== '')
      .join(', ')
    return [line, ...describeReactions(world, call, names).map((each) => `  ${each}`)]
  })
}
