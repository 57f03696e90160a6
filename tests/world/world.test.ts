import { beforeEach, describe, expect, it } from 'vitest'
import { BaseError } from '../../src/primitives/errors.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import type { AbiValue } from '../../src/project/abi/types.ts'
import type { Address } from '../../src/evm/types.ts'
import { UnsupportedCheatcodeError } from '../../src/world/cheatcodes/unsupported.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { runTest } from '../../src/world/run-test.ts'
import type { World, WorldResult } from '../../src/world/types.ts'
import { testProject } from '../helpers/test-project.ts'

const SOURCE = `
interface Vm {
  function prank(address) external; function startPrank(address) external; function stopPrank() external;
  function label(address, string calldata) external; function assume(bool) external; function warp(uint256) external;
  function expectCall(address, bytes calldata) external; function mockCall(address, bytes calldata, bytes calldata) external;
  function store(address, bytes32, bytes32) external; function recordLogs() external;
  function makePayable(address) external; function startDebugTraceRecording() external;
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
library console {
  function send(bytes memory data) internal view { (bool ok,) = 0x000000000000000000636F6e736F6c652e6c6f67.staticcall(data); require(ok); }
  function log(string memory a, uint256 b) internal view { send(abi.encodeWithSignature("log(string,uint256)", a, b)); }
  function old(string memory a, uint256 b) internal view { send(abi.encodeWithSignature("log(string,uint)", a, b)); }
}
contract Counter {
  uint256 public count; address public last;
  function add(uint256 by) external returns (uint256) { last = msg.sender; return count += by; }
}
contract CounterTest {
  event log(string); event log_named_uint(string key, uint256 value); event log_named_decimal_uint(string key, uint256 value, uint256 decimals);
  Counter public counter; address owner = address(0xA11CE); uint256 plain = 5; Counter second;
  function setUp() public { counter = new Counter(); second = counter; vm.label(address(0xB0B), "bob"); }
  function add(uint256 by) external { counter.add(by); }
  function leavePrank() external { vm.startPrank(owner); }
  function addAs(address who) external returns (address) { vm.prank(who); counter.add(1); return counter.last(); }
  function warpTo(uint256 time) external { vm.warp(time); }
  function now_() external view returns (uint256) { return block.timestamp; }
  function named(string calldata name) external { vm.label(address(this), name); }
  function assumeNot() external { vm.assume(false); }
  function failSoftly() external { vm.store(address(vm), "failed", bytes32(uint256(1))); }
  function expectAdd() external { vm.expectCall(address(counter), abi.encodeCall(Counter.add, (1))); }
  function print() external { console.log("number %d", 7); console.old("old", 8); emit log("a log"); emit log_named_uint("key", 9); emit log_named_decimal_uint("price", 1500000, 6); }
  function testPrint() external { console.log("in a test", 1); }
  function unsupported() external {
    vm.startDebugTraceRecording();
  }
  function unknown() external { vm.makePayable(address(1)); }
  function mockThenUnsupported() external { vm.mockCall(address(counter), "", ""); vm.startDebugTraceRecording(); }
}`

const project = await testProject({ 'test/Counter.t.sol': SOURCE })
const artifact = project.contracts.named('CounterTest')[0]!
const ALICE: Address = '0x00000000000000000000000000000000000a11ce'
const BOB: Address = '0x0000000000000000000000000000000000000b0b'

let world: World
beforeEach(() => {
  const setup = setUpWorld({ project, artifact, env: {}, seed: 1n })
  if (setup.status !== 'ready') throw new Error(setup.reason)
  world = setup.world
})

function run(name: string, ...values: AbiValue[]): WorldResult {
  const fn = artifact.abi.functions.find((each) => each.name === name)!
  return world.call({ to: world.test.address, data: encodeCall(fn, values) })
}
function wordOf(result: WorldResult): bigint {
  return BigInt(`0x${Buffer.from(result.output).toString('hex')}`)
}
function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
const count = (): bigint =>
  world.machine.getStorage(world.contracts().find(({ artifact: a }) => a?.name === 'Counter')!.address, 0n)

