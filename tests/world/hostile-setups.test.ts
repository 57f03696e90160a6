// Setups that nobody means well with: each ends in a failure that says why, or is bounded.

import { describe, expect, it } from 'vitest'
import { campaignTarget } from '../../src/attack/campaign-target.ts'
import { Engine } from '../../src/attack/engine.ts'
import type { TraceCall } from '../../src/evm/trace.ts'
import { parseAbi } from '../../src/project/abi/parse-abi.ts'
import { createTestFilter } from '../../src/project/test-filter.ts'
import { testContracts } from '../../src/project/test-contracts.ts'
import type { ContractArtifact } from '../../src/project/types.ts'
import { CheatLimitError } from '../../src/world/cheatcodes/limit.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { accountNames } from '../../src/world/describe/account-names.ts'
import type { Setup, World } from '../../src/world/types.ts'
import { type SmallTarget, smallTarget } from '../helpers/small-campaign.ts'

const GAS = 40_000_000n
const MUCH_GAS = 2n ** 34n
const HELPERS = `
interface Labels { function label(address, string calldata) external; }
address constant CONSOLE = 0x000000000000000000636F6e736F6c652e6c6f67;
contract Small { uint256 n; function f() external { n++; } function g() external { n--; } }
`

/** Test contracts by name. */
const BODIES: Readonly<Record<string, string>> = {
  NeverEnds: 'function setUp() public { while (true) {} }',
  Writes: 'uint256 s; function setUp() public { while (true) s++; }',
  Calls: 'function f() external {} function setUp() public { while (true) try this.f() {} catch {} }',
  Creates: 'function setUp() public { while (true) new Small(); }',
  Recursion: 'function setUp() public { this.setUp(); }',
  Memory: 'function setUp() public { assembly { for { let i := 1 } 1 { i := mul(i, 2) } { mstore(i, 1) } } }',
  FrameMemory: 'function setUp() public { assembly { mstore(300000, 1) } this.setUp(); }',
  Gas: 'uint256 public left; function setUp() public { left = gasleft(); }',
  Contracts: 'function setUp() public { for (uint256 i = 0; i < 10000; i++) new Small(); }',
  ManyLabels:
    'function setUp() public { for (uint160 i = 1; i < 20000; i++) Labels(address(vm)).label(address(i), "name"); }',
  Lines: `event log(string); function setUp() public {
      bytes memory data = abi.encodeWithSignature("log(string)", string(new bytes(200000))); (bool ok,) = CONSOLE.staticcall(data); ok;
      data = abi.encodeWithSignature("log(string)", "x"); for (uint256 i = 0; i < 12000; i++) { (ok,) = CONSOLE.staticcall(data); emit log("y"); } }`,
  Created:
    'function setUp() public {} function many() external { for (uint256 i = 0; i < 2000; i++) new Small(); }',
  Names: `function setUp() public { Labels(address(vm)).label(address(5), "\\x1b[2J\\x1b[1;1Hall is well\\r\\n\\xe2\\x80\\xae");
      Labels(address(vm)).label(address(6), string(new bytes(1000000))); Labels(address(vm)).label(address(7), unicode"Vault 💥"); }`,
  Zeros:
    'Small s; function setUp() public { s = new Small(); } fallback() external { assembly { return(0, 4000000) } }',
  Ones: 'Small s; function setUp() public { s = new Small(); } fallback() external { assembly { for { let i := 0 } lt(i, 4000000) { i := add(i, 32) } { mstore(i, not(0)) } return(0, 4000000) } }',
  Offsets:
    'Small s; function setUp() public { s = new Small(); } fallback() external { assembly { mstore(0, 0) mstore(32, 0x20) return(0, 4000000) } }',
  Nothing:
    'Small s; function setUp() public { s = new Small(); } fallback() external { assembly { return(0, 0) } }',
  Reverts:
    'Small s; function setUp() public { s = new Small(); } fallback() external { assembly { revert(0, 4000000) } }',
  LongList:
    'Small s; function setUp() public { s = new Small(); } fallback() external { assembly { mstore(0, 0x20) mstore(32, 100000) for { let i := 64 } lt(i, 3200064) { i := add(i, 32) } { mstore(i, 5) } return(0, 3200064) } }',
  Empty: '',
  Itself: 'function setUp() public { targetContract(address(this)); }',
}

