// Asks a JSON-RPC endpoint many questions with few requests, and does not give up at the first refusal.
//
// Questions go out in batches. The largest batch that the endpoint takes is not known in advance (providers allow 0, 10,
// 100 or 1000), so a refused batch is halved, and the size that worked is kept. Within one answer some questions may be
// answered and others be rate-limited: only the latter are asked again. A rate limit holds for the endpoint, not for the
// request that met it, so it makes all requests pause. Attempts are counted per batch, and progress resets the count:
// every round either answers a question, or makes the batch smaller, or uses up an attempt, so the work is bounded.

import type { Clock } from '../../primitives/clock.ts'
import type { ErrorDetails } from '../../primitives/errors.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { Endpoint } from './endpoint.ts'
import type { ForkErrorCode, ForkFailure } from './fork-error.ts'
import {
  backoffInData,
  HINTS,
  isBodyRefusedStatus,
  isTransientStatus,
  meaningOfRpcError,
  retryAfterMs,
  type RpcErrorMeaning,
} from './rpc-errors.ts'
import { describeFound, isObject, MalformedValue } from './rpc-values.ts'
import { isNobodyThere, textOfNetworkError } from './network-error.ts'

/** Limits of one client. */
export type RpcLimits = {
  /** For one HTTP exchange, from the request to the last byte of the answer. */
  readonly timeoutMs: number
  /** Requests in a row without any progress, the first one included. */
  readonly attemptsMax: number
  /** Wait before the second attempt; doubles with each further one. */
  readonly backoffMs: number
  readonly backoffMsMax: number
  /** A server that asks for a longer pause than this is not waited for. */
  readonly retryAfterMsMax: number
  /** Questions in one HTTP request. */
  readonly batchCallsMax: number
  /** HTTP requests under way at once. */
  readonly concurrency: number
  /** undefined: as fast as it goes. Each question in a batch counts. */
  readonly callsPerSecond: number | undefined
  /** Bytes of one HTTP answer after decompression. */
  readonly answerBytesMax: number
}

/** What the client cannot do by itself, so that tests decide what it meets. */
export type RpcSurroundings = {
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** Calls `action` once after `durationMs`, unless the returned function is called before. */
  readonly after: (durationMs: number, action: () => void) => () => void
  readonly prng: Prng
}

/** One question. `read` takes the result or throws MalformedValue. */
export type RpcCall<Value> = {
  readonly method: string
  readonly params: readonly unknown[]
  readonly read: (result: unknown) => Value
  /** Nice to know: an error of the node is taken as an answer at once, and stops nothing else. */
  readonly isOptional?: boolean
}

/** An answer, or why there is none. 'skipped': another question of the same `ask` had failed before. */
export type RpcOutcome<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'failed'; readonly failure: ForkFailure }
  | { readonly kind: 'skipped' }

export type RpcStatistics = {
  /** HTTP requests sent. */
  readonly requests: number
  /** Questions in them; a question asked again counts again. */
  readonly calls: number
  /** Bytes of answers after decompression. */
  readonly bytes: number
  /** Waits before asking again. */
  readonly retries: number
  /** Answers, whole or for one question, that said: too many. */
  readonly rateLimits: number
}

export type RpcClient = {
  /** Asks everything and returns outcomes in the same order. Never rejects. */
  readonly ask: <Value>(calls: readonly RpcCall<Value>[]) => Promise<readonly RpcOutcome<Value>[]>
  readonly statistics: () => RpcStatistics
}

