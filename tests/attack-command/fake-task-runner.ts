// A task runner for the command: searches nothing, breaks one property in epoch 1, and waits in epoch 3 and later until it
// is cancelled or killed.

import { setTimeout } from 'node:timers/promises'
import type { TaskProgress, TaskRunner } from '../../src/attack/pool/types.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  LaneAnswer,
  LaneTask,
  RunnerStart,
} from '../../src/attack/tasks.ts'
import { FINDING } from './report-finding.ts'

const ADDRESS = '0x00000000000000000000000000000000000000aa'

export function createTaskRunner({ env }: RunnerStart): TaskRunner<CampaignWork, CampaignAnswer> {
  return {
    async run(work, progress) {
      switch (work.kind) {
        case 'prepare':
          return {
            kind: 'prepared',
            fingerprint: env['FAKE_FINGERPRINT'] ?? 'the same',
            functions: [{ contract: 'Counter', name: 'add(uint256)', isTest: false }],
            properties: [0, 1].map((index) => ({
              index,
              kind: 'invariant',
              name: `invariant_${index}()`,
              isExplicit: true,
            })),
            brokenAtRoot: [],
            warnings: [],
          }
        case 'lanes': {
          const lanes: LaneAnswer[] = []
          for (const lane of work.lanes) lanes.push(await runLane(lane, env, progress))
          return { kind: 'lanes', lanes }
        }
        case 'shrink':
          return {
            kind: 'shrunk',
            finding: {
              property: 0,
              signature: FINDING.signature,
              calls: 1,
              shrinkExecutions: 2,
              report: { ...FINDING, executions: work.failure.executions },
            },
          }
        case 'prove':
          return { kind: 'proved', findings: [] }
        case 'summarize':
          return {
            kind: 'summary',
            summary: {
              sources: [],
              edgesSuccess: 4,
              edgesFailure: 0,
              states: 3,
              functions: [],
              contracts: [],
              unnoticed: [],
            },
          }
      }
    },
  }
}

async function runLane(
  { epoch, lane, executionsMax, broken }: LaneTask,
  env: RunnerStart['env'],
  progress: TaskProgress,
): Promise<LaneAnswer> {
  progress.executed(executionsMax)
  const isWaiting = epoch >= 3 && env['FAKE_ENDLESS'] === 'yes'
  while (isWaiting && !progress.isCancelled()) {
    progress.executed(0)
    await setTimeout(5)
  }
  const data = Uint8Array.of(epoch, lane)
  const call = { target: 0, to: ADDRESS, from: ADDRESS, value: 0n, data, seconds: 0, blocks: 0 } as const
  const breaks = epoch === 1 && lane === 2 && !broken.includes(0)
  return {
    failureAges: breaks ? [0] : [],
    result: {
      entries: [{ parent: 0, calls: [call], isReverted: false, stateless: -1 }],
      failures: breaks ? [{ property: 0, sequence: [call], key: 'k', executions: 9 }] : [],
      executions: executionsMax,
      counts: Uint32Array.of(executionsMax, 0, 0),
      best: [],
      edges: 5,
      warnings: [],
      isStopped: isWaiting,
    },
  }
}
