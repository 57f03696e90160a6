// Cheatcodes on the running transaction, on what calls took, and on what a setup left behind.

import { describe, expect, it } from 'vitest'
import { setUpWorld } from '../../src/world/create-world.ts'
import { revertReason } from '../../src/world/revert-reason.ts'
import { UnsupportedCheatcodeError } from '../../src/world/cheatcodes/unsupported.ts'
import type { World } from '../../src/world/types.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import { testProject } from '../helpers/test-project.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
interface Vm {
  struct Gas { uint64 gasLimit; uint64 gasTotalUsed; uint64 gasMemoryUsed; int64 gasRefunded; uint64 gasRemaining; }
  function txGasPrice(uint256) external;
  function blobhashes(bytes32[] calldata) external;
  function getBlobhashes() external view returns (bytes32[] memory);
  function pauseGasMetering() external;
  function resumeGasMetering() external;
  function lastCallGas() external view returns (Gas memory);
  function deployCode(string calldata) external returns (address);
  function snapshotState() external returns (uint256);
  function revertToState(uint256) external returns (bool);
  function startDebugTraceRecording() external;
  function toBase64(bytes calldata) external returns (string memory);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
library Big { function twice(uint256 a) external pure returns (uint256) { return a * 2; } }
contract UsesBig { function four() external pure returns (uint256) { return Big.twice(2); } }
contract Store { uint256[40] slots; function write(uint256 n) external { for (uint256 i = 0; i < n; i++) slots[i] = 1; } }
contract Recorder {
  constructor() {
    vm.startDebugTraceRecording();
  }
  function twice() external { vm.startDebugTraceRecording(); }
}
library Helper { function record() external {
    vm.startDebugTraceRecording();
} }
contract LeftoversTest {
  Store store; uint256 id; uint256 value = 1;
  function setUp() public { store = new Store(); id = vm.snapshotState(); value = 2; }
  function raisePrice(uint256 wei_) external { vm.txGasPrice(wei_); require(tx.gasprice == wei_, "now"); }
  function price() external view returns (uint256) { return tx.gasprice; }
  function blobs() external {
    require(vm.getBlobhashes().length == 0, "none");
    bytes32[] memory hashes = new bytes32[](2); hashes[0] = bytes32(uint256(7)); hashes[1] = bytes32(uint256(9));
    vm.blobhashes(hashes);
    require(blobhash(0) == bytes32(uint256(7)) && blobhash(1) == bytes32(uint256(9)) && blobhash(2) == 0, "hashes");
    require(vm.getBlobhashes()[1] == bytes32(uint256(9)), "get");
  }
  function manyBlobs() external { vm.blobhashes(new bytes32[](65)); }
  function measure() external returns (uint64 small, uint64 large) {
    store.write(1); small = vm.lastCallGas().gasTotalUsed;
    store.write(3); Vm.Gas memory gas = vm.lastCallGas(); large = gas.gasTotalUsed;
    require(gas.gasLimit == gas.gasTotalUsed + gas.gasRemaining, "sum");
  }
  function paused() external returns (uint256 metered, uint256 free) {
    uint256 before = gasleft(); store.write(20); metered = before - gasleft();
    before = gasleft(); vm.pauseGasMetering(); store.write(40); vm.resumeGasMetering(); free = before - gasleft();
  }
  function pausedElsewhere() external returns (uint256) { uint256 before = gasleft(); this.pauses(); store.write(20); vm.resumeGasMetering(); return before - gasleft(); }
  function pauses() external { vm.pauseGasMetering(); }
  function measureNothing() external view { vm.lastCallGas(); }
  function linked() external returns (uint256) { return UsesBig(vm.deployCode("UsesBig")).four() + Big.twice(1); }
  function goBack() external returns (uint256) { require(vm.revertToState(id), "back"); return value; }
  function inConstructor() external { new Recorder(); }
  function inLibrary() external { Helper.record(); }
  function bySelector() external { (bool ok,) = address(vm).call(abi.encodePacked(bytes2(0x419c), bytes2(0x8832))); ok; }
  function both(bool first) external {
    if (first) vm.startDebugTraceRecording();
    else
      vm.startDebugTraceRecording();
  }
}`

const project = await testProject({ 'test/L.t.sol': SOURCE })
const artifact = project.contracts.named('LeftoversTest')[0]!

function freshWorld(): World {
  const setup = setUpWorld({ project, artifact, env: {}, seed: 1n })
  if (setup.status !== 'ready') throw new Error(setup.status === 'failed' ? setup.reason : setup.status)
  return setup.world
}

/** What a function gives back, as numbers; or why it reverted. */
function run(world: World, name: string, ...values: (bigint | boolean)[]): bigint[] | string {
  const fn = artifact.abi.functions.find((each) => each.name === name)!
  const result = world.call({ to: world.test.address, data: encodeCall(fn, values) })
  if (result.status !== 'success') return revertReason(result.output, result.halt, () => [])
  const hex = Buffer.from(result.output).toString('hex')
  return (hex.match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`))
}

