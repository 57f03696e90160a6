import { expect, test } from 'vitest'
import { worldOf } from '../../../tests/helpers/survey-world.ts'
import { functionOf, observeTests } from './observed-calls.ts'

test('calls of setUp() are those of the world as it is, and nothing is left of the second run', async () => {
  const world = await worldOf(
    `contract Registry { mapping(address => address) public entries; function set(address a, address b) external payable { entries[a] = b; } }
    contract Part {}`,
    `Registry r; Part early = new Part(); address alice = address(uint160(0xa11ce) << 120);
    function setUp() public {
      r = new Registry(); Part late = new Part(); vm.deal(alice, 3);
      vm.prank(alice); r.set{value: 3}(address(late), address(early));
      vm.prank(alice); try r.set{value: 5}(alice, alice) {} catch {}
    }`,
  )
  const before = world.machine.stateHash()
  const { calls, accounts, deployers } = observeTests(world)
  expect(world.machine.stateHash()).toBe(before)
  const [early, registry, late] = ['Part', 'Registry', 'Part'].map((name, i) => {
    const all = world.contracts().filter(({ artifact }) => artifact?.name === name)
    return all[i === 2 ? 1 : 0]!
  })
  const alice = '0x00000a11ce000000000000000000000000000000'
  expect(calls).toHaveLength(1)
  const [call] = calls
  expect(call).toMatchObject({ from: alice, to: registry!.address, value: 3n, isSetup: true })
  expect(functionOf(registry!.artifact!.abi.functions, call!.data)?.name).toBe('set')
  const text = Buffer.from(call!.data).toString('hex')
  expect(text.slice(8)).toBe([late, early].map((each) => each!.address.slice(2).padStart(64, '0')).join(''))
  expect(accounts).toContain(alice)
  expect(deployers).toEqual([])
})

test('calls have the time that the setup had set', async () => {
  const world = await worldOf(
    'contract Log { function note() external {} }',
    `Log l; function setUp() public { l = new Log(); l.note(); vm.warp(5_000); l.note(); vm.warp(9_000); l.note(); }`,
  )
  expect(observeTests(world).calls.map(({ time }) => time)).toEqual([0n, 5_000n, 9_000n])
})
