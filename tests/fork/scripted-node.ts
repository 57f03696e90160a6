// An Ethereum node on 127.0.0.1 that does what a test tells it to. It runs in a thread of its own, because the thread of
// the test is blocked while a fork source asks it something.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** A chain of one state; all numbers as JSON-RPC writes them. */
export type NodeChain = {
  readonly chainId: string
  /** Number of the newest block. */
  readonly head: number
  /** Changes the hashes of all blocks: another history. */
  readonly history: number
  readonly accounts: Readonly<Record<string, NodeAccount>>
  /** False: a block is only taken by number or tag, as before EIP-1898. */
  readonly takesBlockHash: boolean
  /** Calls in a batch; 1: arrays are refused. */
  readonly batchCallsMax: number
  readonly batchRefusal: 'http' | 'error' | 'errorInArray'
  /** Fields that replace those of a block header; undefined removes one. */
  readonly header: Readonly<Record<string, unknown>>
  /** What eth_feeHistory answers; undefined: the method does not exist. */
  readonly blobBaseFee: string | undefined
}

export type NodeAccount = {
  readonly balance?: string
  readonly nonce?: string
  readonly code?: string
  /** Slot and word as 32 bytes of hex. */
  readonly storage?: Readonly<Record<string, string>>
}

/** What to do instead of answering well. */
export type NodeAct =
  | {
      readonly kind: 'http'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  /** No answer at all. */
  | { readonly kind: 'hang' }
  /** Half of the answer, and then nothing. */
  | { readonly kind: 'stall' }
  /** Half of the answer, and the connection is cut. */
  | { readonly kind: 'cut' }
  /** Half of the answer, as if it were all. */
  | { readonly kind: 'truncate' }
  | { readonly kind: 'huge'; readonly bytes: number }
  /** A small body that becomes this large when it is decompressed. */
  | { readonly kind: 'inflate'; readonly bytes: number }
  /** The connection is cut, and none is accepted after it. */
  | { readonly kind: 'die' }
  /** Fields of the answer to `method` that replace those of a good one; null removes one. */
  | { readonly kind: 'replace'; readonly method: string; readonly fields: Readonly<Record<string, unknown>> }
  /** Calls of a batch from this index on get an error. */
  | { readonly kind: 'errorFrom'; readonly index: number; readonly error: unknown }
  /** Answers in another order. */
  | { readonly kind: 'reverse' }
  /** The answer without its last part. */
  | { readonly kind: 'dropLast' }

/** Takes effect for the next `times` requests that hold a call of `method` (default: any), in the order of the rules. */
export type NodeRule = { readonly times: number; readonly method?: string; readonly act: NodeAct }

export type NodeRequest = {
  readonly isBatch: boolean
  readonly calls: readonly { readonly method: string; readonly params: readonly unknown[] }[]
  readonly headers: Readonly<Record<string, string>>
}

export type NodeCommand =
  | { readonly kind: 'start'; readonly chain: NodeChain }
  | { readonly kind: 'chain'; readonly chain: NodeChain }
  | { readonly kind: 'rules'; readonly rules: readonly NodeRule[] }
  | { readonly kind: 'takeLog' }

export type ScriptedNode = {
  readonly url: string
  setChain(changes: Partial<NodeChain>): Promise<void>
  setRules(...rules: readonly NodeRule[]): Promise<void>
  /** The chain of the start, no rules, an empty log. */
  reset(): Promise<void>
  /** The requests since the last call. */
  takeLog(): Promise<readonly NodeRequest[]>
  stop(): Promise<void>
}

const CHAIN: NodeChain = {
  chainId: '0x1',
  head: 1000,
  history: 1,
  accounts: {},
  takesBlockHash: true,
  batchCallsMax: 1000,
  batchRefusal: 'error',
  header: {},
  blobBaseFee: undefined,
}

export async function startScriptedNode(changes: Partial<NodeChain> = {}): Promise<ScriptedNode> {
  const worker = new Worker(new URL('./scripted-node-worker.ts', import.meta.url), { execArgv: [] })
  let chain = { ...CHAIN, ...changes }
  const command = async (message: NodeCommand): Promise<unknown> => {
    worker.postMessage(message)
    // Rejects if the worker ends with an error instead.
    const [reply] = (await once(worker, 'message')) as [unknown]
    return reply
  }
  const port = (await command({ kind: 'start', chain })) as number
  return {
    url: `http://127.0.0.1:${port}`,
    async setChain(further) {
      chain = { ...chain, ...further }
      await command({ kind: 'chain', chain })
    },
    async setRules(...rules) {
      await command({ kind: 'rules', rules })
    },
    async reset() {
      chain = { ...CHAIN, ...changes }
      await command({ kind: 'chain', chain })
      await command({ kind: 'rules', rules: [] })
      await command({ kind: 'takeLog' })
    },
    async takeLog() {
      return (await command({ kind: 'takeLog' })) as readonly NodeRequest[]
    },
    async stop() {
      await worker.terminate()
    },
  }
}
