// vm.expectEmit and its family: the test emits an event as the pattern, and a later call must emit it too.
// As crates/cheatcodes/src/test/expect.rs and inspector.rs.

import type { HostFrame } from '../../../evm/host.ts'
import type { InterceptAnswer } from '../../../evm/intercept.ts'
import type { Address, Log } from '../../../evm/types.ts'
import { encodeArguments } from '../../../project/abi/encode.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import { cheatcodeErrorBytes } from '../cheatcode-error.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import { emitMismatch } from './emit-mismatch.ts'
import type { EndedCall } from './ended-call.ts'
import { countLogs, type LogChecks, type LogCounts, logFits } from './log-counts.ts'

type ExpectedEmit = {
  readonly depth: number
  readonly checks: LogChecks
  readonly emitter: Address | undefined
  readonly isAnonymous: boolean
  readonly count: bigint
  /** The log that the test emitted as the pattern; undefined: it has not yet. */
  readonly pattern: Log | undefined
  readonly isFound: boolean
  /** How the last log that was compared differed. */
  readonly mismatch: string | undefined
  /** Logs that fit, by who emitted them. */
  readonly counts: LogCounts
}

/** Those that were found are at the end. */
export const expectedEmitsSlot: CheatSlot<readonly ExpectedEmit[]> = cheatSlot('expectedEmits', [])

/** A frame that must fail when it ends, because of a log that it wrote. */
type DueFailure = { readonly depth: number; readonly message: string }

export const dueFailureSlot: CheatSlot<DueFailure | undefined> = cheatSlot('dueFailure', undefined)

/** A log was written by the frame at `frameDepth`, 0 being the transaction's own. */
export function noteLog(context: CheatContext, log: Log, frameDepth: number): void {
  const queue = context.get(expectedEmitsSlot)
  if (queue.every(({ isFound }) => isFound)) return
  const fail = (message: string): void => context.set(dueFailureSlot, { depth: frameDepth, message })
  const isForbidden = queue.some(
    ({ count, isFound, pattern, checks, emitter }) =>
      count === 0n &&
      !isFound &&
      pattern !== undefined &&
      logFits(checks, pattern, log) &&
      (emitter === undefined || emitter === log.address),
  )
  if (isForbidden) return fail('log emitted but expected 0 times')
  const hasUnfilled = queue.some(({ pattern }) => pattern === undefined)
  if (!hasUnfilled && queue.every(({ isFound, count }) => isFound || count === 0n)) return
  const index = hasUnfilled ? lastOpenIndex(queue) : firstWantedIndex(queue)
  const expected = queue[index]!
  if (expected.pattern === undefined) {
    if (!expected.isAnonymous && log.topics.length === 0)
      return fail('use vm.expectEmitAnonymous to match anonymous events')
    context.set(expectedEmitsSlot, queue.with(index, { ...expected, pattern: log }))
    return
  }
  const compared = compare(expected, expected.pattern, log)
  const others = queue.toSpliced(index, 1)
  context.set(expectedEmitsSlot, compared.isFound ? [...others, compared] : [compared, ...others])
}

function lastOpenIndex(queue: readonly ExpectedEmit[]): number {
  const found = queue.findIndex(({ isFound }) => isFound)
  return Math.max((found < 0 ? queue.length : found) - 1, 0)
}

function firstWantedIndex(queue: readonly ExpectedEmit[]): number {
  return Math.max(
    queue.findIndex(({ isFound, count }) => !isFound && count > 0n),
    0,
  )
}

function compare(expected: ExpectedEmit, pattern: Log, log: Log): ExpectedEmit {
  const { checks, emitter, count, isAnonymous } = expected
  if (!logFits(checks, pattern, log))
    return { ...expected, mismatch: emitMismatch(checks, pattern, log, isAnonymous) }
  const before = expected.counts.get(log.address) ?? 0n
  const counts = new Map(expected.counts).set(log.address, before + 1n)
  if (emitter !== undefined && emitter !== log.address)
    return {
      ...expected,
      counts,
      mismatch: `log emitter mismatch: expected=${emitter}, got=${log.address}`,
    }
  // Without an emitter foundry looks at one account only: here the first that emitted such a log.
  const [seen = 0n] = counts.values()
  return {
    ...expected,
    counts,
    isFound: (emitter === undefined ? seen : countLogs(counts, emitter)) >= count,
  }
}

const STRING: readonly AbiType[] = [{ kind: 'string' }]

