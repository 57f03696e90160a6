import { beforeAll, expect, test } from 'vitest'
import { testProject } from '../../tests/helpers/test-project.ts'
import { type Entry, numberEntries, ROOT_ENTRY } from '../attack/entry.ts'
import type { CampaignAnswer, CampaignWork, CoverageSummary } from '../attack/tasks.ts'
import { createManualClock } from '../primitives/clock.ts'
import { testContracts } from '../project/test-contracts.ts'
import { createTestFilter } from '../project/test-filter.ts'
import type { Project } from '../project/types.ts'
import { CampaignRunner } from './campaign-runner.ts'

const SOURCES = {
  'src/Vault.sol': `import {Base} from "lib/base/Base.sol";
import {Part} from "src/Part.sol";
contract Vault is Base {
    uint256 public immutable cap;
    mapping(uint256 => Part) public parts;
    uint256 public total;
    error Closed(uint256 amount);
    constructor(uint256 cap_) { cap = cap_; }
    function configure(uint256 value) external {
        total = value;
    }
    function deposit(uint256 amount) external returns (Part part) {
        total += amount % cap;
        part = new Part(amount);
        part.touch();
    }
    function withdraw(uint256 amount) external {
        if (amount > 0) revert Closed(amount);
        require(total == type(uint256).max, "nothing there");
        _pay();
    }
    function rescue() external {
        total = 0;
    }
    function look() external view returns (uint256) {
        return total;
    }
    function _pay() internal {
        total = 1;
    }
}`,
  'src/Part.sol': `contract Part {
    uint256 public immutable size;
    bool touched;
    constructor(uint256 size_) { size = size_; }
    function touch() external {
        touched = true;
    }
    function drop() external {
        touched = false;
    }
}`,
  'src/Idle.sol': `contract Idle {
    uint256 x;
    function never() external {
        x = 1;
    }
}`,
  'lib/base/Base.sol': `contract Base {
    uint256 based;
    function inBase(uint256 value) external {
        based = value;
    }
}`,
  'test/Vault.t.sol': `import {Vault} from "src/Vault.sol";
import {Idle} from "src/Idle.sol";
contract Handler {
    Vault vault;
    constructor(Vault vault_) { vault = vault_; }
    function put(uint256 amount) external {
        vault.deposit(amount);
    }
    function take(uint256 amount) external {
        try vault.withdraw(amount) {} catch {}
    }
    function closed(bool a) external {
        require(a && !a, "closed for today");
    }
}
contract VaultTest {
    Vault vault;
    Idle idle;
    Handler handler;
    function setUp() external {
        idle = new Idle();
        vault = new Vault(1000);
        vault.configure(5);
        handler = new Handler(vault);
    }
    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }
    function invariant_any() external view {
        vault.total();
    }
    function test_add(uint8 a) external pure {
        assert(a + 0 < 256);
    }
}
contract Direct {
    Vault vault;
    function setUp() external { vault = new Vault(7); }
    function invariant_any() external view {
        vault.total();
    }
}`,
}

let project: Project
beforeAll(async () => {
  project = await testProject(SOURCES, { fork: 'cancun' })
})

const progress = { executed: () => {}, isCancelled: () => false }

/** A short campaign of one lane, and what it covered. */
async function campaign(name: string, executionsMax: number) {
  const filter = createTestFilter({ matchContract: `^${name}$` }, {}, project.root)
  const [test] = testContracts(project, filter)
  const runner = new CampaignRunner({
    start: { root: project.root, env: {}, seed: 3n, verbosity: 0 },
    project,
    test: test!,
    files: undefined,
    clock: createManualClock(),
  })
  const contract = test!.artifact.id
  const run = async <Kind extends CampaignAnswer['kind']>(work: CampaignWork, kind: Kind) => {
    const answer = await runner.run(work, progress)
    if (answer.kind !== kind) throw new Error(`${work.kind}: ${JSON.stringify(answer)}`)
    return answer as CampaignAnswer & { readonly kind: Kind }
  }
  const prepared = await run({ kind: 'prepare', contract }, 'prepared')
  const entries: Entry[] = [ROOT_ENTRY]
  const part = () => ({ first: 1, entries: entries.slice(1) })
  const lane = async () => {
    const { lanes } = await run(
      {
        kind: 'lanes',
        contract,
        corpus: part(),
        lanes: [{ epoch: 0, lane: 0, executionsMax, gasMax: 1e9, broken: [], knownFailures: [] }],
      },
      'lanes',
    )
    return lanes[0]!.result
  }
  const first = await lane()
  entries.push(...numberEntries(first.entries, 1))
  const summarize = async () =>
    (await run({ kind: 'summarize', contract, corpus: part() }, 'summary')).summary
  return { prepared, summarize, lane }
}

