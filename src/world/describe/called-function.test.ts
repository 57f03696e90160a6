import { expect, test } from 'vitest'
import { testProject } from '../../../tests/helpers/test-project.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { setUpWorld } from '../create-world.ts'
import { calledFunction } from './called-function.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface IPair { function swap(uint256 amountOut, address to) external; }
interface ISame { function swap(uint256 given, address receiver) external; }
// Two functions with one selector.
interface IOne { function collate_propagate_storage(bytes16) external; }
interface IOther { function burn(uint256) external; }
contract Vault { function put(uint256 amount) external {} }
contract PairTest {
  Vault vault = new Vault();
  address pair;
  function setUp() public {
    bytes memory code = hex"600160005360016000f3";
    assembly { sstore(pair.slot, create(0, add(code, 32), mload(code))) }
  }
  function test_nothing() public {}
}
`

test('calls of contracts without source are what the project calls them through', async () => {
  const project = await testProject({ 'test/Pair.t.sol': SOURCE })
  const setup = setUpWorld({
    project,
    artifact: project.contracts.named('PairTest')[0]!,
    env: {},
    seed: 1n,
  })
  if (setup.status !== 'ready') throw new Error(setup.status)
  const { world } = setup
  const named = (data: Uint8Array): string | undefined => calledFunction(world, undefined, data)?.signature
  const selector = project.contracts.named('IPair')[0]!.abi.functions[0]!.selector
  const call = (text: string): Uint8Array => hexToBytes(`0x${text}`)
  expect(named(call(`${selector.toString(16).padStart(8, '0')}${'00'.repeat(64)}`))).toBe(
    'swap(uint256,address)',
  )
  // No arguments of it.
  expect(named(call(`${selector.toString(16).padStart(8, '0')}${'00'.repeat(32)}`))).toBeUndefined()
  expect(named(call('12345678'))).toBeUndefined()
  // burn(uint256) and collate_propagate_storage(bytes16) have one selector: nobody knows which is meant.
  expect(named(call(`42966c68${'00'.repeat(32)}`))).toBeUndefined()
})
