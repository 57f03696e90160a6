import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientWith, type Reply, type Sent } from '../../../tests/fork/simulated-node.ts'
import type { ForkFailure } from './fork-error.ts'
import { askPin, askState } from './fork-queries.ts'
import { isObject } from './rpc-values.ts'

const WORD_END = 1n << 256n

const WORD = `0x${'1'.repeat(64)}`
const GOOD_HEADER = {
  number: '0x64',
  hash: WORD,
  parentHash: WORD,
  timestamp: '0x1',
  miner: `0x${'3'.repeat(40)}`,
  gasLimit: '0x2',
  excessBlobGas: '0x2625a00',
}
const GOOD_RESULTS: Readonly<Record<string, unknown>> = {
  eth_chainId: '0x1',
  eth_getBlockByNumber: GOOD_HEADER,
  eth_getBalance: '0x5',
  eth_getTransactionCount: '0x6',
  eth_getCode: '0x6001',
  eth_getStorageAt: WORD,
  eth_feeHistory: { oldestBlock: '0x64', baseFeePerBlobGas: ['0x9'] },
}

const mostly = <Value>(value: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other })
const hexText = (digitsMax: number): fc.Arbitrary<unknown> =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { maxLength: digitsMax })
    .map((digits) => `0x${digits.map((digit) => digit.toString(16)).join('')}`)
const result = fc.oneof(hexText(4), hexText(70), fc.constant(WORD), fc.jsonValue({ maxDepth: 2 }))
const header = fc.record({
  number: mostly<unknown>('0x64', result),
  hash: mostly<unknown>(WORD, result),
  parentHash: mostly<unknown>(WORD, result),
  timestamp: mostly<unknown>('0x1', hexText(17)),
  miner: mostly<unknown>(GOOD_HEADER.miner, result),
  gasLimit: mostly<unknown>('0x2', hexText(17)),
  baseFeePerGas: mostly<unknown>('0x3', hexText(65)),
  mixHash: mostly<unknown>(WORD, result),
  excessBlobGas: fc.oneof(hexText(6), hexText(17)),
})
const error = fc.record({
  code: fc.oneof(fc.constantFrom(-32000, -32005, -32603, -32601, 429), fc.jsonValue()),
  message: fc.oneof(
    fc.constantFrom('missing trie node', 'header not found', 'rate limit', 'batch too large', 'timeout'),
    fc.string({ unit: 'binary' }),
    fc.jsonValue(),
  ),
  data: fc.jsonValue({ maxDepth: 3 }),
})
const entry = fc.oneof(
  fc.record({ result }),
  fc.record({ result: header }),
  fc.record({ error }),
  fc.record({ id: fc.jsonValue(), result }),
  fc.jsonValue(),
)
/** What a node does to one request: 'good' stands for the right answer to a question. */
const behaviour = fc.record({
  status: mostly(200, fc.integer({ min: 200, max: 599 })),
  retryAfter: mostly('', fc.oneof(fc.constantFrom('0', '1', '100'), fc.string({ unit: 'grapheme-ascii' }))),
  isAlone: mostly(false, fc.constant(true)),
  entries: fc.array(mostly<unknown>('good', entry), { minLength: 1, maxLength: 4 }),
  idShift: mostly(0, fc.integer({ min: -2, max: 2 })),
  charactersMax: mostly(100_000, fc.nat(200)),
  trouble: mostly('none', fc.constantFrom('hang', 'refuse')),
})
type Behaviour = typeof behaviour extends fc.Arbitrary<infer Value> ? Value : never

function replyOf(script: readonly Behaviour[]): (calls: readonly Sent[], request: number) => Reply {
  return (calls, request) => {
    const { status, retryAfter, isAlone, entries, idShift, charactersMax, trouble } =
      script[request % script.length]!
    if (trouble === 'hang') return 'hang'
    if (trouble === 'refuse') return new Error('refused')
    const answers = calls.map(({ id, method }, index) => {
      const chosen = entries[index % entries.length]
      if (chosen === 'good') return { id: id + idShift, result: goodResult(method, calls[index]!.params) }
      return isObject(chosen) ? { id: id + idShift, ...chosen } : chosen
    })
    const text = JSON.stringify(calls.length === 1 || isAlone ? answers[0] : answers)
    const headers = new Headers()
    if (retryAfter !== '') headers.set('retry-after', retryAfter)
    const hasBody = ![204, 205, 304].includes(status)
    return new Response(hasBody ? text.slice(0, charactersMax) : null, { status, headers })
  }
}

function goodResult(method: string, params: readonly unknown[]): unknown {
  // The hash of another block than the pinned one is asked for as well.
  return method === 'eth_getBlockByNumber' ? { ...GOOD_HEADER, number: params[0] } : GOOD_RESULTS[method]
}

function checkFailure({ message, code }: ForkFailure): void {
  expect(code).toMatch(/^FORK_/)
  expect(message.length).toBeLessThan(1000)
  expect(message).not.toMatch(/\p{C}/u)
}

test('whatever a node does, a pin is a block with values in range, or one failure', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { minLength: 1, maxLength: 5 }), async (script) => {
      const { client, exchanges } = clientWith(replyOf(script))
      const answer = await askPin(client, 'https://eth.example.org', 100n)
      expect(exchanges.length).toBeLessThan(100)
      if (answer.kind === 'failed') {
        checkFailure(answer.failure)
        return
      }
      const { block } = answer.pin
      expect(block.number).toBe(100n)
      expect(block.coinbase).toMatch(/^0x[0-9a-f]{40}$/)
      for (const value of [block.hash, block.prevRandao, block.baseFee, block.blobBaseFee]) {
        expect(value >= 0n && value < WORD_END).toBe(true)
      }
      for (const value of [block.timestamp, block.gasLimit, block.chainId]) {
        expect(value >= 0n && value < 1n << 64n).toBe(true)
      }
    }),
  )
})

test('whatever a node does, state is values in range, and what is missing has one failure', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { minLength: 1, maxLength: 5 }), async (script) => {
      const { client, exchanges } = clientWith(replyOf(script))
      const address = `0x${'5'.repeat(40)}` as const
      const question = {
        block: { number: 100n, hash: 1n },
        byHash: false,
        accounts: [address],
        slots: [{ address, slot: 1n }],
        blockHashes: [99n],
      }
      const { accounts, slots, blockHashes, failure } = await askState(client, question, 8)
      expect(exchanges.length).toBeLessThan(100)
      for (const [, account] of accounts) {
        if (account === undefined) continue
        expect(account.balance >= 0n && account.balance < WORD_END).toBe(true)
        expect(account.nonce >= 0n && account.nonce < 1n << 64n).toBe(true)
        expect(account.code.length).toBeLessThanOrEqual(8)
      }
      for (const { word } of slots) expect(word >= 0n && word < WORD_END).toBe(true)
      for (const [, hash] of blockHashes) expect(hash >= 0n && hash < WORD_END).toBe(true)
      const isComplete = accounts.length + slots.length + blockHashes.length === 3
      expect(isComplete).toBe(failure === undefined)
      if (failure !== undefined) checkFailure(failure)
    }),
  )
})
