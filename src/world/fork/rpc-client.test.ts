import { describe, expect, test } from 'vitest'
import { clientWith, type Reply, type Sent } from '../../../tests/fork/simulated-node.ts'
import type { RpcCall, RpcOutcome } from './rpc-client.ts'
import { readQuantity } from './rpc-values.ts'

function numbers(count: number): RpcCall<bigint>[] {
  return Array.from({ length: count }, (_, index) => ({
    method: 'test_number',
    params: [index],
    read: readQuantity,
  }))
}

function good(call: Sent): object {
  return { jsonrpc: '2.0', id: call.id, result: `0x${Number(call.params[0]).toString(16)}` }
}

function failing(call: Sent, code: number, message: string, data?: unknown): object {
  return { jsonrpc: '2.0', id: call.id, error: { code, message, data } }
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers })
}

function answer(calls: readonly Sent[]): Response {
  return json(calls.length === 1 ? good(calls[0]!) : calls.map(good))
}

function values(outcomes: readonly RpcOutcome<bigint>[]): unknown[] {
  return outcomes.map((outcome) => (outcome.kind === 'answered' ? Number(outcome.value) : outcome.kind))
}

function failureOf(outcomes: readonly RpcOutcome<unknown>[]): {
  code: string
  message: string
  hint?: string
  details?: unknown
} {
  const failed = outcomes.find((outcome) => outcome.kind === 'failed')
  if (failed?.kind !== 'failed') throw new Error('Nothing failed.')
  return failed.failure
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('batches', () => {
  test('hold as many calls as allowed, and a single call travels alone', async () => {
    const { client, exchanges } = clientWith(answer)
    expect(values(await client.ask(numbers(17)))).toEqual(range(17))
    expect(exchanges.map(({ calls, isBatch }) => [calls.length, isBatch])).toEqual([
      [8, true],
      [8, true],
      [1, false],
    ])
    expect(client.statistics()).toMatchObject({ requests: 3, calls: 17, retries: 0, rateLimits: 0 })
  })

  test('may be answered in any order', async () => {
    const { client } = clientWith((calls) => json(calls.map(good).reverse()))
    expect(values(await client.ask(numbers(5)))).toEqual(range(5))
  })

  test.each([
    [
      'one error without id',
      (calls: readonly Sent[]) => json({ ...failing(calls[0]!, -32600, 'batch too large'), id: null }),
    ],
    [
      'one error without a word of the reason',
      () => json({ jsonrpc: '2.0', id: null, error: { code: -32600, message: 'invalid request' } }),
    ],
    [
      'an error in an array',
      (calls: readonly Sent[]) => json([failing(calls[0]!, -32000, 'batch limit 2 exceeded')]),
    ],
    ['HTTP 413', () => new Response('', { status: 413 })],
    ['HTTP 400 with JSON of another kind', () => json({ message: 'no' }, 400)],
    [
      'HTTP 400 with a JSON-RPC error',
      () => json({ jsonrpc: '2.0', id: null, error: { code: -32600, message: 'x' } }, 400),
    ],
  ])('refused with %s become smaller, for good and without waiting', async (_name, refusal) => {
    const { client, exchanges, nowMs } = clientWith((calls) =>
      calls.length > 2 ? refusal(calls) : answer(calls),
    )
    expect(values(await client.ask(numbers(8)))).toEqual(range(8))
    expect(exchanges.map(({ calls }) => calls.length)).toEqual([8, 4, 2, 2, 2, 2])
    expect(nowMs()).toBe(0)
    await client.ask(numbers(8))
    expect(exchanges.slice(6).map(({ calls }) => calls.length)).toEqual([2, 2, 2, 2])
  })

  test('are given up when the node takes none', async () => {
    const { client, exchanges } = clientWith((calls) =>
      Array.isArray(calls) && calls.length > 1 ? new Response('no', { status: 400 }) : answer(calls),
    )
    expect(values(await client.ask(numbers(3)))).toEqual([0, 1, 2])
    expect(exchanges.map(({ calls }) => calls.length)).toEqual([3, 1, 1, 1])
  })

  test('whose answer is too large are halved, keeping what was answered', async () => {
    const { client, exchanges } = clientWith((calls) =>
      json(
        calls.map((call, index) => (index < 3 ? good(call) : failing(call, -32003, 'response too large'))),
      ),
    )
    expect(values(await client.ask(numbers(4)))).toEqual([0, 1, 2, 3])
    expect(exchanges.map(({ calls }) => calls.map(({ params }) => params[0]))).toEqual([[0, 1, 2, 3], [3]])
  })
})

describe('rate limits', () => {
  test('inside a good answer make only the refused calls wait', async () => {
    const { client, exchanges } = clientWith((calls, request) =>
      request === 1
        ? json(calls.map((call, index) => (index < 5 ? good(call) : failing(call, 429, 'compute units'))))
        : json(calls.map(good)),
    )
    expect(values(await client.ask(numbers(8)))).toEqual(range(8))
    expect(exchanges.map(({ calls }) => calls.map(({ params }) => params[0]))).toEqual([range(8), [5, 6, 7]])
    expect(client.statistics()).toMatchObject({ retries: 1, rateLimits: 3 })
  })

  test('wait as long as Retry-After says, and a random part of the backoff otherwise', async () => {
    const { client, exchanges } = clientWith((calls, request) => {
      if (request === 1) return new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })
      if (request === 2) return new Response('slow down', { status: 429 })
      return answer(calls)
    })
    expect(values(await client.ask(numbers(1)))).toEqual([0])
    expect(exchanges[1]!.atMs).toBe(7000)
    const backoffMs = exchanges[2]!.atMs - 7000
    expect(backoffMs).toBeGreaterThanOrEqual(100)
    expect(backoffMs).toBeLessThan(200)
  })

  test('wait as long as the data of the error says', async () => {
    const { client, exchanges } = clientWith((calls, request) =>
      request === 1
        ? json(failing(calls[0]!, -32005, 'limited', { rate: { backoff_seconds: 3 } }))
        : answer(calls),
    )
    await client.ask(numbers(1))
    expect(exchanges[1]!.atMs).toBe(3000)
  })

  test('that ask for too long a pause are an error at once', async () => {
    const { client, exchanges } = clientWith(
      () => new Response('', { status: 429, headers: { 'retry-after': '3600' } }),
    )
    const failure = failureOf(await client.ask(numbers(1)))
    expect(failure.code).toBe('FORK_RATE_LIMITED')
    expect(failure.message).toContain('3600 s')
    expect(exchanges).toHaveLength(1)
  })

  test('hold for all requests under way', async () => {
    const { client, exchanges } = clientWith(
      (calls, request) =>
        request === 1 ? new Response('', { status: 429, headers: { 'retry-after': '5' } }) : answer(calls),
      { batchCallsMax: 1, concurrency: 2 },
    )
    expect(values(await client.ask(numbers(6)))).toEqual(range(6))
    // The second was sent before the first was refused; all others waited.
    expect(exchanges.map(({ atMs }) => atMs < 5000)).toEqual([true, true, false, false, false, false, false])
  })

  test('met by large batches make batches smaller', async () => {
    const { client, exchanges } = clientWith((calls) =>
      calls.length > 2 ? new Response('', { status: 429 }) : answer(calls),
    )
    expect(values(await client.ask(numbers(8)))).toEqual(range(8))
    expect(exchanges.map(({ calls }) => calls.length)).toEqual([8, 8, 4, 2, 2, 2, 2])
  })

  test('are kept with callsPerSecond before the node complains', async () => {
    const { client, exchanges } = clientWith(answer, { batchCallsMax: 2, callsPerSecond: 4 })
    await client.ask(numbers(6))
    expect(exchanges.map(({ atMs }) => atMs)).toEqual([0, 500, 1000])
  })

  test('that stay end after the allowed attempts, with what to do', async () => {
    const { client, exchanges } = clientWith(() => new Response('come back later', { status: 429 }))
    const failure = failureOf(await client.ask(numbers(1)))
    expect(exchanges).toHaveLength(4)
    expect(failure).toEqual({
      code: 'FORK_RATE_LIMITED',
      message: 'https://eth.example.org, test_number, 4 attempts: HTTP 429 (come back later).',
      hint: expect.stringContaining('Lower the calls per second') as unknown,
      details: { endpoint: 'https://eth.example.org', method: 'test_number', attempts: 4, lastStatus: 429 },
    })
  })
})

