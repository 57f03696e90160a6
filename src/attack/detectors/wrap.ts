// Wrap: a number of the protocol wrapped around, nobody noticed, and what came out was stored, paid or believed.

import type { Trace, TraceCall } from '../../evm/trace.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { callLine } from '../../world/describe/call-line.ts'
import { type FrameSteps, framesWithSteps } from '../../world/describe/frame-steps.ts'
import { lastingWrites } from '../../world/describe/theft-place-writes.ts'
import type { WorldResult } from '../../world/types.ts'
import { ArithmeticSites } from './arithmetic-sites.ts'
import { type Arrival, followWraps } from './follow-wraps.ts'
import { Cuts } from './cuts.ts'
import type { Scene } from './scene.ts'
import type { IsWanted } from '../formulas/follow-call.ts'
import type { CallDetector, CallVerdict } from './types.ts'

const SCANNED_MAX = 16_384
const AND = 0x16
/** With its stack a step takes half a kilobyte. */
const STEPS_MAX = 200_000
/** What an opcode reads at most: CALL. */
const STACK_WORDS = 7
const WORD_BITS = 256
/** Counts as lists of accounts have them, units of tokens and of ether. */
const FACTORS: readonly bigint[] = [2n, 3n, 4n, 5n, 6n, 8n, 10n, 16n, 20n, 10n ** 6n, 10n ** 8n, 10n ** 18n]

/** The first numbers whose product with a common factor does not fit a word: nobody comes upon them by chance. */
export const WRAPPING_NUMBERS: readonly bigint[] = FACTORS.map(
  (factor) => ((1n << 256n) + factor - 1n) / factor,
)

/** Also says where it looks. */
export type WrapDetector = CallDetector & { readonly isSite: IsWanted }

export function wrap(scene: Scene): WrapDetector {
  const { world } = scene
  const { machine } = world
  const sites = new ArithmeticSites(world, scene.survey.contracts)
  const cuts = new Cuts(scene)
  return {
    name: 'wrap',
    rule:
      'A sum, difference or product of unsigned numbers that the caller chose did not fit its type, nobody noticed, and what came ' +
      'out was stored, paid or passed a check. Where the compiler checks (Solidity 0.8), only in unchecked code, and if it was stored in the ' +
      'place of one of its operands or paid. Or a number that the caller gave was cut to a smaller type, and the rest of it, which was paid or ' +
      'is the caller’s own, is gone.',
    isIdle: sites.isEmpty && cuts.isEmpty,
    isSite: (code, pc, opcode) => {
      const site = sites.isEmpty ? undefined : sites.at(sites.hashAt(code), pc, opcode)
      return site !== undefined && site.kind !== 'cut'
    },
    suspects: (run, call) => {
      const ofCuts = cuts.suspects(call)
      if (sites.isEmpty) {
        const { status } = run()
        return status === 'success' ? ofCuts : []
      }
      machine.observations.observe({ wraps: true })
      const found = new Set<string>()
      let result: WorldResult
      try {
        result = run()
      } finally {
        machine.observations.observe({})
      }
      if (result.status !== 'success') return []
      const { observations } = machine
      observations.scan(SCANNED_MAX, (at, opcode, entry) => {
        const { codeHash, pc } = observations.placeOf(at)
        if (sites.at(codeHash, pc, opcode) === undefined) return
        if (exceeds(opcode, observations.left(entry), observations.right(entry)))
          found.add(`${codeHash} ${pc}`)
      })
      return [...found, ...ofCuts]
    },
    judge: (run, call) => {
      const cut = cuts.judge(call)
      if (cut !== undefined) {
        run()
        return cut
      }
      const { trace, result } = machine.trace(run, {
        steps: true,
        stepsMax: STEPS_MAX,
        stackWordsMax: STACK_WORDS,
      })
      return result.status === 'success' ? judgeTrace(scene, sites, trace) : undefined
    },
  }
}

/** Whether the result of an arithmetic opcode does not fit a word; of AND whether it cuts something off. */
function exceeds(opcode: number, left: bigint, right: bigint): boolean {
  if (opcode === 0x01) return left + right >= 1n << 256n
  if (opcode === 0x02) return left * right >= 1n << 256n
  if (opcode === 0x03) return left < right
  const [mask, value] = left < right ? [left, right] : [right, left]
  // Smaller numbers than this are no masks of types.
  return opcode === AND && mask >= 0xffn && (mask & (mask + 1n)) === 0n && value > mask
}

