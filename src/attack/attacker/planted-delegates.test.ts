import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from './attacker-target.ts'

test('the attacker is tried as a number where code of others works on the storage of who delegates to it', async () => {
  const stage = await attackerStage(
    `contract Clock { uint256 public time; function setTime(uint256 t) external { time = t; } }
     contract Tower { address public clock; uint256 public time; constructor(address c) { clock = c; }
       function wind(uint256 t) external { (bool ok, ) = clock.delegatecall(abi.encodeCall(Clock.setTime, (t))); require(ok); }
       function windTwice(uint256 t, uint256 u) external {} function stop() external {} }`,
    'Tower t; function setUp() public { t = new Tower(address(new Clock())); }',
  )
  const tried = (stage.target.seeds ?? []).map(({ target, data }) => [
    stage.target.functions[target]!.abi.name,
    `0x${Buffer.from(data.subarray(16)).toString('hex')}`,
  ])
  expect(tried).toEqual([['wind', ATTACKERS[2]]])
  // Which is a takeover of all that the contract is.
  stage.send('Tower', 'wind', [BigInt(ATTACKERS[2]!)])
  stage.send('Tower', 'wind', [1n])
  expect(stage.verdicts()).toHaveProperty('destruction')
})