const compiled = await smallTarget(
  HELPERS +
    Object.entries(BODIES)
      .map(([name, body]) => `contract ${name} is TestBase { ${body} function invariant_a() public {} }`)
      .join('\n'),
  'Empty',
)
const tests = testContracts(compiled.project, createTestFilter({}, {}, compiled.project.root))

function targetOf(name: string, gasLimit = GAS): SmallTarget {
  const { config } = compiled.project
  const project = { ...compiled.project, config: { ...config, test: { ...config.test, gasLimit } } }
  return { project, test: tests.find(({ artifact }) => artifact.name === name)! }
}

function setUp({ project, test }: SmallTarget, artifact: ContractArtifact = test.artifact): Setup {
  return setUpWorld({ project, artifact, env: {}, seed: 1n })
}

function ready(setup: Setup): World {
  if (setup.status !== 'ready') throw new Error(setup.status === 'failed' ? setup.reason : setup.status)
  return setup.world
}

function eventsIn(calls: readonly TraceCall[]): number {
  let count = calls.length
  for (const { events } of calls)
    for (const event of events) count += event.kind === 'call' ? eventsIn([event.call]) : 1
  return count
}

describe('a setup that takes too much', () => {
  it.each([
    ['never ends', 'NeverEnds', 'EvmError: OutOfGas'],
    ['writes for ever', 'Writes', 'EvmError: OutOfGas'],
    ['calls for ever', 'Calls', 'EvmError: OutOfGas'],
    ['creates for ever', 'Creates', 'EvmError: OutOfGas'],
    ['calls itself', 'Recursion', 'EvmError: Revert'],
    ['fills its memory', 'Memory', 'EvmError: OutOfGas'],
    ['fills the memory of many frames', 'FrameMemory', 'EvmError: Revert'],
  ])('%s', (_, name, reason) => {
    const setup = setUp(targetOf(name))
    expect(setup).toMatchObject({ status: 'failed', stage: 'setUp', reason })
    if (setup.status === 'failed') expect(eventsIn(setup.trace!.calls)).toBeLessThan(60_000)
  })

  it('has no more gas than a loop can use up, whatever the project allows', () => {
    const world = ready(setUp(targetOf('Gas', 2n ** 64n - 1n)))
    const left = world.machine.getStorage(world.test.address, 2n)
    expect(left).toBeGreaterThan(2n ** 35n)
    expect(left).toBeLessThan(2n ** 36n)
  })
})

describe('a setup that makes too many', () => {
  it('contracts: they are known, and the search calls a part', () => {
    const small = targetOf('Contracts', MUCH_GAS)
    const world = ready(setUp(small))
    expect(world.contracts()).toHaveLength(10_001)
    const { target, warnings } = campaignTarget(world, small.test)
    expect(target.functions.length).toBeLessThan(5_010)
    expect(warnings).toContain('The setup has more than 5000 functions to call: the others are left out.')
    world.commit()
    const engine = new Engine({ world, target, seed: 1n })
    const task = { epoch: 0, lane: 0, executionsMax: 100, gasMax: 1e9, broken: [], knownFailures: [] }
    expect(engine.runLane(task, () => false).executions).toBeGreaterThanOrEqual(100)
  })

  it('labels: it is told so', () => {
    const small = targetOf('ManyLabels', MUCH_GAS)
    expect(() => setUp(small)).toThrow(CheatLimitError)
  })

  it('lines: the first are kept', () => {
    const setup = setUp(targetOf('Lines', MUCH_GAS))
    if (setup.status !== 'ready') throw new Error(setup.status)
    expect(setup.console).toHaveLength(10_001)
    expect(setup.console[0]!.text.length).toBeLessThan(100_010)
    expect(setup.console.at(-1)!.text).toBe('(more than 10000 lines: the rest is left out)')
  })

  it('calls of contracts that a call creates: a part is known', () => {
    const small = targetOf('Created', MUCH_GAS)
    const world = ready(setUp(small))
    const many = small.test.artifact.abi.functions.find(({ name }) => name === 'many')!
    const data = new Uint8Array(4)
    new DataView(data.buffer).setUint32(0, many.selector)
    expect(world.call({ to: world.test.address, data }).status).toBe('success')
    expect(world.created).toHaveLength(500)
  })
})

