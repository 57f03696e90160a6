import { describe, expect, test } from 'vitest'
import {
  compileArtifacts,
  type CompileSettings,
  createSmallWorld,
  type SmallWorld,
} from '../../../tests/helpers/small-world.ts'
import type { Address } from '../../evm/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { type ContractCoverage, contractCoverage } from './contract-coverage.ts'
import { hitEdges, IN_CALLS, NO_HITS } from './hit-edges.ts'

const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
import {Maths} from "src/Maths.sol";
contract Vault {
    uint256 public immutable cap;
    uint256 public total;
    address owner = address(1);
    constructor(uint256 cap_) { cap = cap_; }
    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }
    function add(uint256 amount) external {
        require(total + amount <= cap, "full");
        if (amount > 100) {
            total += Maths.twice(amount);
        } else {
            total += amount;
        }
        _note(amount);
    }
    function close() external onlyOwner {
        total = 0;
    }
    function hidden(uint256 a, uint256 b) external returns (uint256) {
        if (a == 12345 && b == 54321) {
            return _rare(a);
        }
        return b;
    }
    function _note(uint256 amount) internal {
        emit Noted(amount);
    }
    function _rare(uint256 a) internal returns (uint256) {
        total = a;
        return a + 1;
    }
    event Noted(uint256 amount);
    receive() external payable {
        total++;
    }
}
`
const MATHS = `library Maths {
    function twice(uint256 a) internal pure returns (uint256) {
        return a * 2;
    }
}
`
const FACTORY = `import {Vault} from "src/Vault.sol";
contract Factory {
    Vault public small = new Vault(50);
    Vault public large = new Vault(1000);
}
`
const SOURCES = { 'src/Vault.sol': VAULT, 'src/Maths.sol': MATHS, 'test/Factory.sol': FACTORY }

type Subject = {
  readonly vaults: readonly [Address, Address]
  readonly small: SmallWorld
  readonly artifact: ContractArtifact
}

async function subject(settings: CompileSettings): Promise<Subject> {
  const artifacts = await compileArtifacts(SOURCES, settings)
  const small = createSmallWorld(artifacts, 'Factory')
  const { machine } = small.world
  const address = (name: string): Address =>
    `0x${Buffer.from(small.call(small.world.test.address, name).output.slice(12)).toString('hex')}`
  const vaults = [address('small'), address('large')] as const
  for (const vault of vaults) small.track(vault, 'Vault')
  machine.coverage.merge('drop')
  machine.coverage.reset()
  return { vaults, small, artifact: artifacts.get('Vault')! }
}

function covered({ small, artifact }: Subject, counts = (_path: string): boolean => true): ContractCoverage {
  const { coverage } = small.world.machine
  const hits = hitEdges(coverage, {
    success: coverage.seen('success').slice(),
    failure: coverage.seen('failure').slice(),
    setup: new Uint8Array(0),
  })
  const codes = coverage.codes()
  const found = [...codes].find(([, code]) => code.length === artifact.runtime.object.length / 2)
  return contractCoverage({ artifact, code: found![1], hits: hits.get(found![0])!, counts })
}

function run({ small }: Subject, to: Address, name: string, ...values: bigint[]): void {
  const { status } = small.call(to, name, values)
  small.world.machine.coverage.merge(status === 'success' ? 'success' : 'failure')
}

/** Lines that ran, and lines that did not. */
function linesOf({ byPath }: ContractCoverage, path: string): { ran: number[]; not: number[] } {
  const all = [...(byPath.get(path) ?? [])].sort(([a], [b]) => a - b)
  const isRan = ([, bits]: readonly [number, number]): boolean => (bits & IN_CALLS) !== 0
  return {
    ran: all.filter(isRan).map(([line]) => line),
    not: all.filter((each) => !isRan(each)).map(([line]) => line),
  }
}

function states({ functions }: ContractCoverage): Record<string, string> {
  return Object.fromEntries(functions.map(({ signature, state }) => [signature, state]))
}

const LEGACY = { ran: [10, 13, 14, 15, 18, 20, 22, 25, 26, 29, 31, 32], not: [16, 23, 27, 34, 35, 36, 40] }
// By way of Yul a modifier's `_` has code too; with the optimiser, heads and what was inlined have none.
const YUL = { ran: [9, ...LEGACY.ran], not: [11, 16, 23, 27, 34, 35, 36, 39, 40] }
const YUL_OPTIMISED = { ran: [10, 14, 15, 18, 25, 26, 29, 32], not: [16, 27, 36, 40] }

describe.each([
  ['without the optimiser', {}, LEGACY],
  ['with the optimiser', { optimizer: { enabled: true } }, LEGACY],
  ['by way of Yul', { viaIR: true }, YUL],
  ['by way of Yul, with the optimiser', { viaIR: true, optimizer: { enabled: true } }, YUL_OPTIMISED],
] satisfies [string, CompileSettings, unknown][])('%s', (_name, settings, lines) => {
  test('lines and functions are those that ran', async () => {
    const all = await subject(settings)
    run(all, all.vaults[0], 'add', 10n)
    run(all, all.vaults[0], 'close')
    run(all, all.vaults[0], 'hidden', 1n, 2n)
    const coverage = covered(all)
    expect(linesOf(coverage, 'src/Vault.sol')).toEqual(lines)
    const inLibrary = linesOf(coverage, 'src/Maths.sol')
    expect([inLibrary.ran, inLibrary.not.at(-1)]).toEqual([[], 3])
    expect([coverage.lines, coverage.linesReached]).toEqual([
      lines.ran.length + lines.not.length + inLibrary.not.length,
      lines.ran.length,
    ])
    expect(states(coverage)).toMatchObject({
      'cap()': 'never entered',
      'total()': 'never entered',
      'add(uint256)': 'reached',
      'close()': 'undone',
      'hidden(uint256,uint256)': 'reached',
      '_note(uint256)': 'reached',
      '_rare(uint256)': 'never entered',
      'receive()': 'never entered',
      'twice(uint256)': 'never entered',
    })
  })

  test('what a branch hides runs when its condition is met, and a library counts where it was built in', async () => {
    const all = await subject(settings)
    run(all, all.vaults[1], 'add', 101n)
    run(all, all.vaults[1], 'hidden', 12_345n, 54_321n)
    const { ran, not } = linesOf(covered(all), 'src/Vault.sol')
    expect(ran).toEqual(expect.arrayContaining([16, 27, 36]))
    expect(not).toEqual(expect.arrayContaining([18, 40]))
    expect(linesOf(covered(all), 'src/Maths.sol').ran).toContain(3)
    expect(states(covered(all))).toMatchObject({ '_rare(uint256)': 'reached', 'twice(uint256)': 'reached' })
    expect(
      linesOf(
        covered(all, (path) => path === 'src/Maths.sol'),
        'src/Vault.sol',
      ).ran,
    ).toEqual([])
  })

  test('contracts that differ in an immutable are covered together', async () => {
    const all = await subject(settings)
    // 60 fits into the second only.
    run(all, all.vaults[0], 'add', 60n)
    expect(states(covered(all))['add(uint256)']).toBe('undone')
    // Yul puts a value for the call on line 20 on the stack before anything is checked.
    expect(linesOf(covered(all), 'src/Vault.sol').ran).not.toContain(20)
    run(all, all.vaults[1], 'add', 60n)
    expect(states(covered(all))['add(uint256)']).toBe('reached')
    expect(linesOf(covered(all), 'src/Vault.sol').ran).toContain(18)
  })
})

test('functions say where they are and how much of them ran', async () => {
  const all = await subject({})
  run(all, all.vaults[0], 'hidden', 12_345n, 1n)
  const { functions } = covered(all)
  const found = functions.map(({ signature, source, lines, linesReached }) =>
    [signature, `${source?.path}:${source?.line}`, `${linesReached}/${lines}`].join(' '),
  )
  expect(found).toEqual([
    'twice(uint256) src/Maths.sol:2 0/2',
    'add(uint256) src/Vault.sol:13 0/6',
    'close() src/Vault.sol:22 0/2',
    'hidden(uint256,uint256) src/Vault.sol:25 3/4',
    '_note(uint256) src/Vault.sol:31 0/2',
    '_rare(uint256) src/Vault.sol:34 0/3',
    'receive() src/Vault.sol:39 0/1',
    'cap() undefined:undefined 0/0',
    'total() undefined:undefined 0/0',
  ])
})

test.each([
  {},
  { optimizer: { enabled: true } },
  { viaIR: true },
  { viaIR: true, optimizer: { enabled: true } },
])(
  'a revert that the caller catches is no way out, whatever the function shares with others (%j)',
  async (settings) => {
    const sources = {
      'src/Inner.sol': `contract Inner {
    uint256 x;
    function always(uint256 a) external { bump(a); revert("no"); }
    function fine(uint256 a) external { bump(a); }
    function undone(uint256 a) external { bump(a); }
    function late(uint256 a) external returns (uint256) { bump(a); if (a < 9) revert("late"); return a; }
    function value(uint256 a) external returns (uint256) { bump(a); return a; }
    function bump(uint256 a) internal { x += a; if (x > 1000) x = 0; }
}`,
      'test/Outer.sol': `import {Inner} from "src/Inner.sol";