type Found = { readonly frame: FrameSteps; readonly arrival: Arrival }

function judgeTrace(scene: Scene, sites: ArithmeticSites, trace: Trace): CallVerdict | undefined {
  if (trace.stepsCut) return undefined
  const found: Found[] = []
  const frames = framesWithSteps(trace)
  const visit = (call: TraceCall): void => {
    if (call.status !== 'success') return
    const frame = frames.get(call)
    const hash = sites.hashAt(call.codeAddress)
    if (frame !== undefined && sites.has(hash)) {
      const calls = new Map<number, TraceCall>()
      for (const [event, index] of frame.indexOf) if (event.kind === 'call') calls.set(index, event.call)
      const arrivals = followWraps(frame.steps, {
        siteAt: (pc, opcode) => sites.at(hash, pc, opcode),
        isConversion: (pc) => sites.isConversion(hash, pc),
        isComparison: (pc) => sites.isComparison(hash, pc),
        selectorAt: (index) => {
          const inner = calls.get(index)
          return inner === undefined ? undefined : selectorIn(inner.input)
        },
      })
      for (const arrival of arrivals) found.push({ frame, arrival })
    }
    for (const event of call.events) if (event.kind === 'call') visit(event.call)
  }
  for (const call of trace.calls) visit(call)
  const writes = trace.calls.flatMap((call) => lastingWrites(call))
  const changed = new Set(writes.map(({ change: { address, slot } }) => `${address} ${slot}`))
  const hasEffect = writes.length > 0 || trace.calls.some(paysAnybody)
  const counting = found.filter(({ frame, arrival }) => {
    const { kind, slot } = arrival
    if (kind === 'stored' && !changed.has(`${frame.call.to} ${slot}`)) return false
    return counts(arrival) && (kind !== 'compared' || hasEffect)
  })
  const best =
    counting.find(({ arrival }) => arrival.kind === 'stored') ??
    counting.find(({ arrival }) => arrival.kind === 'paid') ??
    counting[0]
  return best && verdictOf(scene, best)
}

/** Whether what arrived is a defect, and no arithmetic that is meant to go round. */
function counts({ kind, wrap, isDirect, slot }: Arrival): boolean {
  const { site, isChosen, leftSlot, rightSlot, operator } = wrap
  const isInPlace = slot !== undefined && (slot === leftSlot || (operator !== '-' && slot === rightSlot))
  if (site.isModern) return isChosen && isDirect && (kind === 'paid' || (kind === 'stored' && isInPlace))
  // Who counts down below nothing has not meant it, whoever chose the numbers. Prices that add up for ever do go round.
  return isChosen || (kind === 'stored' && isInPlace && isDirect && operator === '-')
}

function paysAnybody(call: TraceCall): boolean {
  return call.events.some(
    (event) =>
      event.kind === 'call' &&
      event.call.status === 'success' &&
      (event.call.value > 0n || paysAnybody(event.call)),
  )
}

const WHERE = {
  stored: 'was stored',
  paid: 'was paid',
  compared: 'passed a check',
} as const

function verdictOf(scene: Scene, { frame, arrival }: Found): CallVerdict {
  const { wrap, kind } = arrival
  const name = scene.nameOf(frame.call.to)
  const { place, line } = callLine(
    frame.call,
    wrap.site.location,
    scene.world.artifactAt(frame.call.codeAddress),
  )
  const { text } = wrap.site
  const what = arrival.isDirect ? 'what came out' : 'what was computed from it'
  return {
    words: `${text} of ${name} wrapped around and ${WHERE[kind]}`,
    details:
      `${text} of ${name} became ${numberText(wrap.word)}: ${numberText(wrap.left)} ${wrap.operator} ${numberText(wrap.right)} ` +
      `${wrap.exact < 0n ? 'is less than 0' : `does not fit ${wrap.bits} bits`}, nobody noticed, and ${what} ${WHERE[kind]}.`,
    place,
    ...(line !== undefined && { line }),
  }
}

/** '2^256 - 5', '2^255': numbers that are long because of their type are not written out. */
export function numberText(value: bigint): string {
  for (const bits of [WORD_BITS, 128, 112, 64]) {
    const range = 1n << BigInt(bits)
    if (value < range && range - value < 1n << 32n && bits > 64) return `2^${bits} - ${range - value}`
  }
  const isPower = value > 1n << 64n && (value & (value - 1n)) === 0n
  return isPower ? `2^${value.toString(2).length - 1}` : value.toString()
}
