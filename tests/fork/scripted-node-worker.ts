// The thread of a scripted node.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import type { NodeAct, NodeChain, NodeCommand, NodeRequest, NodeRule } from './scripted-node.ts'

type Call = { readonly id: number; readonly method: string; readonly params: readonly unknown[] }

const ZERO_WORD = `0x${'0'.repeat(64)}`

let chain: NodeChain
let rules: { left: number; readonly rule: NodeRule }[] = []
let log: NodeRequest[] = []

const server = createServer((request, response) => void receive(request, response))

parentPort!.on('message', (command: NodeCommand) => {
  switch (command.kind) {
    case 'start':
      chain = command.chain
      server.listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as AddressInfo).port))
      return
    case 'chain':
      chain = command.chain
      break
    case 'rules':
      rules = command.rules.map((rule) => ({ left: rule.times, rule }))
      break
    case 'takeLog': {
      const taken = log
      log = []
      parentPort!.postMessage(taken)
      return
    }
  }
  parentPort!.postMessage('done')
})

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
  const isBatch = Array.isArray(body)
  const calls = (isBatch ? body : [body]) as Call[]
  log.push({
    isBatch,
    calls: calls.map(({ method, params }) => ({ method, params })),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
  })
  const active = rules.find(
    ({ left, rule }) =>
      left > 0 && (rule.method === undefined || calls.some(({ method }) => method === rule.method)),
  )
  if (active !== undefined) active.left--
  perform(active?.rule.act, calls, isBatch, response)
}

function perform(
  act: NodeAct | undefined,
  calls: readonly Call[],
  isBatch: boolean,
  response: ServerResponse,
): void {
  if (act === undefined && isBatch && calls.length > chain.batchCallsMax) {
    const error = {
      code: -32600,
      message: `batch of ${calls.length} exceeds the maximum of ${chain.batchCallsMax}`,
    }
    const whole = { jsonrpc: '2.0', id: null, error }
    if (chain.batchRefusal === 'http') send(response, 413, {}, 'too large')
    else send(response, 200, {}, JSON.stringify(chain.batchRefusal === 'errorInArray' ? [whole] : whole))
    return
  }
  let answers = calls.map((call): Record<string, unknown> => ({
    jsonrpc: '2.0',
    id: call.id,
    ...answerTo(call),
  }))
  if (act?.kind === 'replace') {
    answers = answers.map((answer, index) => {
      if (calls[index]!.method !== act.method) return answer
      const replaced = { ...answer, ...act.fields }
      return Object.fromEntries(Object.entries(replaced).filter(([, value]) => value !== null))
    })
  }
  if (act?.kind === 'errorFrom') {
    answers = answers.map((answer, index) =>
      index < act.index ? answer : { jsonrpc: '2.0', id: answer['id'], error: act.error },
    )
  }
  if (act?.kind === 'reverse') answers.reverse()
  if (act?.kind === 'dropLast') answers.pop()
  const text = JSON.stringify(isBatch ? answers : answers[0])
  const half = text.slice(0, Math.floor(text.length / 2))
  switch (act?.kind) {
    case 'http':
      send(response, act.status, act.headers ?? {}, act.body ?? '')
      return
    case 'hang':
      return
    case 'stall':
      response.writeHead(200, { 'content-length': String(text.length) })
      response.write(half)
      return
    case 'cut':
      response.writeHead(200, { 'content-length': String(text.length) })
      response.write(half, () => response.destroy())
      return
    case 'truncate':
      send(response, 200, {}, half)
      return
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' })
      writeHuge(response, act.bytes)
      return
    case 'inflate':
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(Buffer.alloc(act.bytes, 0x20)))
      return
    case 'die':
      server.close()
      server.closeAllConnections()
      return
    default:
      send(response, 200, { 'content-type': 'application/json' }, text)
  }
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, headers)
  response.end(body)
}

/** Writes as much as the other side takes, so that a reader that stops early is noticed. */
function writeHuge(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(1 << 16, 0x20)
  let left = bytes
  const more = (): void => {
    while (left > 0) {
      left -= chunk.length
      if (!response.write(chunk)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}

function answerTo({ method, params }: Call): { result: unknown } | { error: unknown } {
  switch (method) {
    case 'eth_chainId':
      return { result: chain.chainId }
    case 'eth_getBlockByNumber': {
      const number = blockNumber(params[0])
      return { result: number === undefined ? null : header(number) }
    }
    case 'eth_feeHistory':
      if (chain.blobBaseFee === undefined) return methodNotFound(method)
      return { result: { oldestBlock: params[1], baseFeePerBlobGas: [chain.blobBaseFee, '0x1'] } }
  }
  const at = params.at(-1)
  if (typeof at === 'object' && at !== null) {
    if (!chain.takesBlockHash)
      return { error: { code: -32602, message: 'invalid argument 1: cannot unmarshal object' } }
    const { blockHash } = at as { blockHash?: unknown }
    if (typeof blockHash !== 'string' || !isOurHash(blockHash)) {
      return { error: { code: -32000, message: 'header for hash not found' } }
    }
  } else if (blockNumber(at) === undefined) {
    return { error: { code: -32000, message: 'header not found' } }
  }
  const account = chain.accounts[String(params[0])]
  switch (method) {
    case 'eth_getBalance':
      return { result: account?.balance ?? '0x0' }
    case 'eth_getTransactionCount':
      return { result: account?.nonce ?? '0x0' }
    case 'eth_getCode':
      return { result: account?.code ?? '0x' }
    case 'eth_getStorageAt':
      return { result: account?.storage?.[String(params[1])] ?? ZERO_WORD }
    default:
      return methodNotFound(method)
  }
}

function methodNotFound(method: string): { error: unknown } {
  return { error: { code: -32601, message: `the method ${method} does not exist` } }
}

function blockNumber(at: unknown): number | undefined {
  if (at === 'latest' || at === 'safe' || at === 'finalized') return chain.head
  const number = Number(at)
  return Number.isSafeInteger(number) && number >= 0 && number <= chain.head ? number : undefined
}

function hashOf(number: number): string {
  return `0x${chain.history.toString(16).padStart(8, '0')}${number.toString(16).padStart(56, '0')}`
}

function isOurHash(hash: string): boolean {
  return hash === hashOf(Number(`0x${hash.slice(10)}`))
}

function header(number: number): Record<string, unknown> {
  return {
    number: `0x${number.toString(16)}`,
    hash: hashOf(number),
    parentHash: hashOf(Math.max(0, number - 1)),
    timestamp: `0x${(1_700_000_000 + 12 * number).toString(16)}`,
    miner: '0xFEE0000000000000000000000000000000000001',
    gasLimit: '0x1c9c380',
    baseFeePerGas: '0x3b9aca00',
    difficulty: '0x0',
    mixHash: `0x${'ab'.repeat(32)}`,
    transactions: [],
    ...chain.header,
  }
}
