import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { solidityLines } from '../describe/solidity-lines.ts'
import { FORCE, FORCED_ETHER } from './forced-ether.ts'

test('a contract that cannot be paid is left ether all the same, and a finding says so', async () => {
  const stage = await attackerStage(
    `contract Level { mapping(address => uint256) public balances; uint256 public total;
      function deposit() external payable { balances[msg.sender] += msg.value; total += msg.value; }
      function withdraw() external { require(address(this).balance == total); uint256 n = balances[msg.sender]; balances[msg.sender] = 0; total -= n; payable(msg.sender).transfer(n); } }`,
    'Level l; address ann = address(0xa11ce1); function setUp() public { l = new Level(); vm.deal(ann, 9 ether); vm.prank(ann); l.deposit{value: 9 ether}(); }',
  )
  const { world, target } = stage
  const to = stage.address('Level')
  expect(target.functions.map(({ abi }) => abi.name)).toEqual(['deposit', 'withdraw', 'force'])
  const [from] = target.senders
  const call = { from: from!, to: FORCED_ETHER, value: 3n, data: encodeCall(FORCE, [to]) }
  const before = world.machine.getBalance(to)
  expect(world.call({ ...call, to, data: new Uint8Array() }).status).toBe('revert')
  expect(world.call(call).status).toBe('success')
  expect(world.machine.getBalance(to)).toBe(before + 3n)
  expect(world.call(call).status).toBe('success')
  expect(stage.verdicts()).toHaveProperty('frozen')
  expect(solidityLines(world, [{ ...call, seconds: 0, blocks: 0 }])).toEqual([
    expect.stringMatching(/^vm\.deal\((0x\w{40}), \1\.balance \+ 3\);/),
  ])
})

test("what somebody else has paid to where the ether passes through is not handed on: it is nobody's gain", async () => {
  const stage = await attackerStage(
    'contract Till { uint256 public left; constructor() payable {} function count() external { left = address(this).balance; } function pay(address to) external { payable(to).transfer(1 ether); } }',
    'Till till; function setUp() public { till = new Till{value: 3 ether}(); }',
  )
  const { world, target } = stage
  const { machine } = world
  const [from] = target.senders
  const call = { from: from!, to: FORCED_ETHER, value: 0n, data: encodeCall(FORCE, [from!]) }
  const mark = world.mark()
  const { trace } = world.trace(() => world.call(call))
  const [made] = trace.calls[0]!.events.flatMap((event) => (event.kind === 'call' ? [event.call.to] : []))
  world.rollback(mark)
  expect(stage.send('Till', 'pay', [made!]).status).toBe('success')
  const before = machine.getBalance(from!)
  expect(world.call(call).status).toBe('revert')
  expect(machine.getBalance(from!)).toBe(before)
})