function ofContract({ contracts }: CoverageSummary, name: string) {
  return contracts.find((each) => each.name === name)
}

test('behind a handler, the contracts of the source folder are shown: those that it creates, and those that nobody calls', async () => {
  const { prepared, summarize } = await campaign('VaultTest', 400)
  const summary = await summarize()
  expect(prepared.functions.map(({ name }) => name)).toEqual([
    'closed(bool)',
    'put(uint256)',
    'take(uint256)',
    'test_add(uint8)',
  ])
  const rows = summary.functions.map(({ path, line, lines, linesReached, reasons }) =>
    [path, line, linesReached, lines, ...reasons].join(' '),
  )
  expect(rows).toEqual([
    'test/Vault.t.sol 12 2 2 closed for today',
    'test/Vault.t.sol 6 2 2',
    'test/Vault.t.sol 9 2 2',
    'test/Vault.t.sol 33 2 2',
  ])
  expect(
    summary.contracts.map(({ name, lines, linesReached }) => `${name} ${linesReached}/${lines}`),
  ).toEqual(['Handler 6/6', 'Idle 0/2', 'Vault 7/16', 'Part 2/4'])
  expect(ofContract(summary, 'Vault')!.unreached).toEqual([
    {
      signature: 'configure(uint256)',
      why: 'never called',
      path: 'src/Vault.sol',
      line: 9,
      reasons: ['only by the setup'],
    },
    {
      signature: 'withdraw(uint256)',
      why: 'always reverted',
      path: 'src/Vault.sol',
      line: 17,
      reasons: ['custom error Closed', 'nothing there'],
    },
    { signature: 'rescue()', why: 'never called', path: 'src/Vault.sol', line: 22, reasons: [] },
    { signature: '_pay()', why: 'never called', path: 'src/Vault.sol', line: 28, reasons: [] },
  ])
  expect(ofContract(summary, 'Part')!.unreached.map(({ signature }) => signature)).toEqual(['drop()'])
  expect(ofContract(summary, 'Idle')!.unreached.map(({ signature }) => signature)).toEqual(['never()'])
})

test('the functions of a target are told by its calls, those of a library too, whose lines do not count', async () => {
  const { prepared, summarize } = await campaign('Direct', 300)
  const summary = await summarize()
  const inBase = summary.functions[prepared.functions.findIndex(({ name }) => name === 'inBase(uint256)')]
  expect(inBase).toMatchObject({ path: 'lib/base/Base.sol', line: 3, lines: 2, linesReached: 2 })
  expect(summary.contracts.map(({ name }) => name)).toEqual(['Vault', 'Part'])
  expect(ofContract(summary, 'Vault')!.unreached.map(({ signature }) => signature)).toEqual(['_pay()'])
  const withdraw = summary.functions[prepared.functions.findIndex(({ name }) => name === 'withdraw(uint256)')]
  expect(withdraw!.reasons).toContain('custom error Closed')
})

test('asking leaves no trace: the same again, and lanes go on as if nobody had asked', async () => {
  const asked = await campaign('VaultTest', 200)
  const summary = await asked.summarize()
  expect(await asked.summarize()).toEqual(summary)
  const other = await campaign('VaultTest', 200)
  expect(await asked.lane()).toEqual(await other.lane())
})