describe('a world that was set up', () => {
  it('knows its contracts, in order, with their artifacts', () => {
    expect(world.contracts().map(({ artifact: found }) => found?.id)).toEqual([
      'test/Counter.t.sol:CounterTest',
      'test/Counter.t.sol:Counter',
    ])
  })

  it('knows names from labels and from variables, the first variable first', () => {
    const counter = world.contracts()[1]!.address
    expect(Object.fromEntries(world.labels)).toEqual({ [counter]: 'counter', [ALICE]: 'owner', [BOB]: 'bob' })
  })

  it('keeps what a call changed', () => {
    run('add', 3n)
    run('add', 4n)
    expect(count()).toBe(7n)
  })

  it('undoes a failed call but keeps what cheatcodes did in it', () => {
    expect(run('assumeNot')).toMatchObject({ status: 'revert', verdict: 'assume' })
    expect(run('add', (1n << 256n) - 1n).status).toBe('success')
    expect(run('add', 1n)).toMatchObject({ status: 'revert', verdict: 'ran' })
  })

  it('lets time pass', () => {
    world.advance(100n, 3n)
    expect(wordOf(run('now_'))).toBe(101n)
    expect(world.machine.block.number).toBe(4n)
  })
})

describe('going back', () => {
  const change = (): void => {
    run('add', 5n)
    run('leavePrank')
    run('warpTo', 1_000n)
    run('named', 'test')
  }
  const expectUnchanged = (): void => {
    expect(count()).toBe(0n)
    expect(wordOf(run('now_'))).toBe(1n)
    expect(world.labels.has(world.test.address)).toBe(false)
    // The prank is gone: Alice's would refuse this one.
    expect(wordOf(run('addAs', BOB))).toBe(BigInt(BOB))
  }

  it('to a mark undoes state, block and what cheatcodes remember', () => {
    const mark = world.mark()
    change()
    world.rollback(mark)
    expectUnchanged()
  })

  it('to a saved state works from any other, again and again', () => {
    const before = world.save()
    change()
    const after = world.save()
    world.load(before)
    expectUnchanged()
    world.load(after)
    expect(count()).toBe(5n)
    expect(wordOf(run('now_'))).toBe(1_000n)
    expect(run('addAs', BOB).status).toBe('revert')
    world.load(before)
    expectUnchanged()
  })

  it('switches off what only the undone call needed', () => {
    const mark = world.mark()
    run('expectAdd')
    world.rollback(mark)
    expect(run('add', 2n).status).toBe('success')
  })
})

describe('what marks a run as failed', () => {
  it('is seen until the world goes back', () => {
    const mark = world.mark()
    expect(run('add', 1n).isFailed).toBe(false)
    expect(run('failSoftly')).toMatchObject({ status: 'success', isFailed: true })
    expect(run('add', 1n).isFailed).toBe(true)
    world.rollback(mark)
    expect(run('add', 1n).isFailed).toBe(false)
  })
})

describe('printing', () => {
  it('keeps lines of console.log and of events, in order, while it is on', () => {
    run('print')
    expect(world.takeConsole()).toEqual([])
    world.keepConsole(true)
    run('print')
    expect(world.takeConsole().map(({ text }) => text)).toEqual([
      'number 7',
      'old 8',
      'a log',
      'key: 9',
      'price: 1.500000',
    ])
    world.keepConsole(false)
    run('print')
    expect(world.takeConsole()).toEqual([])
  })

  it('a test gives its own', () => {
    const fn = artifact.abi.functions.find(({ name }) => name === 'testPrint')!
    expect(runTest(world, fn, [])).toMatchObject({ status: 'passed', console: [{ text: 'in a test 1' }] })
  })
})

describe('a cheatcode that is not there', () => {
  const lineOf = (text: string): number => SOURCE.split('\n').findIndex((line) => line.includes(text)) + 1

  it('ends the call with its name and place', () => {
    const error = thrownBy(() => run('unsupported')) as UnsupportedCheatcodeError
    expect(error).toBeInstanceOf(UnsupportedCheatcodeError)
    expect(error).toBeInstanceOf(BaseError)
    expect(error.message).toBe(
      `vm.startDebugTraceRecording() is not supported; it is called at test/Counter.t.sol:${lineOf('    vm.startDebugTraceRecording();')}.`,
    )
  })

  it('is a revert, as in forge, if Foundry has none of it', () => {
    const { status, output } = run('unknown')
    expect(status).toBe('revert')
    expect(new TextDecoder().decode(output)).toMatch(
      /unknown cheatcode with selector 0x[0-9a-f]{8}; you may have/,
    )
  })

  it('leaves the world as it was', () => {
    expect(() => run('mockThenUnsupported')).toThrow(UnsupportedCheatcodeError)
    expect(run('add', 1n).status).toBe('success')
    expect(count()).toBe(1n)
  })
})