/** A call that did not revert came back to where expectations were set: they must be met. */
export function handleExpectedEmits(context: CheatContext, call: EndedCall): InterceptAnswer | undefined {
  const queue = context.get(expectedEmitsSlot)
  if (queue.length === 0 || call.kind === 'staticcall') return undefined
  if (!queue.some(({ depth }) => depth === call.depth)) return undefined
  const missing = queue.find(({ isFound, count }) => !isFound && count > 0n)
  // Plain text, without the selector of an error: foundry does it so.
  if (missing !== undefined)
    return {
      status: 'revert',
      output: encodeArguments(STRING, [missing.mismatch ?? 'log != expected log']),
    }
  for (const { count, emitter, counts } of queue) {
    const seen = countLogs(counts, emitter)
    if (seen === count) continue
    const message =
      call.status === 'return' ? `log emitted ${seen} times, expected ${count}` : REVERTED_INSTEAD
    return { status: 'revert', output: cheatcodeErrorBytes(message) }
  }
  context.set(expectedEmitsSlot, [])
  return undefined
}

const REVERTED_INSTEAD =
  "expected an emit, but the call reverted instead. ensure you're testing the happy path when using `expectEmit`"

/** What is missing when the transaction ends, in foundry's words. */
export function missingEmit(context: CheatContext, hasSucceeded: boolean): string | undefined {
  const open = context.get(expectedEmitsSlot).filter(({ isFound, count }) => !isFound && count !== 0n)
  context.set(expectedEmitsSlot, open)
  if (open.length === 0) return undefined
  return hasSucceeded
    ? 'expected an emit, but no logs were emitted afterwards. you might have mismatched events or not enough events were emitted'
    : REVERTED_INSTEAD
}

const EXPECTED_MAX = 1_000
const ALL: LogChecks = [true, true, true, true, true]

function expectEmit(
  context: CheatContext,
  frame: HostFrame,
  checks: LogChecks,
  emitter?: AbiValue,
  count: AbiValue = 1n,
  isAnonymous = false,
): void {
  const queue = context.get(expectedEmitsSlot)
  const added: ExpectedEmit = {
    depth: frame.depth,
    checks,
    emitter: emitter as Address | undefined,
    isAnonymous,
    count: count as bigint,
    pattern: undefined,
    isFound: false,
    mismatch: undefined,
    counts: new Map(),
  }
  checkLimit('expected logs', queue.length, EXPECTED_MAX)
  const found = queue.findIndex(({ isFound }) => isFound)
  const at = found < 0 ? queue.length : found
  context.set(expectedEmitsSlot, queue.toSpliced(at, 0, added))
}

/** Checks of topics 1 to 3 and data; topic 0 always counts. */
function named(args: readonly AbiValue[]): LogChecks {
  return [true, args[0] === true, args[1] === true, args[2] === true, args[3] === true]
}

function unnamed(args: readonly AbiValue[]): LogChecks {
  return [args[0] === true, args[1] === true, args[2] === true, args[3] === true, args[4] === true]
}

export const expectEmitCheats: CheatTable = {
  'expectEmit()': (context, _, frame) => expectEmit(context, frame, ALL),
  'expectEmit(address)': (context, [emitter], frame) => expectEmit(context, frame, ALL, emitter),
  'expectEmit(uint64)': (context, [count], frame) => expectEmit(context, frame, ALL, undefined, count),
  'expectEmit(address,uint64)': (context, [emitter, count], frame) =>
    expectEmit(context, frame, ALL, emitter, count),
  'expectEmit(bool,bool,bool,bool)': (context, args, frame) => expectEmit(context, frame, named(args)),
  'expectEmit(bool,bool,bool,bool,address)': (context, args, frame) =>
    expectEmit(context, frame, named(args), args[4]),
  'expectEmit(bool,bool,bool,bool,uint64)': (context, args, frame) =>
    expectEmit(context, frame, named(args), undefined, args[4]),
  'expectEmit(bool,bool,bool,bool,address,uint64)': (context, args, frame) =>
    expectEmit(context, frame, named(args), args[4], args[5]),
  'expectEmitAnonymous()': (context, _, frame) => expectEmit(context, frame, ALL, undefined, 1n, true),
  'expectEmitAnonymous(address)': (context, [emitter], frame) =>
    expectEmit(context, frame, ALL, emitter, 1n, true),
  'expectEmitAnonymous(bool,bool,bool,bool,bool)': (context, args, frame) =>
    expectEmit(context, frame, unnamed(args), undefined, 1n, true),
  'expectEmitAnonymous(bool,bool,bool,bool,bool,address)': (context, args, frame) =>
    expectEmit(context, frame, unnamed(args), args[5], 1n, true),
}