describe('names', () => {
  it('are shown as harmless text of some length', () => {
    const names = accountNames(ready(setUp(targetOf('Names'))))
    const shown = ['5', '6', '7'].map((digit) => names.nameOf(`0x${digit.padStart(40, '0')}`))
    for (const name of shown) {
      expect(name.length).toBeLessThan(100)
      // eslint-disable-next-line no-control-regex -- that there are none is what is asked
      expect(name).not.toMatch(/[\x00-\x1f\x7f\u202e]/)
    }
    expect(shown[2]).toBe('Vault 💥')
  })
})

describe('a test that answers every getter', () => {
  const campaign = (name: string): ReturnType<typeof campaignTarget> => {
    const small = targetOf(name, MUCH_GAS)
    return campaignTarget(ready(setUp(small)), small.test)
  }

  it.each([
    ['zeros', 'Zeros'],
    ['ones', 'Ones'],
    ['offsets to itself', 'Offsets'],
    ['nothing', 'Nothing'],
    ['a revert of megabytes', 'Reverts'],
  ])('with megabytes of %s is called as if it had none', (_, name) => {
    const { target } = campaign(name)
    expect(target.functions.map(({ artifact, abi }) => `${artifact.name}.${abi.name}`)).toEqual([
      'Small.f',
      'Small.g',
    ])
  })

  it('with a list that is too long is told so', () => {
    const { target, warnings } = campaign('LongList')
    expect(target.functions).toEqual([])
    expect(warnings[0]).toMatch(/^excludeContracts\(\) gives 100000 entries; at most 5000 are looked at\./)
  })
})

describe('an artifact whose interface is not that of its code', () => {
  const lie = (artifact: ContractArtifact, abi: unknown, more: Partial<ContractArtifact> = {}) => ({
    ...artifact,
    abi: parseAbi(abi),
    ...more,
  })
  const fn = (name: string, inputs: unknown[] = []): unknown => ({
    type: 'function',
    name,
    inputs,
    outputs: [],
    stateMutability: 'nonpayable',
  })

  it('fails in setUp() if that is not there', () => {
    const small = targetOf('Empty')
    const artifact = lie(small.test.artifact, [fn('setUp')])
    expect(setUp(small, artifact)).toMatchObject({
      status: 'failed',
      stage: 'setUp',
      reason: 'EvmError: Revert',
    })
  })

  it('fails in its constructor if its code is none', () => {
    const small = targetOf('Empty')
    const endOf = (object: string): string => {
      const creation = { object, links: [], sourceMap: '' }
      const setup = setUp(small, lie(small.test.artifact, [fn('setUp')], { creation }))
      return setup.status === 'failed' ? setup.stage : setup.status
    }
    // INVALID; REVERT; a jump to nowhere; code that is INVALID; code that is STOP, which takes any call.
    expect(['fe', '5f5ffd', '5f56', '60fe5f5360015ff3', '60015ff3'].map(endOf)).toEqual([
      'constructor',
      'constructor',
      'constructor',
      'setUp',
      'ready',
    ])
  })

  it('is called all the same, and what is too large for any call is left out', () => {
    const small = targetOf('Itself')
    const artifact = lie(
      small.test.artifact,
      [
        fn('setUp'),
        fn('nowhere', [{ name: 'a', type: 'uint256' }]),
        fn('huge', [{ name: 'a', type: 'uint256[4294967295]' }]),
        { type: 'function', name: 'invariant_a', inputs: [], outputs: [], stateMutability: 'view' },
        { type: 'function', name: 'targetContracts', inputs: [], outputs: [], stateMutability: 'view' },
      ],
      {
        storageLayout: {
          storage: [
            { label: 'x', slot: '9'.repeat(78), offset: 1e9, type: 't_address' },
            { label: 'y', slot: '-1', offset: -5, type: 't_contract(Z)' },
            { label: 'z', slot: '0', offset: 0, type: 't_nothing' },
          ],
          types: {},
        },
      },
    )
    const world = ready(setUp(small, artifact))
    const { target, warnings } = campaignTarget(world, { ...small.test, artifact })
    expect(target.functions.map(({ abi }) => abi.name)).toEqual(['nowhere'])
    expect(warnings[0]).toMatch(/huge\(uint256\[4294967295\]\) is not called: its arguments are too large/)
    world.commit()
    const engine = new Engine({ world, target, seed: 1n })
    const task = { epoch: 0, lane: 0, executionsMax: 50, gasMax: 1e9, broken: [], knownFailures: [] }
    const { counts } = engine.runLane(task, () => false)
    expect(counts[0]).toBe(counts[1])
  })
})