contract Outer {
    Inner public inner = new Inner();
    function tryAll(uint256 a) external {
        try inner.always(a) {} catch {}
        try inner.late(a) {} catch {}
        inner.fine(a);
        inner.value(a);
    }
    function failIt() external { inner.undone(1); revert("undone"); }
}`,
    }
    const artifacts = await compileArtifacts(sources, settings)
    const small = createSmallWorld(artifacts, 'Outer')
    const { test: outer, machine } = small.world
    machine.coverage.merge('drop')
    machine.coverage.reset()
    const all = { small, vaults: [outer.address, outer.address] as const, artifact: artifacts.get('Inner')! }
    run(all, outer.address, 'tryAll', 7n)
    run(all, outer.address, 'failIt')
    const early = {
      'always(uint256)': 'undone',
      'late(uint256)': 'undone',
      'undone(uint256)': 'undone',
      'fine(uint256)': 'reached',
      'value(uint256)': 'reached',
    }
    expect(states(covered(all))).toMatchObject(early)
    run(all, outer.address, 'tryAll', 9n)
    expect(states(covered(all))).toMatchObject({ ...early, 'late(uint256)': 'reached' })
  },
)

test.each([
  {},
  { optimizer: { enabled: true } },
  { viaIR: true },
  { viaIR: true, optimizer: { enabled: true } },
])('a public function that only another one calls has run (%j)', async (settings) => {
  const sources = {
    'src/Pool.sol': `contract Pool {
    mapping(address => uint256) public staked;
    uint256 public total;
    bool public paused;
    function withdraw(uint256 amount) public {
        staked[msg.sender] -= amount;
        total -= amount;
    }
    function pause() public {
        paused = true;
    }
    function exit() external {
        withdraw(staked[msg.sender]);
    }
    function stop() external {
        pause();
        revert("not yet");
    }
}`,
    'test/Outer.sol': `import {Pool} from "src/Pool.sol";
