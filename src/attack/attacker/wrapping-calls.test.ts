import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from './attacker-target.ts'

const PAYROLL = `contract Payroll { mapping(address => uint256) public balances; constructor() { balances[msg.sender] = 1000; }
  function payAll(address[] calldata to, uint256 each) external { unchecked { uint256 sum = to.length * each; require(balances[msg.sender] >= sum);
    balances[msg.sender] -= sum; for (uint256 i = 0; i < to.length; i++) balances[to[i]] += each; } }
  function pay(address to, uint256 amount) external { balances[msg.sender] -= amount; balances[to] += amount; }
  function payEach(address[] calldata to, uint256[] calldata each) external {} }`

test('half of 2^256 for each of two is tried where numbers may wrap', async () => {
  const setup = 'Payroll p; function setUp() public { p = new Payroll(); }'
  const stage = await attackerStage(PAYROLL, setup, '', 1n, false, '0.7.6')
  const { target, engine } = stage
  const tried = (target.seeds ?? []).map((call) => [
    target.functions[call.target]!.abi.name,
    engine.writer.valuesOf(call),
  ])
  expect(tried).toEqual([['payAll', [[ATTACKERS[0], ATTACKERS[1]], 1n << 255n]]])
  const [values] = (target.seeds ?? []).map((call) => engine.writer.valuesOf(call)!)
  expect(stage.judged('Payroll', 'payAll', values)).toHaveProperty('wrap')
})
