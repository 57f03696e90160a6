// What a JSON-RPC error means for the next step. There is no agreed list: EIP-1474 has codes, but nodes and providers
// use -32000 and -32603 for nearly everything and say the rest in words. The words below were seen in the issue trackers
// of geth, reth, Nethermind, Erigon, Besu and of the tools that fork from them.

import { isObject } from './rpc-values.ts'

/** Asked for too much at once; ask later; will work with another node; not here; worth another try; no. */
export type RpcErrorMeaning =
  | 'batchRefused'
  | 'rateLimited'
  | 'stateUnavailable'
  | 'blockUnknown'
  | 'transient'
  | 'refused'

/** EIP-1474: request exceeds defined limit. */
const LIMIT_EXCEEDED = -32005
/** Some providers put the HTTP status into the JSON-RPC code. */
const TOO_MANY_REQUESTS = 429
const INTERNAL_ERROR = -32603

const STATE_UNAVAILABLE =
  /missing ?trie ?node|state (?:is )?(?:not available|unavailable|histor)|historical state|state.{0,80}pruned|prun(?:ed|ing)|archive|distance to target block exceeds/i
const BLOCK_UNKNOWN =
  /header (?:for hash )?not found|(?:unknown|missing|unfinalized) block|block.{0,80}(?:not found|not available|unknown)|hash .{0,80}not currently canonical/i
const RATE_LIMITED =
  /rate.?limit|too many requests|\b429\b|compute units|throughput|request (?:count|limit)|limit exceeded|exceeded .{0,40}(?:limit|quota|capacity)|throttl|quota/i
const BATCH_REFUSED = /batch|response (?:is )?too (?:large|big)|response size/i
const TRANSIENT = /time.?out|timed out|temporar|try again|overload|unavailable|busy|bad gateway|connection/i

/** The meaning of a JSON-RPC error for a call that was sent together with `callCount` - 1 others. */
export function meaningOfRpcError(code: number, text: string, callCount: number): RpcErrorMeaning {
  if (callCount > 1 && BATCH_REFUSED.test(text)) return 'batchRefused'
  if (code === LIMIT_EXCEEDED || code === TOO_MANY_REQUESTS) return 'rateLimited'
  if (STATE_UNAVAILABLE.test(text)) return 'stateUnavailable'
  if (RATE_LIMITED.test(text)) return 'rateLimited'
  if (BLOCK_UNKNOWN.test(text)) return 'blockUnknown'
  if (code === INTERNAL_ERROR || TRANSIENT.test(text)) return 'transient'
  return 'refused'
}

/** The next step for the user, where there is one. */
export const HINTS: Readonly<Partial<Record<RpcErrorMeaning, string>>> = {
  stateUnavailable:
    'The endpoint no longer has the state at this block: use an archive node, or a recent block.',
  blockUnknown:
    'The endpoint does not know this block: check the chain and the number, or wait until it has synced.',
  rateLimited:
    'Lower the calls per second, use an endpoint with a higher limit, or run again later: what was fetched is cached.',
}

/** The statuses of servers and proxies that are busy or broken for the moment; 520 to 530 are Cloudflare's. */
export function isTransientStatus(status: number): boolean {
  if (status === 408 || status === 425) return true
  return (status >= 500 && status <= 504 && status !== 501) || (status >= 520 && status <= 530)
}

/** Client errors with which servers turn down the body of a request, not the one who sends it. */
export function isBodyRefusedStatus(status: number): boolean {
  return [400, 404, 405, 406, 413, 415, 422, 501].includes(status)
}

/**
 * Milliseconds to wait by a Retry-After header: seconds, or an HTTP date (RFC 9110, section 10.2.3). undefined if there
 * is none that can be read.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const atMs = /^[A-Za-z]{3}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}

/** Milliseconds to wait as Infura tells them in the data of a rate limit error (rate.backoff_seconds). */
export function backoffInData(data: unknown): number | undefined {
  const seconds = fieldOf(data, 'backoff_seconds') ?? fieldOf(fieldOf(data, 'rate'), 'backoff_seconds')
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}
