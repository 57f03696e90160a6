import { beforeAll, expect, test } from 'vitest'
import { testProject } from '../../tests/helpers/test-project.ts'
import type { CampaignAnswer, CampaignWork, LaneTask } from '../attack/tasks.ts'
import { testContracts } from '../project/test-contracts.ts'
import { createTestFilter } from '../project/test-filter.ts'
import type { Project } from '../project/types.ts'
import { attackerNotes } from './attacker-notes.ts'
import { CampaignRunner } from './campaign-runner.ts'

const SOURCES = {
  'test/Counter.t.sol': `contract Counter {
    uint256 public count;
    function add(uint256 by) external { count += by % 10; }
}
contract CounterTest {
    Counter counter;
    function setUp() external { counter = new Counter(); }
    function invariant_finite() external view { require(counter.count() < 1e9); }
}
contract BrokenTest {
    Counter counter;
    function setUp() external { counter = new Counter(); }
    function invariant_some() external view { require(counter.count() > 0); }
}`,
}
const LANES: readonly LaneTask[] = [0, 1, 2, 3].map((lane) => ({
  epoch: 0,
  lane,
  executionsMax: 32,
  gasMax: 1e9,
  broken: [],
  knownFailures: [],
}))

let project: Project
beforeAll(async () => {
  project = await testProject(SOURCES)
})

type Setting = { readonly lookMs?: number; readonly isOfAttacker?: boolean }

/** A new runner whose clock goes on by so much whenever somebody looks. */
function runnerOf(name: string, { lookMs = 0, isOfAttacker = false }: Setting = {}) {
  const filter = createTestFilter({ matchContract: `^${name}$` }, {}, project.root)
  const [test] = testContracts(project, filter)
  let now = 0
  const runner = new CampaignRunner({
    start: { root: project.root, env: {}, seed: 3n, verbosity: 0 },
    project,
    test: test!,
    ...(isOfAttacker && { attackerTarget: attackerNotes }),
    files: undefined,
    clock: { nowMs: () => (now += lookMs) },
  })
  return async <Kind extends CampaignAnswer['kind']>(work: CampaignWork, kind: Kind) => {
    const answer = await runner.run(work, { executed: () => {}, isCancelled: () => false })
    if (answer.kind !== kind) throw new Error(`${work.kind}: ${JSON.stringify(answer)}`)
    return answer as CampaignAnswer & { readonly kind: Kind }
  }
}

const begun = async (name: string, setting: Setting = {}, lanes: readonly LaneTask[] = LANES) =>
  (await runnerOf(name, setting)({ kind: 'prepare', contract: name, lanes }, 'prepared')).begun

test('lanes that come with the preparation give what they give when they are asked for', async () => {
  const run = runnerOf('CounterTest')
  await run({ kind: 'prepare', contract: 'CounterTest' }, 'prepared')
  const corpus = { first: 1, entries: [] }
  const { lanes } = await run({ kind: 'lanes', contract: 'CounterTest', corpus, lanes: LANES }, 'lanes')
  expect(lanes.map(({ result }) => result.executions)).toStrictEqual([32, 32, 32, 32])
  expect(await begun('CounterTest')).toStrictEqual({ lanes, secondsAgo: 0 })
})

test('when they take longer than others need to help, the rest is left', async () => {
  expect((await begun('CounterTest', { lookMs: 20 }))?.lanes).toHaveLength(2)
  expect((await begun('CounterTest', { lookMs: 60 }))?.lanes).toBeUndefined()
})

test('nothing is begun where a property is broken before any call, or for an attacker', async () => {
  expect(await begun('BrokenTest')).toBeUndefined()
  expect(await begun('CounterTest', { isOfAttacker: true })).toBeUndefined()
  expect(await begun('CounterTest', {}, [])).toBeUndefined()
})
