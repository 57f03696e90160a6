import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { batchedCalls } from './batched-calls.ts'

test('a list of bytes gets what users called one by one, once and twice, with its ether where the list may have some', async () => {
  const stage = await attackerStage(
    `contract Booth { mapping(uint256 => uint256) public sums;
      function pay(uint256 row) public payable { sums[row] += msg.value; }
      function mark(uint256 row) public { sums[row] += 1; }
      function all(uint256 until, bytes[] calldata calls, bool isStrict) external payable { require(isStrict && block.timestamp <= until);
        for (uint256 i; i < calls.length; i++) address(this).delegatecall(calls[i]); }
      function free(bytes[] calldata calls) external { for (uint256 i; i < calls.length; i++) address(this).delegatecall(calls[i]); }
      function signed(bytes32 hash, bytes[] calldata parts) external { sums[uint256(hash)] += parts.length; } }`,
    'function setUp() public { new Booth(); }',
  )
  const { functions } = stage.target
  const to = stage.address('Booth')
  const [from] = stage.target.senders
  const known = [
    { to, value: 7n, data: stage.calldata('Booth', 'pay', [3n]) },
    { to, value: 0n, data: stage.calldata('Booth', 'mark', [4n]) },
    { to, value: 9n, data: stage.calldata('Booth', 'pay', [5n]) },
  ]
  const told = batchedCalls(known, functions, from!).map((call) => {
    const values = stage.engine.writer.valuesOf(call)!
    const list = values.find((value) => Array.isArray(value)) as readonly Uint8Array[]
    const rows = list.map((data) => data.at(-1))
    return `${functions[call.target]!.abi.name} ${rows.join()} ${call.value}`
  })
  expect(told).toEqual(['all 5 9', 'all 5,5 9', 'all 4 0', 'all 4,4 0', 'free 4 0', 'free 4,4 0'])
})