contract Outer {
    Pool public pool = new Pool();
    function leave() external { pool.exit(); }
    function stop() external { try pool.stop() {} catch {} }
}`,
  }
  const small = createSmallWorld(await compileArtifacts(sources, settings), 'Outer')
  const { test: outer, machine } = small.world
  machine.coverage.merge('drop')
  machine.coverage.reset()
  const artifact = (await compileArtifacts(sources, settings)).get('Pool')!
  const all = { small, vaults: [outer.address, outer.address] as const, artifact }
  run(all, outer.address, 'leave')
  expect(states(covered(all))).toMatchObject({
    'withdraw(uint256)': 'reached',
    'exit()': 'reached',
    'pause()': 'never entered',
    'stop()': 'never entered',
  })
  run(all, outer.address, 'stop')
  expect(states(covered(all))).toMatchObject({ 'stop()': 'undone' })
})

test('code that never ran, is empty or has no source map has no lines that ran', async () => {
  const { artifact } = await subject({})
  const code = Buffer.from(artifact.runtime.object, 'hex')
  const options = { artifact, code, hits: NO_HITS, counts: () => true }
  expect(contractCoverage(options)).toMatchObject({ lines: 21, linesReached: 0 })
  const empty = contractCoverage({ ...options, code: new Uint8Array(0) })
  expect([empty.lines, empty.functions.every(({ state }) => state === 'unknown')]).toEqual([0, true])
  const unmapped = { ...artifact, runtime: { ...artifact.runtime, sourceMap: ';;;x:y:z' } }
  const without = contractCoverage({ ...options, artifact: unmapped })
  expect(without.lines).toBe(0)
  expect(states(without)['add(uint256)']).toBe('never entered')
  const noText = { ...artifact, sources: { pathOf: () => 'gone.sol', textOf: () => undefined } }
  expect(contractCoverage({ ...options, artifact: noText }).lines).toBe(0)
})