describe('passing trouble', () => {
  test.each([
    ['HTTP 500', () => new Response('oops', { status: 500 })],
    ['HTTP 503', () => new Response('', { status: 503 })],
    [
      'a broken connection',
      () =>
        new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }),
    ],
    ['half an answer', () => new Response('[{"jsonrpc":"2.0","id":1,"resu')],
    ['a page', () => new Response('<html>hello</html>')],
    ['an internal error', (calls: readonly Sent[]) => json(failing(calls[0]!, -32603, 'Internal error'))],
    [
      'a block that has not arrived yet',
      (calls: readonly Sent[]) => json(failing(calls[0]!, -32000, 'header not found')),
    ],
  ] as [string, (calls: readonly Sent[]) => Reply][])(
    '%s is tried again with longer and longer waits',
    async (_name, trouble) => {
      const { client, exchanges } = clientWith((calls, request) =>
        request < 4 ? trouble(calls) : answer(calls),
      )
      expect(values(await client.ask(numbers(1)))).toEqual([0])
      const waits = exchanges.slice(1).map(({ atMs }, index) => atMs - exchanges[index]!.atMs)
      const ceilings = [100, 200, 300]
      for (const [index, wait] of waits.entries()) {
        expect(wait).toBeGreaterThanOrEqual(ceilings[index]! / 2)
        expect(wait).toBeLessThan(ceilings[index]!)
      }
      expect(client.statistics().retries).toBe(3)
    },
  )

  test('of a whole batch halves it from the second time on', async () => {
    const { client, exchanges } = clientWith((calls) =>
      calls.length > 2 ? new Response('', { status: 502 }) : answer(calls),
    )
    expect(values(await client.ask(numbers(8)))).toEqual(range(8))
    expect(exchanges.map(({ calls }) => calls.length)).toEqual([8, 8, 4, 2, 2, 4, 2, 2])
  })

  test('ends in an error that says what it was', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
    const { client } = clientWith(() => new TypeError('fetch failed', { cause: refused }))
    const failure = failureOf(await client.ask(numbers(1)))
    expect(failure.code).toBe('FORK_UNREACHABLE')
    expect(failure.message).toContain('ECONNREFUSED')
    // Nobody has ever answered there: waiting does not help.
    expect(failure.details).toMatchObject({ attempts: 1, lastStatus: null })
  })

  test('is passing where a node has answered before, which may be starting anew', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
    let requests = 0
    const { client } = clientWith((calls) => {
      requests++
      return requests === 2 || requests === 3
        ? new TypeError('fetch failed', { cause: refused })
        : answer(calls)
    })
    expect(values(await client.ask(numbers(1)))).toEqual(range(1))
    expect(values(await client.ask(numbers(1)))).toEqual(range(1))
    expect(requests).toBe(4)
  })

  test('such as no answer in time is a timeout', async () => {
    const { client, exchanges, nowMs } = clientWith(() => 'hang', { attemptsMax: 2 })
    const failure = failureOf(await client.ask(numbers(1)))
    expect(failure.code).toBe('FORK_TIMEOUT')
    expect(exchanges).toHaveLength(2)
    expect(nowMs()).toBeGreaterThanOrEqual(20_000)
  })

  test('counts anew after progress', async () => {
    // One call is answered per request, the others are refused: more requests than attempts, all of them useful.
    const { client, exchanges } = clientWith((calls) =>
      json(calls.map((call, index) => (index === 0 ? good(call) : failing(call, 429, 'limit')))),
    )
    expect(values(await client.ask(numbers(8)))).toEqual(range(8))
    expect(exchanges).toHaveLength(8)
  })

  test('of one batch stops the batches after it', async () => {
    const { client, exchanges } = clientWith(() => new Response('', { status: 500 }), { batchCallsMax: 1 })
    const outcomes = await client.ask(numbers(50))
    expect(values(outcomes)).toEqual(['failed', ...Array.from({ length: 49 }, () => 'skipped')])
    expect(exchanges).toHaveLength(4)
  })
})

