// What gifts gave is taken off: as much as they gave, by whatever door.

import { describe, expect, it } from 'vitest'
import { attackerStage } from '../helpers/attacker-stage.ts'
import { ATTACKERS } from '../../src/attack/attacker/attacker-target.ts'

const ETHER = 10n ** 18n
const SETUP = `Faucet faucet; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { faucet = new Faucet{value: 100 ether}(); }`

describe('a gift', () => {
  it('that was not given hides no theft', async () => {
    const stage = await attackerStage(
      `contract Faucet { mapping(address => bool) public has; constructor() payable {}
        function drip() external { if (has[msg.sender]) return; has[msg.sender] = true; payable(msg.sender).transfer(0.1 ether); }
        function withdraw(uint256 amount) external { payable(msg.sender).transfer(amount); } }`,
      SETUP,
    )
    for (let i = 0; i < 30; i++) stage.send('Faucet', 'drip')
    expect(stage.verdicts()).toEqual({})
    stage.send('Faucet', 'withdraw', [2n * ETHER])
    expect(stage.verdicts()).toHaveProperty('theft')
  })

  it('is one, too, if it is asked for several accounts at once', async () => {
    const stage = await attackerStage(
      `contract Faucet { mapping(address => bool) public has; constructor() payable {}
        function drip() external { give(msg.sender); }
        function dripFor(address[] calldata all) external { for (uint256 i; i < all.length; i++) give(all[i]); }
        function give(address to) internal { require(!has[to], "once"); has[to] = true; payable(to).transfer(0.1 ether); } }`,
      SETUP,
    )
    stage.send('Faucet', 'dripFor', [[ATTACKERS[0]!, ATTACKERS[1]!]])
    expect(stage.verdicts()).toEqual({})
  })

  it('is one, too, inside a multicall', async () => {
    const stage = await attackerStage(
      `contract Faucet { mapping(address => bool) public has; constructor() payable {}
        function drip() external { require(!has[msg.sender], "once"); has[msg.sender] = true; payable(msg.sender).transfer(0.1 ether); }
        function multicall(bytes[] calldata data) external { for (uint256 i; i < data.length; i++) { (bool ok,) = address(this).delegatecall(data[i]); require(ok); } } }`,
      SETUP,
    )
    stage.send('Faucet', 'multicall', [[stage.calldata('Faucet', 'drip')]])
    expect(stage.verdicts()).toEqual({})
  })
})
