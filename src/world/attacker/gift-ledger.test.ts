import { expect, it } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from '../../attack/attacker/attacker-target.ts'

const PROTOCOL = `contract Club {
  mapping(address => bool) public isServed; uint256 public calls;
  function welcome() external { require(!isServed[msg.sender]); isServed[msg.sender] = true; payable(msg.sender).transfer(0.1 ether); }
  function ring(bool isRefused) external { (bool ok, ) = msg.sender.call(""); require(ok && !isRefused); calls++; }
}`
const SETUP = 'Club c; function setUp() public { c = new Club(); vm.deal(address(c), 10 ether); }'

it('counts gifts that the attacker takes, also in the middle of a call, and forgets what is undone', async () => {
  const stage = await attackerStage(PROTOCOL, SETUP)
  expect(stage.survey.gifts.map(({ abi, amount }) => [abi.name, amount])).toEqual([['welcome', 10n ** 17n]])
  const [first, second, from] = ATTACKERS as readonly [`0x${string}`, `0x${string}`, `0x${string}`]
  const reactions = [
    { calls: [{ to: stage.address('Club'), value: 0n, data: stage.calldata('Club', 'welcome') }] },
  ]
  stage.send('Club', 'welcome', [], { from: first })
  expect(stage.verdicts()).toEqual({})
  // The gift that is taken in the middle of a call that fails is none.
  expect(stage.send('Club', 'ring', [true], { from, reactions }).status).toBe('revert')
  expect(stage.send('Club', 'ring', [false], { from, reactions }).status).toBe('success')
  expect(stage.verdicts()).toEqual({})
  stage.send('Club', 'welcome', [], { from: second })
  expect(stage.verdicts()).toEqual({})
  stage.world.machine.setBalance(first, stage.world.machine.getBalance(first) + 10n ** 17n)
  stage.world.machine.setBalance(stage.address('Club'), 9n * 10n ** 18n)
  expect(stage.verdicts()).toHaveProperty('theft')
})