export function createRpcClient(
  endpoint: Endpoint,
  limits: RpcLimits,
  surroundings: RpcSurroundings,
): RpcClient {
  const { clock, prng } = surroundings
  const counts = { requests: 0, calls: 0, bytes: 0, retries: 0, rateLimits: 0 }
  let nextId = 1
  let batchCallsNow = limits.batchCallsMax
  let pausedUntilMs = 0
  let nextTurnMs = 0

  async function ask<Value>(calls: readonly RpcCall<Value>[]): Promise<readonly RpcOutcome<Value>[]> {
    const questions = calls.map((call): Question => ({ call, outcome: { kind: 'skipped' } }))
    let next = 0
    let isStopped = false
    const runner = async (): Promise<void> => {
      while (next < questions.length && !isStopped) {
        const batch = questions.slice(next, next + batchCallsNow)
        next += batch.length
        await settle(batch, 0)
        // The first failure is what the caller reports; more requests would only keep it waiting.
        isStopped ||= batch.some(isFatal)
      }
    }
    await Promise.all(Array.from({ length: limits.concurrency }, runner))
    return questions.map(({ outcome }) => outcome as RpcOutcome<Value>)
  }

  /** Gives every question of a batch an outcome, or leaves it skipped behind one that failed. */
  async function settle(batch: readonly Question[], attemptsBefore: number): Promise<void> {
    let open = batch
    let attempts = attemptsBefore
    while (open.length > 0) {
      if (open.length > batchCallsNow) {
        await settleInParts(open, batchCallsNow, attempts)
        return
      }
      attempts++
      await turn(open.length)
      const asked = open.length
      const trouble = await exchange(open)
      open = open.filter(({ outcome }) => outcome.kind === 'skipped')
      if (trouble === undefined || batch.some(isFatal)) return
      if (trouble.kind === 'batchRefused') {
        batchCallsNow = Math.min(batchCallsNow, Math.floor(asked / 2))
        attempts--
        continue
      }
      if (open.length < asked) attempts = 1
      const waitMs = trouble.kind === 'final' ? undefined : waitBefore(attempts, trouble.retryAfterMs)
      if (trouble.kind === 'final' || attempts >= limits.attemptsMax || waitMs === undefined) {
        for (const question of open) {
          question.outcome = { kind: 'failed', failure: failureOf(trouble, question.call.method, attempts) }
        }
        return
      }
      counts.retries++
      if (trouble.code === 'FORK_RATE_LIMITED')
        pausedUntilMs = Math.max(pausedUntilMs, clock.nowMs() + waitMs)
      else await sleep(waitMs)
      // A large batch may be what the server chokes on, or more than its limit lets through at any time. The attempts
      // go on counting, so this ends.
      if (attempts >= 2 && open.length > 1) {
        const partCalls = Math.ceil(open.length / 2)
        if (trouble.code === 'FORK_RATE_LIMITED') batchCallsNow = Math.min(batchCallsNow, partCalls)
        await settleInParts(open, partCalls, attempts)
        return
      }
    }
  }

  async function settleInParts(
    open: readonly Question[],
    partCalls: number,
    attempts: number,
  ): Promise<void> {
    for (let start = 0; start < open.length; start += partCalls) {
      const part = open.slice(start, start + partCalls)
      await settle(part, attempts)
      if (part.some(isFatal)) return
    }
  }

  /** One HTTP request. Sets the outcome of what was answered or refused for good; returns what stood in the way. */
  async function exchange(open: readonly Question[]): Promise<Trouble | undefined> {
    counts.requests++
    counts.calls += open.length
    const firstId = nextId
    nextId += open.length
    const bodies = open.map(({ call }, index) => ({
      jsonrpc: '2.0',
      id: firstId + index,
      method: call.method,
      params: call.params,
    }))
    const answer = await post(JSON.stringify(bodies.length === 1 ? bodies[0] : bodies))
    if (answer.kind !== 'text') {
      return answer.code === 'FORK_ANSWER_TOO_LARGE' && open.length > 1 ? { kind: 'batchRefused' } : answer
    }
    const { status, retryAfter, text } = answer
    if (status >= 300 && status < 400) return redirectTrouble(status)
    const parsed = parseJson(text)
    if (status === 429) {
      counts.rateLimits++
      const pauseMs = retryAfterMs(retryAfter, clock.nowMs()) ?? backoffInAnswer(parsed)
      return {
        kind: 'passing',
        code: 'FORK_RATE_LIMITED',
        what: `HTTP 429 (${endpoint.excerpt(text)})`,
        status,
        ...(pauseMs !== undefined && { retryAfterMs: pauseMs }),
      }
    }
    // Some nodes send a JSON-RPC error with HTTP 400 or 500: it says more than the status.
    if (parsed !== undefined && (status < 300 || mayHoldAnswers(parsed)))
      return take(open, firstId, parsed, status)
    if (status < 300) {
      return {
        kind: 'passing',
        code: 'FORK_BAD_ANSWER',
        what: `the answer is not JSON (${text.length} characters: ${endpoint.excerpt(text)})`,
        status,
      }
    }
    if (open.length > 1 && isBodyRefusedStatus(status)) return { kind: 'batchRefused' }
    const pauseMs = retryAfterMs(retryAfter, clock.nowMs())
    return {
      kind: isTransientStatus(status) ? 'passing' : 'final',
      code: 'FORK_HTTP',
      what: `HTTP ${status} (${endpoint.excerpt(text)})`,
      status,
      ...(pauseMs !== undefined && { retryAfterMs: pauseMs }),
      ...((status === 401 || status === 403) && {
        hint: 'The endpoint does not accept the credentials: check the key in its URL and what it is allowed to do.',
      }),
    }
  }

  /** Deals the parts of a JSON-RPC answer out to the questions; none of them, if the parts do not fit the questions. */
  function take(
    open: readonly Question[],
    firstId: number,
    parsed: unknown,
    status: number,
  ): Trouble | undefined {
    const entries: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
    const matched = new Map<Question, Readonly<Record<string, unknown>>>()
    for (const entry of entries) {
      if (!isObject(entry)) return malformed('a JSON-RPC answer', entry, status)
      const { id } = entry
      // Without an id: the node could not read the request, or turned the whole batch down.
      if (id === null || id === undefined) {
        return hasError(entry)
          ? troubleOfError(entry['error'], status, open.length, true)
          : malformed('an id', id, status)
      }
      const question = typeof id === 'number' ? open[id - firstId] : undefined
      if (question === undefined || matched.has(question))
        return malformed('the id of a question', id, status)
      matched.set(question, entry)
    }

    let worst: Trouble | undefined
    for (const [question, entry] of matched) {
      if (!hasError(entry)) {
        question.outcome = outcomeOf(question.call, entry['result'], status)
        continue
      }
      const trouble = troubleOfError(entry['error'], status, open.length, false)
      const isLasting =
        trouble.kind === 'final' ||
        (trouble.kind === 'passing' &&
          question.call.isOptional === true &&
          trouble.code !== 'FORK_RATE_LIMITED')
      if (isLasting)
        question.outcome = { kind: 'failed', failure: failureOf(trouble, question.call.method, 1) }
      else if (worst?.kind !== 'batchRefused') worst = trouble
    }
    if (worst === undefined && matched.size < open.length && !open.some(isFatal)) {
      return malformed(`${open.length} answers`, entries, status)
    }
    return worst
  }

  function outcomeOf(call: RpcCall<unknown>, result: unknown, status: number): RpcOutcome<unknown> {
    try {
      return { kind: 'answered', value: call.read(result) }
    } catch (error) {
      if (!(error instanceof MalformedValue)) throw error
      const trouble = malformed(error.wanted, error.found, status)
      return { kind: 'failed', failure: failureOf(trouble, call.method, 1) }
    }
  }

  function troubleOfError(error: unknown, status: number, callCount: number, isForAll: boolean): Trouble {
    const { code, message, data } =
      typeof error === 'object' && error !== null
        ? (error as { code?: unknown; message?: unknown; data?: unknown })
        : { code: undefined, message: error, data: undefined }
    if (typeof message !== 'string') return malformed('an error message', message, status)
    const codeNumber = typeof code === 'number' ? code : 0
    // Nethermind says "Internal error" and puts the reason into data.
    const text = `${message} ${typeof data === 'string' ? data : ''}`.slice(0, ERROR_TEXT_CHARACTERS_MAX)
    const meaning = meaningOfRpcError(codeNumber, text, callCount)
    if (meaning === 'batchRefused') return { kind: 'batchRefused' }
    // An error for the whole batch that is none of the passing ones: the node does not take batches, or not this one.
    if (isForAll && callCount > 1 && meaning === 'refused') return { kind: 'batchRefused' }
    if (meaning === 'rateLimited') counts.rateLimits++
    const hint = HINTS[meaning]
    const pauseMs = meaning === 'rateLimited' ? backoffInData(data) : undefined
    return {
      kind: meaning === 'refused' || meaning === 'stateUnavailable' ? 'final' : 'passing',
      code: CODE_OF_MEANING[meaning],
      what: `the node answered with error ${codeNumber} (${endpoint.excerpt(text)})`,
      status,
      ...(hint !== undefined && { hint }),
      ...(pauseMs !== undefined && { retryAfterMs: pauseMs }),
    }
  }

  let hasAnswered = false

  async function post(body: string): Promise<PostAnswer> {
    const abort = new AbortController()
    const cancelTimeout = surroundings.after(limits.timeoutMs, () => abort.abort())
    let status: number | undefined
    try {
      const response = await surroundings.fetch(endpoint.url, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...endpoint.headers },
        body,
        // Following would send the request, and the key in its headers, to a host that the user did not name.
        redirect: 'manual',
        signal: abort.signal,
      })
      status = response.status
      hasAnswered = true
      const text = await readBounded(response)
      if (text === undefined) {
        return {
          kind: 'final',
          code: 'FORK_ANSWER_TOO_LARGE',
          what: `the answer has more than ${limits.answerBytesMax} bytes`,
          status,
        }
      }
      return { kind: 'text', status, retryAfter: response.headers.get('retry-after'), text }
    } catch (error) {
      if (abort.signal.aborted) {
        return {
          kind: 'passing',
          code: 'FORK_TIMEOUT',
          what: `no complete answer within ${limits.timeoutMs} ms`,
          ...(status !== undefined && { status }),
        }
      }
      return {
        // Where nobody has ever answered, nobody is there. A node that did may be starting anew.
        kind: !hasAnswered && isNobodyThere(error) ? 'final' : 'passing',
        code: 'FORK_UNREACHABLE',
        what: `the connection failed (${endpoint.excerpt(textOfNetworkError(error))})`,
        ...(status !== undefined && { status }),
      }
    } finally {
      cancelTimeout()
    }
  }

  /** The body as text, or undefined if it is over the limit; reading stops there. */
  async function readBounded(response: Response): Promise<string | undefined> {
    if (response.body === null) return ''
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    let text = ''
    let bytes = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      bytes += value.length
      counts.bytes += value.length
      if (bytes > limits.answerBytesMax) {
        await reader.cancel()
        return undefined
      }
      text += decoder.decode(value, { stream: true })
    }
  }

  /** Waits until this many questions may be sent. */
  async function turn(callCount: number): Promise<void> {
    for (;;) {
      const waitMs = Math.max(pausedUntilMs, nextTurnMs) - clock.nowMs()
      if (waitMs <= 0) break
      await sleep(waitMs)
    }
    if (limits.callsPerSecond !== undefined) {
      nextTurnMs = clock.nowMs() + (callCount * 1000) / limits.callsPerSecond
    }
  }

  function sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => void surroundings.after(durationMs, resolve))
  }

  /** The pause before another attempt; undefined: the server asks for one that is too long. */
  function waitBefore(attempts: number, asked: number | undefined): number | undefined {
    if (asked !== undefined && asked > limits.retryAfterMsMax) return undefined
    const ceilingMs = Math.min(limits.backoffMsMax, limits.backoffMs * 2 ** (attempts - 1))
    // Half fixed, half random: workers that were refused together do not come back together.
    const ownMs = ceilingMs * (0.5 + prng.nextU32() / 2 ** 33)
    return Math.max(ownMs, asked ?? 0)
  }

  function malformed(wanted: string, found: unknown, status: number): FinalTrouble {
    return {
      kind: 'final',
      code: 'FORK_BAD_ANSWER',
      what: `expected ${wanted}, got ${endpoint.excerpt(describeFound(found))}`,
      status,
    }
  }

  function redirectTrouble(status: number): FinalTrouble {
    return {
      kind: 'final',
      code: 'FORK_HTTP',
      what: `HTTP ${status}, a redirect, which is not followed`,
      status,
      hint: 'Use the URL that the endpoint redirects to, often https:// instead of http://.',
    }
  }

  function failureOf(trouble: FinalTrouble | PassingTrouble, method: string, attempts: number): ForkFailure {
    const tries = attempts === 1 ? '' : `, ${attempts} attempts`
    const asked = trouble.retryAfterMs
    const pause =
      asked !== undefined && asked > limits.retryAfterMsMax
        ? `; it asks for a pause of ${Math.ceil(asked / 1000)} s, over the limit of ${limits.retryAfterMsMax / 1000} s`
        : ''
    const hint = trouble.hint ?? HINT_OF_CODE[trouble.code]
    return {
      code: trouble.code,
      message: `${endpoint.label}, ${method}${tries}: ${trouble.what}${pause}.`,
      ...(hint !== undefined && { hint }),
      details: detailsOf(method, attempts, trouble.status),
    }
  }

  function detailsOf(method: string, attempts: number, status: number | undefined): ErrorDetails {
    return { endpoint: endpoint.label, method, attempts, lastStatus: status ?? null }
  }

  return { ask, statistics: () => ({ ...counts }) }
}

