// The JSON-RPC fork source against a node that misbehaves by script.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Address } from '../../src/evm/types.ts'
import { ForkError, type ForkErrorCode } from '../../src/world/fork/fork-error.ts'
import {
  createRpcForkSource,
  type RpcForkOptions,
  type RpcForkSource,
} from '../../src/world/fork/rpc-fork-source.ts'
import {
  type NodeAct,
  type NodeChain,
  type NodeRequest,
  type ScriptedNode,
  startScriptedNode,
} from './scripted-node.ts'

const TOKEN: Address = '0x1111111111111111111111111111111111111111'
const WALLET: Address = '0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const NOBODY: Address = '0x2222222222222222222222222222222222222222'

const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`
const hash = (history: number, number: number): bigint =>
  BigInt(`0x${history.toString(16).padStart(8, '0')}${number.toString(16).padStart(56, '0')}`)

const ACCOUNTS: NodeChain['accounts'] = {
  [TOKEN]: { balance: '0x5', nonce: '0x1', code: '0x6001', storage: { [word(2)]: word(7) } },
  [WALLET]: { balance: `0x${'f'.repeat(64)}`, nonce: '0xffffffffffffffff' },
}

let node: ScriptedNode
let cacheDirectory: string
let sources: RpcForkSource[] = []

beforeAll(async () => {
  node = await startScriptedNode({ accounts: ACCOUNTS })
})
afterAll(() => node.stop())

beforeEach(async () => {
  await node.reset()
  cacheDirectory = mkdtempSync(join(tmpdir(), 'fork-'))
})

afterEach(async () => {
  for (const source of sources) await source.close()
  sources = []
  rmSync(cacheDirectory, { recursive: true, force: true })
})

function open(options: Partial<RpcForkOptions> = {}): RpcForkSource {
  const source = createRpcForkSource({
    url: node.url,
    block: 900n,
    // The scripted node is on this machine.
    cacheEndpoints: 'all',
    ...options,
    limits: { attemptsMax: 3, backoffMs: 1, backoffMsMax: 2, ...options.limits },
  })
  sources.push(source)
  return source
}

function errorOf(action: () => unknown): ForkError {
  try {
    action()
  } catch (error) {
    if (error instanceof ForkError) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}

const methods = (log: readonly NodeRequest[]): string[] =>
  log.map(({ calls }) => calls.map(({ method }) => method.replace('eth_', '')).join(' '))

describe('a pinned block', () => {
  test('has the environment of that block', () => {
    expect(open().block).toEqual({
      number: 900n,
      timestamp: 1_700_010_800n,
      coinbase: '0xfee0000000000000000000000000000000000001',
      prevRandao: BigInt(`0x${'ab'.repeat(32)}`),
      gasLimit: 30_000_000n,
      baseFee: 1_000_000_000n,
      blobBaseFee: 1n,
      chainId: 1n,
      hash: hash(1, 900),
    })
  })

  test.each(['latest', 'safe', 'finalized'] as const)('%s is resolved once', async (block) => {
    const source = open({ block })
    expect(source.block.number).toBe(1000n)
    await node.setChain({ head: 1001 })
    source.account(TOKEN)
    const asked = (await node.takeLog()).at(-1)!
    expect(asked.calls[0]!.params[1]).toEqual({
      blockHash: `0x${hash(1, 1000).toString(16).padStart(64, '0')}`,
    })
  })

  test('is named by its number where the node knows no EIP-1898', async () => {
    await node.setChain({ takesBlockHash: false })
    const source = open()
    expect(source.account(TOKEN)?.balance).toBe(5n)
    expect((await node.takeLog()).at(-1)!.calls[0]!.params[1]).toBe('0x384')
  })

  test('that was reorganised away is not mixed with the one that took its place', async () => {
    const source = open({ block: 'latest' })
    expect(source.account(TOKEN)?.balance).toBe(5n)
    await node.setChain({ history: 2, accounts: { [WALLET]: { balance: '0x63' } } })
    expect(errorOf(() => source.account(WALLET)).code).toBe('FORK_BLOCK_UNKNOWN')
  })

  test('takes its blob base fee from the fee history', async () => {
    await node.setChain({ header: { excessBlobGas: '0x2625a00' }, blobBaseFee: '0x77' })
    const source = open()
    expect(source.block.blobBaseFee).toBe(0x77n)
    expect(source.statistics().problems).toEqual([])
  })

  test('computes its blob base fee where there is no fee history, and says so', async () => {
    // 40,000,000 of excess at a time when the update fraction of mainnet was 3,338,477: e^11.98.
    await node.setChain({ header: { excessBlobGas: '0x2625a00' } })
    const source = open()
    expect(source.block.blobBaseFee).toBe(159_773n)
    expect(source.statistics().problems[0]).toContain('blob base fee of block 900')
  })

  test('costs two requests, an account one, a slot one', async () => {
    const source = open()
    source.account(TOKEN)
    source.storage(TOKEN, 2n)
    expect(methods(await node.takeLog())).toEqual([
      'chainId getBlockByNumber',
      'getBalance getBalance',
      'getBalance getTransactionCount getCode',
      'getStorageAt',
    ])
    expect(source.statistics()).toMatchObject({ requests: 4, calls: 8, hits: 0, misses: 2, retries: 0 })
    expect(source.statistics().bytes).toBeGreaterThan(500)
    expect(source.statistics().waitedMs).toBeGreaterThan(0)
  })
})

describe('answers', () => {
  test('are those of the chain', () => {
    const source = open()
    expect(source.account(TOKEN)).toEqual({ balance: 5n, nonce: 1n, code: Uint8Array.of(0x60, 0x01) })
    expect(source.account(WALLET.toUpperCase().replace('0X', '0x') as Address)).toEqual({
      balance: (1n << 256n) - 1n,
      nonce: (1n << 64n) - 1n,
      code: new Uint8Array(0),
    })
    expect(source.account(NOBODY)).toBeUndefined()
    expect(source.storage(TOKEN, 2n)).toBe(7n)
    expect(source.storage(TOKEN, (1n << 256n) - 1n)).toBe(0n)
    expect([899n, 898n, 900n, 901n, 0n].map((number) => source.blockHash(number))).toEqual([
      hash(1, 899),
      hash(1, 898),
      hash(1, 900),
      0n,
      hash(1, 0),
    ])
  })

  test('are remembered, absence and zero included', async () => {
    const source = open()
    for (let round = 0; round < 2; round++) {
      source.account(NOBODY)
      source.storage(NOBODY, 1n)
      source.storage(TOKEN, 3n)
      source.blockHash(898n)
    }
    // The storage of an account that does not exist, and the hash of the parent, need no question.
    expect(source.blockHash(899n)).toBe(hash(1, 899))
    expect((await node.takeLog()).length).toBe(2 + 3)
    expect(source.statistics()).toMatchObject({ misses: 3, hits: 6 })
  })

  test('are fetched together by prefetch', async () => {
    const source = open()
    const slots = Array.from({ length: 25 }, (_, index) => ({ address: TOKEN, slot: BigInt(index) }))
    source.prefetch([TOKEN, WALLET, NOBODY, TOKEN], [...slots, ...slots])
    const log = (await node.takeLog()).slice(2)
    expect(log.map(({ calls }) => calls.length)).toEqual([9, 25])
    source.prefetch([WALLET], slots)
    expect(source.storage(TOKEN, 2n)).toBe(7n)
    expect(source.account(NOBODY)).toBeUndefined()
    expect(await node.takeLog()).toEqual([])
  })

  test.each([
    ['an address', (source: RpcForkSource) => source.account('0x11')],
    ['a slot', (source: RpcForkSource) => source.storage(TOKEN, 1n << 256n)],
    ['a slot below zero', (source: RpcForkSource) => source.storage(TOKEN, -1n)],
    ['a block number', (source: RpcForkSource) => source.blockHash(-1n)],
  ])('are not asked for what is no %s', async (_name, action) => {
    const source = open()
    await node.takeLog()
    expect(() => action(source)).toThrow(/address|slot|number/)
    expect(await node.takeLog()).toEqual([])
  })

  test('come with the headers and credentials that were given', async () => {
    open({ url: node.url.replace('http://', 'http://me:pass@'), headers: { 'x-key': 'abc' } })
    const [{ headers }] = (await node.takeLog()) as [NodeRequest]
    expect(headers).toMatchObject({ authorization: `Basic ${btoa('me:pass')}`, 'x-key': 'abc' })
  })
})

describe('a node that takes no batches', () => {
  test.each(['http', 'error', 'errorInArray'] as const)('(%s) is asked one by one', async (batchRefusal) => {
    await node.setChain({ batchCallsMax: 1, batchRefusal })
    const source = open()
    expect(source.account(TOKEN)).toEqual({ balance: 5n, nonce: 1n, code: Uint8Array.of(0x60, 0x01) })
    source.prefetch([WALLET, NOBODY], [{ address: TOKEN, slot: 2n }])
    expect(source.storage(TOKEN, 2n)).toBe(7n)
    const log = await node.takeLog()
    expect(log.filter(({ isBatch }) => isBatch)).toHaveLength(1)
  })
})

describe('passing trouble', () => {
  test.each([
    ['429 with Retry-After', { kind: 'http', status: 429, headers: { 'retry-after': '0' } }],
    ['500', { kind: 'http', status: 500, body: 'oops' }],
    ['a page instead of JSON', { kind: 'http', status: 200, body: '<html>' }],
    ['a connection that breaks', { kind: 'cut' }],
    ['half an answer', { kind: 'truncate' }],
    [
      'rate limits inside the answer',
      { kind: 'errorFrom', index: 1, error: { code: -32005, message: 'limit' } },
    ],
    ['answers in another order', { kind: 'reverse' }],
  ] as const)('such as %s is got over', async (_name, act) => {
    const source = open()
    await node.setRules({ times: 2, act })
    expect(source.account(TOKEN)).toEqual({ balance: 5n, nonce: 1n, code: Uint8Array.of(0x60, 0x01) })
  })

  test('at the very start is got over as well', async () => {
    await node.setRules({ times: 2, act: { kind: 'http', status: 503 } })
    expect(open().block.number).toBe(900n)
  })

  test.each(['hang', 'stall'] as const)(
    'such as a node that hangs (%s) is a timeout in the end',
    async (kind) => {
      await node.setRules({ times: 2, act: { kind } })
      const error = errorOf(() => open({ limits: { timeoutMs: 200, attemptsMax: 2 } }))
      expect(error.code).toBe('FORK_TIMEOUT')
      expect(error.details).toMatchObject({ attempts: 2, lastStatus: kind === 'stall' ? 200 : null })
    },
  )
})

describe('lasting trouble is one error with a next step', () => {
  const cases: [string, ForkErrorCode, string | RegExp, NodeAct][] = [
    ['rate limit', 'FORK_RATE_LIMITED', 'HTTP 429', { kind: 'http', status: 429 }],
    ['server error', 'FORK_HTTP', 'HTTP 502', { kind: 'http', status: 502 }],
    ['credentials', 'FORK_HTTP', 'HTTP 401', { kind: 'http', status: 401, body: 'invalid project id' }],
    [
      'redirect',
      'FORK_HTTP',
      'redirect',
      { kind: 'http', status: 301, headers: { location: 'http://127.0.0.1:1/' } },
    ],
    ['half an answer', 'FORK_BAD_ANSWER', 'not JSON', { kind: 'truncate' }],
    ['connection', 'FORK_UNREACHABLE', 'connection failed', { kind: 'cut' }],
    ['huge answer', 'FORK_ANSWER_TOO_LARGE', 'more than 65536 bytes', { kind: 'huge', bytes: 1 << 30 }],
    ['bomb', 'FORK_ANSWER_TOO_LARGE', 'more than 65536 bytes', { kind: 'inflate', bytes: 1 << 24 }],
    [
      'deep nesting',
      'FORK_BAD_ANSWER',
      'an array of 1',
      { kind: 'http', status: 200, body: '['.repeat(30_000) + ']'.repeat(30_000) },
    ],
    ['missing part', 'FORK_BAD_ANSWER', 'expected 3 answers', { kind: 'dropLast' }],
    [
      'wrong id',
      'FORK_BAD_ANSWER',
      'id of a question',
      { kind: 'replace', method: 'eth_getCode', fields: { id: 7777 } },
    ],
    [
      'no result',
      'FORK_BAD_ANSWER',
      'got nothing',
      { kind: 'replace', method: 'eth_getCode', fields: { result: null } },
    ],
    [
      'odd code',
      'FORK_BAD_ANSWER',
      'eth_getCode',
      { kind: 'replace', method: 'eth_getCode', fields: { result: '0x123' } },
    ],
    [
      'long code',
      'FORK_BAD_ANSWER',
      'at most 1000 bytes',
      { kind: 'replace', method: 'eth_getCode', fields: { result: `0x${'00'.repeat(1001)}` } },
    ],
    [
      'balance as number',
      'FORK_BAD_ANSWER',
      'eth_getBalance',
      { kind: 'replace', method: 'eth_getBalance', fields: { result: 5 } },
    ],
    [
      'nonce too large',
      'FORK_BAD_ANSWER',
      'eth_getTransactionCount',
      { kind: 'replace', method: 'eth_getTransactionCount', fields: { result: `0x1${'0'.repeat(16)}` } },
    ],
    [
      'pruned state',
      'FORK_STATE_UNAVAILABLE',
      'missing trie node',
      {
        kind: 'replace',
        method: 'eth_getBalance',
        fields: { result: null, error: { code: -32000, message: 'missing trie node 1234 (path )' } },
      },
    ],
    [
      'steering text',
      'FORK_REFUSED',
      /^\P{C}+$/u,
      {
        kind: 'replace',
        method: 'eth_getBalance',
        fields: { result: null, error: { code: 1, message: '\u001b[2J\u202eowned\n' } },
      },
    ],
  ]
  test.each(cases)('%s: %s', async (_name, code, text, act) => {
    const source = open({ codeBytesMax: 1000, limits: { answerBytesMax: 65_536 } })
    await node.setRules({ times: 1000, act })
    const error = errorOf(() => source.account(TOKEN))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(text)
    expect(error.message).toContain(node.url)
    expect(error.details).toMatchObject({
      endpoint: node.url,
      method: expect.stringMatching(/^eth_/) as unknown,
    })

    // Nothing was remembered of it.
    await node.setRules()
    expect(source.account(TOKEN)?.balance).toBe(5n)
  })

  test('a short word for a slot is refused', async () => {
    const source = open()
    await node.setRules({
      times: 1,
      act: { kind: 'replace', method: 'eth_getStorageAt', fields: { result: '0x7' } },
    })
    const error = errorOf(() => source.storage(TOKEN, 2n))
    expect(error.message).toContain('eth_getStorageAt: expected a word of 32 bytes, got "0x7"')
    expect(source.storage(TOKEN, 2n)).toBe(7n)
  })

  test('a node without the state says so before a run starts', async () => {
    const error = { code: -32000, message: 'state at block #900 is pruned' }
    await node.setRules({
      times: 9,
      act: { kind: 'replace', method: 'eth_getBalance', fields: { result: null, error } },
    })
    const thrown = errorOf(() => open())
    expect(thrown.code).toBe('FORK_STATE_UNAVAILABLE')
    expect(thrown.hint).toContain('archive node')
  })

  test('a block in the future does not exist', () => {
    const error = errorOf(() => open({ block: 1001n }))
    expect(error.code).toBe('FORK_BLOCK_UNKNOWN')
    expect(error.message).toContain('no block 1001 of chain 1')
  })

  test.each([
    ['another number', { number: '0x385' }],
    ['a short hash', { hash: '0x1234' }],
    ['a negative time', { timestamp: '-0x1' }],
    ['an impossible excess of blob gas', { excessBlobGas: '0xffffffffffffffff' }],
  ])('a header with %s is refused', async (_name, header) => {
    await node.setChain({ header })
    expect(errorOf(() => open()).code).toBe('FORK_BAD_ANSWER')
  })

  test('a node that dies midway leaves what was learnt usable', async () => {
    const dying = await startScriptedNode({ accounts: ACCOUNTS })
    const source = open({ cacheDirectory, url: dying.url })
    expect(source.account(TOKEN)?.balance).toBe(5n)
    await dying.setRules({ times: 1, act: { kind: 'die' } })
    const error = errorOf(() => source.account(WALLET))
    await dying.stop()
    expect(error.code).toBe('FORK_UNREACHABLE')
    expect(error.hint).toBeDefined()
    expect(source.account(TOKEN)?.balance).toBe(5n)
    expect(open({ cacheDirectory, offline: true }).account(TOKEN)?.balance).toBe(5n)
  })

  test('a long prefetch is written to disk as it goes', async () => {
    const source = open({ cacheDirectory, limits: { batchCallsMax: 100, concurrency: 1 } })
    const slots = Array.from({ length: 500 }, (_, index) => ({ address: TOKEN, slot: BigInt(index) }))
    // 240 slots are three requests.
    await node.setRules(
      { times: 3, method: 'eth_getStorageAt', act: { kind: 'reverse' } },
      { times: 100, act: { kind: 'http', status: 401 } },
    )
    expect(errorOf(() => source.prefetch([], slots)).code).toBe('FORK_HTTP')
    const later = open({ cacheDirectory, offline: true })
    expect(later.storage(TOKEN, 239n)).toBe(0n)
    expect(errorOf(() => later.storage(TOKEN, 240n)).code).toBe('FORK_OFFLINE')
  })

  test('a prefetch that fails midway keeps what came before', async () => {
    const source = open({ limits: { batchCallsMax: 3, concurrency: 1 } })
    await node.setRules(
      { times: 1, act: { kind: 'reverse' } },
      { times: 100, act: { kind: 'http', status: 400 } },
    )
    expect(errorOf(() => source.prefetch([TOKEN, WALLET, NOBODY])).code).toBe('FORK_HTTP')
    await node.takeLog()
    expect(source.account(TOKEN)?.balance).toBe(5n)
    expect(await node.takeLog()).toEqual([])
  })

  test('no key of the URL is shown, even if the node repeats it', async () => {
    const key = 'k3yk3yk3yk3yk3y'
    await node.setRules({
      times: 9,
      act: { kind: 'http', status: 403, body: `key ${key} of /v3/${key} is not allowed` },
    })
    const error = errorOf(() => open({ url: `${node.url}/v3/${key}?t=${key}` }))
    expect(JSON.stringify(error)).not.toContain(key)
    expect(error.message).toContain('HTTP 403')
  })
})

describe('the cache on disk', () => {
  const readEverything = (source: RpcForkSource): unknown[] => [
    source.block,
    source.account(TOKEN),
    source.account(NOBODY),
    source.storage(TOKEN, 2n),
    source.storage(TOKEN, 3n),
    source.blockHash(890n),
    source.blockHash(899n),
  ]

  test('makes the second run ask nothing, nor start a thread', async () => {
    const first = readEverything(open({ cacheDirectory, verify: 'beforeFetch' }))
    await node.takeLog()
    const second = open({ cacheDirectory, verify: 'beforeFetch' })
    expect(readEverything(second)).toEqual(first)
    expect(await node.takeLog()).toEqual([])
    expect(second.statistics()).toMatchObject({ requests: 0, misses: 0, waitedMs: 0, problems: [] })
  })

  test('is used offline with the URL, without it, and without a node', async () => {
    const passing = await startScriptedNode({ accounts: ACCOUNTS })
    const { url } = passing
    const first = readEverything(open({ cacheDirectory, url }))
    await passing.stop()
    expect(readEverything(open({ cacheDirectory, url, offline: true }))).toEqual(first)
    expect(readEverything(open({ cacheDirectory, url, verify: 'beforeFetch' }))).toEqual(first)
    const alone = createRpcForkSource({ block: 900n, cacheDirectory, offline: true })
    expect(readEverything(alone)).toEqual(first)
  })

  test('names what is missing offline', () => {
    const filled = open({ cacheDirectory })
    filled.account(TOKEN)
    const source = open({ cacheDirectory, offline: true })
    const error = errorOf(() => source.storage(TOKEN, 255n))
    expect(error.code).toBe('FORK_OFFLINE')
    expect(error.message).toContain(`slot 0xff of ${TOKEN}`)
    expect(errorOf(() => source.prefetch([WALLET, NOBODY])).message).toContain(`account ${WALLET} and 1 more`)
    expect(errorOf(() => source.blockHash(3n)).message).toContain('the hash of block 3')
    expect(errorOf(() => open({ cacheDirectory, offline: true, block: 901n })).message).toContain('block 901')
    expect(errorOf(() => open({ cacheDirectory, offline: true, block: 'latest' })).message).toContain(
      'block latest',
    )
    expect(errorOf(() => open({ offline: true })).code).toBe('FORK_OFFLINE')
  })

  test('is shared with a run that goes on at the same time', async () => {
    const [left, right] = [open({ cacheDirectory }), open({ cacheDirectory })]
    await node.takeLog()
    expect(left.account(TOKEN)).toEqual(right.account(TOKEN))
    expect(right.storage(TOKEN, 2n)).toBe(left.storage(TOKEN, 2n))
    expect(await node.takeLog()).toHaveLength(2)
  })

  test('of this machine is checked at the start: a restarted node has another chain', async () => {
    open({ cacheDirectory }).account(TOKEN)
    await node.setChain({ history: 2, accounts: { [TOKEN]: { balance: '0x9' } } })
    const source = open({ cacheDirectory })
    expect(source.block.hash).toBe(hash(2, 900))
    expect(source.account(TOKEN)?.balance).toBe(9n)
  })

  test.each([
    ['hash', { history: 2 }],
    ['chain', { chainId: '0xa' }],
  ])('that was taken on trust is refused when the %s turns out to be another', async (_name, change) => {
    open({ cacheDirectory }).account(TOKEN)
    await node.setChain(change)
    const source = open({ cacheDirectory, verify: 'beforeFetch' })
    expect(source.account(TOKEN)?.balance).toBe(5n)
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = errorOf(() => source.account(WALLET))
      expect(error.code).toBe('FORK_WRONG_CHAIN')
      expect(error.message).toContain('block 900 was chain 1, hash 0x00000001')
    }
  })

  test('taken on trust and confirmed is extended', async () => {
    open({ cacheDirectory }).account(TOKEN)
    const source = open({ cacheDirectory, verify: 'beforeFetch' })
    await node.takeLog()
    expect(source.account(WALLET)?.nonce).toBe((1n << 64n) - 1n)
    expect(methods(await node.takeLog())).toEqual([
      'chainId getBlockByNumber',
      'getBalance getBalance',
      'getBalance getTransactionCount getCode',
    ])
    expect(open({ cacheDirectory, offline: true }).account(WALLET)?.nonce).toBe((1n << 64n) - 1n)
  })

  test('of one endpoint is not believed for another', async () => {
    open({ cacheDirectory, verify: 'beforeFetch' }).account(TOKEN)
    await node.takeLog()
    const other = open({ cacheDirectory, verify: 'beforeFetch', url: `${node.url}/other` })
    expect(methods(await node.takeLog())).toEqual(['chainId getBlockByNumber', 'getBalance getBalance'])
    // It is the same block, so what was learnt about it is used.
    expect(other.account(TOKEN)?.balance).toBe(5n)
    expect(await node.takeLog()).toEqual([])
    // And now the other endpoint is known as well.
    open({ cacheDirectory, verify: 'beforeFetch', url: `${node.url}/other` })
    expect(await node.takeLog()).toEqual([])
  })

  test('with two blocks of one number needs to be told which', async () => {
    open({ cacheDirectory }).account(TOKEN)
    await node.setChain({ history: 2 })
    open({ cacheDirectory }).account(TOKEN)
    const error = errorOf(() => open({ cacheDirectory, offline: true }))
    expect(error.code).toBe('FORK_OFFLINE')
    expect(error.message).toContain('2 blocks 900')
    const expected = { chainId: 1n, hash: hash(2, 900) }
    expect(open({ cacheDirectory, offline: true, expected }).block.hash).toBe(hash(2, 900))
  })

  test('that is damaged costs questions, not answers, and is reported', async () => {
    const first = readEverything(open({ cacheDirectory }))
    const [chain] = readdirSync(cacheDirectory)
    const [block] = readdirSync(join(cacheDirectory, chain!))
    const segment = join(cacheDirectory, chain!, block!, '1.ndjson')
    writeFileSync(segment, readFileSync(segment, 'latin1').replaceAll('0x5', '0x6'))
    await node.takeLog()
    const source = open({ cacheDirectory })
    expect(readEverything(source)).toEqual(first)
    expect(source.statistics().problems).toEqual([expect.stringMatching(/^1\.ndjson, line \d+, is damaged$/)])
    expect((await node.takeLog()).length).toBe(3)
  })

  test('holds neither the URL nor its key', () => {
    const key = 'k3yk3yk3yk3yk3y'
    open({ cacheDirectory, url: `${node.url.replace('http://', 'http://me:hunter22@')}/v3/${key}` }).account(
      TOKEN,
    )
    const files = readdirSync(cacheDirectory, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    )
    expect(files).toHaveLength(1)
    const text = readFileSync(join(files[0]!.parentPath, files[0]!.name), 'utf8')
    expect(text).not.toContain(key)
    expect(text).not.toContain('hunter22')
    expect(text).not.toContain('127.0.0.1')
  })

  test('does not hold the answers of a node on this machine, unless asked for', async () => {
    open({ cacheDirectory, cacheEndpoints: 'remote' }).account(TOKEN)
    expect(readdirSync(cacheDirectory)).toEqual([])
    open({ cacheDirectory }).account(TOKEN)
    // As a development node does: other state under the same hash.
    await node.setChain({ accounts: { [TOKEN]: { balance: '0x9' } } })
    expect(open({ cacheDirectory, cacheEndpoints: 'remote' }).account(TOKEN)?.balance).toBe(9n)
    expect(open({ cacheDirectory, cacheEndpoints: 'remote', offline: true }).account(TOKEN)?.balance).toBe(5n)
  })

  test('is not created when there is none', () => {
    const nowhere = join(cacheDirectory, 'none')
    errorOf(() => open({ cacheDirectory: nowhere, offline: true }))
    errorOf(() => open({ cacheDirectory: nowhere, block: 5000n }))
    expect(existsSync(nowhere)).toBe(false)
  })
})

describe('what the caller expects', () => {
  test.each([
    ['chain', { chainId: 10n }],
    ['hash', { hash: 5n }],
  ])('is compared with the block: %s', (_name, expected) => {
    const error = errorOf(() => open({ expected }))
    expect(error.code).toBe('FORK_WRONG_CHAIN')
    expect(error.message).toContain('block 900 is chain 1, hash 0x00000001')
  })

  test('passes if it is right', () => {
    expect(open({ expected: { chainId: 1n, hash: hash(1, 900) } }).block.number).toBe(900n)
  })
})

describe('options', () => {
  test.each([
    [{ url: 'ws://127.0.0.1:1' }, 'http and https'],
    [{ url: 'nonsense' }, 'not a URL'],
    [{ limits: { attemptsMax: 0 } }, 'attemptsMax'],
    [{ limits: { timeoutMs: Number.NaN } }, 'timeoutMs'],
    [{ limits: { callsPerSecond: -1 } }, 'callsPerSecond'],
  ] as const)('%j are refused', (options, text) => {
    const error = errorOf(() => open(options))
    expect(error.code).toBe('FORK_OPTION')
    expect(error.message).toContain(text)
  })

  test('without URL there is nobody to ask', () => {
    expect(errorOf(() => createRpcForkSource({ block: 900n })).code).toBe('FORK_OPTION')
  })
})

test('after close what is known can be read, and the rest is an error', async () => {
  const source = open()
  source.account(TOKEN)
  await source.close()
  expect(source.account(TOKEN)?.balance).toBe(5n)
  expect(errorOf(() => source.account(WALLET)).code).toBe('FORK_CLOSED')
  await source.close()
})
