// Entry of the worker thread that speaks HTTP while the thread that started it is blocked.

import { createPrng } from '../../primitives/prng.ts'
import type { Clock } from '../../primitives/clock.ts'
import { serveBlockedThread } from './blocking-worker.ts'
import { parseEndpoint } from './endpoint.ts'
import { askPin, askState } from './fork-queries.ts'
import type {
  ForkWorkerAnswer,
  ForkWorkerOutcome,
  ForkWorkerRequest,
  ForkWorkerSettings,
} from './fork-worker-protocol.ts'
import { createRpcClient } from './rpc-client.ts'

// oxlint-disable-next-line no-restricted-properties -- A worker's entry: a clock cannot be sent to it as an argument.
const clock: Clock = { nowMs: () => performance.timeOrigin + performance.now() }

serveBlockedThread<ForkWorkerSettings, ForkWorkerRequest, ForkWorkerAnswer>((settings) => {
  const endpoint = parseEndpoint(settings.url, settings.headers)
  const client = createRpcClient(endpoint, settings.limits, {
    fetch,
    clock,
    after: (durationMs, action) => {
      const timer = setTimeout(action, durationMs)
      return () => clearTimeout(timer)
    },
    prng: createPrng(settings.jitterSeed),
  })
  let waitedMs = 0

  return async (request) => {
    const startMs = clock.nowMs()
    const outcome = await outcomeOf(request)
    waitedMs += clock.nowMs() - startMs
    return { outcome, statistics: { ...client.statistics(), waitedMs } }
  }

  async function outcomeOf(request: ForkWorkerRequest): Promise<ForkWorkerOutcome> {
    try {
      switch (request.kind) {
        case 'pin':
          return { kind: 'pin', answer: await askPin(client, endpoint.label, request.block) }
        case 'state':
          return { kind: 'state', answer: await askState(client, request.question, settings.codeBytesMax) }
      }
    } catch (error) {
      // The client turns whatever a node does into a failure, so this is a mistake of ours. It must be told all the
      // same: the other thread is waiting.
      return { kind: 'crashed', message: endpoint.excerpt(String(error)) }
    }
  }
})
