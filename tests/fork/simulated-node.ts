// A JSON-RPC client whose network is a function and whose time passes only when nothing else is left to happen.

import { createManualClock } from '../../src/primitives/clock.ts'
import { createPrng } from '../../src/primitives/prng.ts'
import { parseEndpoint } from '../../src/world/fork/endpoint.ts'
import { createRpcClient, type RpcClient, type RpcLimits } from '../../src/world/fork/rpc-client.ts'

const LIMITS: RpcLimits = {
  timeoutMs: 10_000,
  attemptsMax: 4,
  backoffMs: 100,
  backoffMsMax: 300,
  retryAfterMsMax: 60_000,
  batchCallsMax: 8,
  concurrency: 1,
  callsPerSecond: undefined,
  answerBytesMax: 10_000,
}

/** One question as it was sent. */
export type Sent = { readonly id: number; readonly method: string; readonly params: readonly unknown[] }
/** One HTTP request, and when it was sent, in milliseconds from the start. */
export type Exchange = { readonly atMs: number; readonly calls: readonly Sent[]; readonly isBatch: boolean }
/** 'hang': no answer. An Error: no connection. */
export type Reply = Response | 'hang' | Error

/** A client of the node `reply`, which is told the number of the request, from 1. */
export function clientWith(
  reply: (calls: readonly Sent[], request: number) => Reply,
  limits: Partial<RpcLimits> = {},
): { readonly client: RpcClient; readonly exchanges: Exchange[]; readonly nowMs: () => number } {
  const clock = createManualClock(1_000_000)
  const exchanges: Exchange[] = []
  const events: { readonly atMs: number; readonly action: () => void }[] = []
  const pump = (): void => {
    const earliest = events.sort((left, right) => left.atMs - right.atMs).shift()
    if (earliest === undefined) return
    clock.advanceMs(Math.max(0, earliest.atMs - clock.nowMs()))
    earliest.action()
  }
  const fakeFetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
    const body = JSON.parse(init?.body as string) as Sent | Sent[]
    const calls = Array.isArray(body) ? body : [body]
    exchanges.push({ atMs: clock.nowMs() - 1_000_000, calls, isBatch: Array.isArray(body) })
    const replied = reply(calls, exchanges.length)
    if (replied instanceof Error) return Promise.reject(replied)
    if (replied !== 'hang') return Promise.resolve(replied)
    return new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    })
  }
  const client = createRpcClient(
    parseEndpoint('https://eth.example.org/v2/secretsecret'),
    { ...LIMITS, ...limits },
    {
      fetch: fakeFetch as typeof fetch,
      clock,
      prng: createPrng(1n),
      after(durationMs, action) {
        const event = { atMs: clock.nowMs() + durationMs, action }
        events.push(event)
        setImmediate(pump)
        return () => {
          const index = events.indexOf(event)
          if (index >= 0) events.splice(index, 1)
        }
      },
    },
  )
  return { client, exchanges, nowMs: () => clock.nowMs() - 1_000_000 }
}
