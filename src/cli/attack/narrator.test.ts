import { expect, test } from 'vitest'
import { FINDING } from '../../../tests/attack-command/report-finding.ts'
import { createManualClock } from '../../primitives/clock.ts'
import type { RunEvent } from '../../report/events.ts'
import type { LiveState } from '../live/live-state.ts'
import { Narrator, type NarratorOptions } from './narrator.ts'

const [A, B] = ['test/A.t.sol:A', 'test/B.t.sol:B']
const PREPARED = {
  kind: 'prepared',
  fingerprint: 'f',
  functions: [],
  properties: [{ index: 0, kind: 'invariant', name: 'invariant_x()', isExplicit: true }],
  brokenAtRoot: [],
  warnings: [],
} as const

function listen(options: Partial<NarratorOptions> = {}): {
  readonly narrator: Narrator
  readonly clock: ReturnType<typeof createManualClock>
  readonly events: RunEvent[]
  readonly states: LiveState[]
  readonly printed: string[]
} {
  const clock = createManualClock(1_000_000)
  const events: RunEvent[] = []
  const states: LiveState[] = []
  const printed: string[] = []
  const narrator = new Narrator({
    live: {
      update: (state) => states.push(state),
      print: (text) => printed.push(text),
      clear: () => undefined,
      end: () => undefined,
    },
    onEvent: (event) => events.push(event),
    clock,
    seed: 7n,
    contracts: 2,
    secondsMax: 60,
    executionsMax: undefined,
    ...options,
  })
  return { narrator, clock, events, states, printed }
}

const progress = (contract: string, executions: number) =>
  ({ kind: 'progress', contract, executions, entries: 11, edges: 40, epoch: 1 }) as const

test('the live line has the sums of all campaigns, the rate of now and the time that is left', () => {
  const { narrator, clock, states } = listen()
  narrator.campaign({ kind: 'prepared', contract: A, prepared: PREPARED })
  narrator.campaign({ kind: 'prepared', contract: B, prepared: PREPARED })
  narrator.campaign(progress(A, 1_000))
  clock.advanceMs(1_000)
  narrator.campaign(progress(B, 4_000))
  expect(states.at(-1)).toMatchObject({
    target: 'B',
    executions: 5_000,
    executionsPerSecond: 4_000,
    corpus: 20,
  })
  expect(states.at(-1)?.secondsLeft).toBeCloseTo(59)
  // Long ago no longer counts.
  clock.advanceMs(10_000)
  narrator.campaign(progress(B, 4_000))
  clock.advanceMs(1_000)
  narrator.campaign(progress(B, 4_500))
  expect(states.at(-1)?.executionsPerSecond).toBe(500)
})

test('a finding is found, shrunk and said', () => {
  const { narrator, states, printed, events } = listen()
  narrator.campaign({ kind: 'prepared', contract: A, prepared: PREPARED })
  narrator.campaign({ kind: 'found', contract: A, property: 0, calls: 40, executions: 9, seconds: 1 })
  narrator.campaign({ kind: 'shrinking', contract: A, property: 0, calls: 40 })
  expect(states.at(-1)).toMatchObject({ findings: 1, shrinking: [{ property: 'invariant_x()', calls: 40 }] })
  const finding = {
    property: 0,
    signature: FINDING.signature,
    calls: 1,
    shrinkExecutions: 5,
    report: FINDING,
  }
  narrator.campaign({ kind: 'shrunk', contract: A, finding })
  narrator.campaign({ kind: 'shrinkingEnded', contract: A, property: 0, isDropped: false })
  expect(states.at(-1)).toMatchObject({ findings: 1, shrinking: [] })
  expect(printed).toEqual(['p: m at q, with 1 call'])
  expect(events.at(-1)).toMatchObject({ event: 'finding-shrunk', finding: FINDING })
})

test('a failure that turns out to be one that is known is counted no more', () => {
  const { narrator, states } = listen()
  narrator.campaign({ kind: 'prepared', contract: A, prepared: PREPARED })
  for (const executions of [9, 12]) {
    narrator.campaign({ kind: 'found', contract: A, property: 0, calls: 40, executions, seconds: 1 })
    narrator.campaign({ kind: 'shrinking', contract: A, property: 0, calls: 40 })
  }
  expect(states.at(-1)).toMatchObject({ findings: 2 })
  narrator.campaign({ kind: 'shrinkingEnded', contract: A, property: 0, isDropped: false })
  narrator.campaign({ kind: 'shrinkingEnded', contract: A, property: 0, isDropped: true })
  expect(states.at(-1)).toMatchObject({ findings: 1, shrinking: [] })
})

test('progress is an event once a second for each campaign', () => {
  const { narrator, clock, events } = listen()
  for (let i = 1; i <= 30; i++) {
    narrator.campaign(progress(A, i))
    narrator.campaign(progress(B, i))
    clock.advanceMs(100)
  }
  const targets = events.map((event) => (event.event === 'progress' ? event.target : event.event))
  expect(targets).toEqual([A, B, A, B, A, B])
})

test('a worker that is lost is told with its task, other events of workers are not', () => {
  const { narrator, printed } = listen()
  narrator.worker({ kind: 'started', worker: 0, pid: 1 })
  narrator.worker({ kind: 'replaced', worker: 0, pid: 1, residentBytes: 1 })
  narrator.worker({ kind: 'lost', worker: 1, pid: 22, reason: 'was ended by SIGKILL', task: 'A, epoch 3' })
  expect(printed).toEqual([
    'Warning: Worker 2 (process 22) was ended by SIGKILL while it ran A, epoch 3; another one takes it over.',
  ])
})

test('a place that only names the property again is not said', () => {
  const { narrator, printed } = listen()
  const signature = {
    property: 'c.ts:token.all is well',
    mechanism: 'returned false',
    place: 'token.all is well',
  }
  const finding = { property: 0, signature, calls: 2, shrinkExecutions: 5, report: FINDING }
  narrator.campaign({ kind: 'shrunk', contract: A, finding })
  expect(printed).toEqual(['c.ts:token.all is well: returned false, with 2 calls'])
})