/** 'skipped' until something happened to it. */
type Question = { readonly call: RpcCall<unknown>; outcome: RpcOutcome<unknown> }

function isFatal({ call, outcome }: Question): boolean {
  return outcome.kind === 'failed' && call.isOptional !== true
}

type TroubleText = {
  readonly code: ForkErrorCode
  readonly what: string
  readonly status?: number
  readonly hint?: string
  readonly retryAfterMs?: number
}
/** Asking again does not help. */
type FinalTrouble = TroubleText & { readonly kind: 'final' }
/** Asking again may help. */
type PassingTrouble = TroubleText & { readonly kind: 'passing' }
type Trouble = FinalTrouble | PassingTrouble | { readonly kind: 'batchRefused' }

type PostAnswer =
  | {
      readonly kind: 'text'
      readonly status: number
      readonly retryAfter: string | null
      readonly text: string
    }
  | FinalTrouble
  | PassingTrouble

const ERROR_TEXT_CHARACTERS_MAX = 4096

const CODE_OF_MEANING: Readonly<Record<Exclude<RpcErrorMeaning, 'batchRefused'>, ForkErrorCode>> = {
  rateLimited: 'FORK_RATE_LIMITED',
  stateUnavailable: 'FORK_STATE_UNAVAILABLE',
  blockUnknown: 'FORK_BLOCK_UNKNOWN',
  transient: 'FORK_REFUSED',
  refused: 'FORK_REFUSED',
}

const HINT_OF_CODE: Readonly<Partial<Record<ForkErrorCode, string>>> = {
  FORK_RATE_LIMITED: HINTS.rateLimited!,
  FORK_UNREACHABLE: 'Check that the endpoint runs and can be reached from here.',
  FORK_TIMEOUT: 'Use a faster endpoint, or allow a longer time for one answer.',
  FORK_BAD_ANSWER: 'The endpoint does not speak the Ethereum JSON-RPC as specified: use another one.',
}

/** Some servers write `"error": null` beside a result. */
function hasError(entry: Readonly<Record<string, unknown>>): boolean {
  return entry['error'] !== undefined && entry['error'] !== null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** True for what a JSON-RPC answer with an error looks like, as opposed to the JSON of a proxy. */
function mayHoldAnswers(parsed: unknown): boolean {
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  return typeof first === 'object' && first !== null && 'jsonrpc' in first
}

function backoffInAnswer(parsed: unknown): number | undefined {
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (typeof first !== 'object' || first === null || !('error' in first)) return undefined
  const { error } = first
  return typeof error === 'object' && error !== null && 'data' in error
    ? backoffInData(error.data)
    : undefined
}