describe('final trouble', () => {
  test.each([
    [
      'a state that is gone',
      'FORK_STATE_UNAVAILABLE',
      (calls: readonly Sent[]) => json(failing(calls[0]!, -32000, 'missing trie node abc')),
    ],
    [
      'an unknown method',
      'FORK_REFUSED',
      (calls: readonly Sent[]) => json(failing(calls[0]!, -32601, 'method not found')),
    ],
    ['bad credentials', 'FORK_HTTP', () => new Response('Must be authenticated!', { status: 401 })],
    [
      'a redirect',
      'FORK_HTTP',
      () => new Response('', { status: 307, headers: { location: 'https://elsewhere' } }),
    ],
    ['another id', 'FORK_BAD_ANSWER', (calls: readonly Sent[]) => json({ ...good(calls[0]!), id: 77 })],
    [
      'an id as text',
      'FORK_BAD_ANSWER',
      (calls: readonly Sent[]) => json({ ...good(calls[0]!), id: String(calls[0]!.id) }),
    ],
    ['no id', 'FORK_BAD_ANSWER', () => json({ result: '0x0' })],
    ['an empty batch', 'FORK_BAD_ANSWER', () => json([])],
    ['a number', 'FORK_BAD_ANSWER', () => json(7)],
    ['null', 'FORK_BAD_ANSWER', () => json(null)],
    [
      'the same answer twice',
      'FORK_BAD_ANSWER',
      (calls: readonly Sent[]) => json([good(calls[0]!), good(calls[0]!)]),
    ],
    [
      'a result of the wrong type',
      'FORK_BAD_ANSWER',
      (calls: readonly Sent[]) => json({ ...good(calls[0]!), result: { a: 1 } }),
    ],
    ['no result', 'FORK_BAD_ANSWER', (calls: readonly Sent[]) => json({ jsonrpc: '2.0', id: calls[0]!.id })],
    [
      'an error without message',
      'FORK_BAD_ANSWER',
      (calls: readonly Sent[]) => json({ id: calls[0]!.id, error: {} }),
    ],
    [
      'an error that is a number',
      'FORK_BAD_ANSWER',
      (calls: readonly Sent[]) => json({ id: calls[0]!.id, error: 5 }),
    ],
    ['too many bytes', 'FORK_ANSWER_TOO_LARGE', () => new Response(' '.repeat(10_001))],
  ] as [string, string, (calls: readonly Sent[]) => Reply][])(
    '%s is told after one request',
    async (_name, code, reply) => {
      const { client, exchanges } = clientWith(reply)
      expect(failureOf(await client.ask(numbers(1))).code).toBe(code)
      expect(exchanges).toHaveLength(1)
    },
  )

  test('leaves the other answers of the batch usable', async () => {
    const { client } = clientWith((calls) =>
      json(calls.map((call, index) => (index === 1 ? { ...good(call), result: '0xzz' } : good(call)))),
    )
    const outcomes = await client.ask(numbers(3))
    expect(values(outcomes)).toEqual([0, 'failed', 2])
    expect(failureOf(outcomes).message).toBe(
      'https://eth.example.org, test_number: expected a number (0x and 1 to 64 hex digits), got "0xzz".',
    )
  })

  test('of an optional call stops nothing', async () => {
    const { client, exchanges } = clientWith(
      (calls) =>
        calls[0]!.params[0] === 0 ? json(failing(calls[0]!, -32603, 'Internal error')) : answer(calls),
      { batchCallsMax: 1 },
    )
    const [first, ...others] = numbers(3)
    expect(values(await client.ask([{ ...first!, isOptional: true }, ...others]))).toEqual(['failed', 1, 2])
    expect(exchanges).toHaveLength(3)
  })

  test('never shows the secrets of the endpoint, nor control characters', async () => {
    const { client } = clientWith((calls) =>
      json(failing(calls[0]!, -32601, 'bad key SECRETSECRET at /v2/secretsecret \u001b[2J\u202e')),
    )
    const { message } = failureOf(await client.ask(numbers(1)))
    expect(message.toLowerCase()).not.toContain('secretsecret')
    expect(message).not.toMatch(/\p{C}/u)
    expect(message).toContain('bad key [redacted]')
  })
})

test('the same seed waits the same times', async () => {
  const run = async (): Promise<number[]> => {
    const { client, exchanges } = clientWith(() => new Response('', { status: 500 }))
    await client.ask(numbers(4))
    return exchanges.map(({ atMs }) => atMs)
  }
  expect(await run()).toEqual(await run())
})