describe('cheatcodes on the transaction', () => {
  it('set the gas price, for the calls that follow too', () => {
    const world = freshWorld()
    const mark = world.mark()
    expect(run(world, 'price')).toEqual([0n])
    expect(run(world, 'raisePrice', 77n)).toEqual([])
    expect(run(world, 'price')).toEqual([77n])
    world.rollback(mark)
    expect(run(world, 'price')).toEqual([0n])
    expect(run(world, 'raisePrice', 1n << 64n)).toBe('vm.txGasPrice: gas price must be less than 2^64')
  })

  it('set the hashes of blobs', () => {
    const world = freshWorld()
    expect(run(world, 'blobs')).toEqual([])
    expect(run(world, 'manyBlobs')).toMatch('vm.blobhashes: a transaction has at most 64 blobs here, not 65')
  })
})

describe('what calls took', () => {
  it('is known to those who ask', () => {
    const [small, large] = run(freshWorld(), 'measure') as bigint[]
    // forge 1.7.1 says so.
    expect([small, large]).toEqual([22_615n, 45_011n])
  })

  it('is what the setup took before the first call', () =>
    expect(run(freshWorld(), 'measureNothing')).toEqual([]))
})

describe('paused metering', () => {
  it('gives back what was spent, to the frame that paused', () => {
    const [metered, free] = run(freshWorld(), 'paused') as bigint[]
    expect(metered).toBeGreaterThan(400_000n)
    expect(free).toBeGreaterThan(0n)
    expect(free).toBeLessThan(20_000n)
    const [spent] = run(freshWorld(), 'pausedElsewhere') as bigint[]
    expect(spent).toBeGreaterThan(400_000n)
  })
})

describe('what a setup left behind', () => {
  it('links contracts that a test deploys by name', () => expect(run(freshWorld(), 'linked')).toEqual([6n]))

  it('has the states that it took snapshots of, after the setup was made the base as well', () => {
    const world = freshWorld()
    world.commit()
    const state = world.save()
    expect(run(world, 'goBack')).toEqual([1n])
    world.load(state)
    expect(run(world, 'goBack')).toEqual([1n])
  })
})

describe('a cheatcode that nobody runs is found', () => {
  const lineOf = (text: string, skip = 0): number =>
    SOURCE.split('\n').findIndex((line, index) => index >= skip && line.includes(text)) + 1
  const place = (name: string, ...values: boolean[]): string => {
    try {
      run(freshWorld(), name, ...values)
    } catch (error) {
      if (error instanceof UnsupportedCheatcodeError) return error.message.replace(/.* at /, '')
      throw error
    }
    return 'nothing was thrown'
  }

  it.each([
    ['inConstructor', [], lineOf('constructor() {') + 1],
    ['inLibrary', [], lineOf('function record()') + 1],
    ['both', [true], lineOf('if (first)')],
    ['both', [false], lineOf('else') + 1],
    ['bySelector', [], lineOf('function bySelector()')],
  ] as const)('in %s', (name, values, line) => expect(place(name, ...values)).toBe(`test/L.t.sol:${line}.`))
})
