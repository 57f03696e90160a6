import { beforeAll, describe, expect, it } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'

const ETHER = 10n ** 18n
const [FIRST, SECOND] = ATTACKERS as readonly [`0x${string}`, `0x${string}`]

/** By what happens to the bid that is outdone. */
const BACK = {
  Pushed: 'payable(leader).transfer(price);',
  Required: '(bool ok, ) = leader.call{value: price}(""); require(ok);',
  Tolerant: 'payable(leader).send(price);',
  Credited: 'owed[leader] += price;',
  CreditedIfRefused: 'if (!payable(leader).send(price)) owed[leader] += price;',
  WithWayOut: 'payable(leader).transfer(price);',
  // Wrapped ether is on the real chain, and not in this world.
  Wrapped:
    'if (!payable(leader).send(price)) { IWeth(0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2).deposit{value: price}(); IWeth(weth).transfer(leader, price); }',
  ForASeller: 'payable(seller).transfer(msg.value);',
}
const AUCTIONS = Object.entries(BACK)
  .map(
    ([name, back]) => `contract ${name} {
  address leader; uint256 price; mapping(address => uint256) public owed; address seller = address(0x5e11e5); address weth = 0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2;
  function bid() external payable {
    require(msg.value > price);
    if (leader != address(0)) { ${back} }
    leader = msg.sender; price = msg.value;
  }
  function claim() external { uint256 a = owed[msg.sender]; owed[msg.sender] = 0; payable(msg.sender).transfer(a); }
  ${name === 'WithWayOut' ? 'function giveUp() external { owed[leader] += price; leader = address(0); }' : ''}
}`,
  )
  .join('\n')
const SHOP = `interface IWeth { function deposit() external payable; function transfer(address to, uint256 amount) external returns (bool); }
contract Shop {
  address public owner = msg.sender; mapping(uint256 => address) public ownerOf; uint256 public left = 1;
  function ticket() external payable { require(msg.value == 1 ether && left > 0); left--; ownerOf[left] = msg.sender; }
  function sell(uint256 id) external payable { require(msg.value == 1 ether); if (ownerOf[id] != address(0)) payable(ownerOf[id]).transfer(1 ether); ownerOf[id] = msg.sender; }
}`

/** In worlds of three: no more doors are looked at. */
const WORLDS = [
  ['Pushed', 'Required', 'Tolerant'],
  ['Credited', 'CreditedIfRefused', 'WithWayOut'],
  ['Wrapped', 'ForASeller', 'Shop'],
]

describe('a function that pays who used it last', () => {
  const stages = new Map<string, AttackerStage>()
  beforeAll(async () => {
    for (const names of WORLDS) {
      const made = names.map((name) => `new ${name}();`).join(' ')
      const stage = await attackerStage(`${AUCTIONS}\n${SHOP}`, `function setUp() public { ${made} }`)
      for (const name of names) stages.set(name, stage)
    }
  })
  /** What is said when the attacker has bid a little more than the user of the survey, and then so much. */
  const said = (name: string, ...bids: readonly bigint[]): Readonly<Record<string, string>> => {
    const stage = stages.get(name)!
    const mark = stage.world.mark()
    for (const [i, value] of [ETHER + 1n, ...bids].entries())
      expect(stage.send(name, 'bid', [], { value, from: [FIRST, SECOND][i]! }).status).toBe('success')
    const verdicts = stage.verdicts()
    stage.world.rollback(mark)
    return verdicts
  }

  it('works for users after the setup', () => {
    for (const [i, stage] of [...new Set(stages.values())].entries()) {
      expect(stage.survey.doors).toHaveLength(WORLDS[i]!.length)
      expect(stage.verdicts()).toEqual({})
    }
  })
  it.each(['Pushed', 'Required'])('is blocked by who refuses that: %s', (name) => {
    expect(said(name)).toEqual({
      blocked: `${name}.bid works for nobody any more if the attacker refuses what it is paid`,
    })
  })
  it.each(Object.keys(BACK).slice(2))('is not where somebody else bears the refusal: %s', (name) => {
    expect(said(name)).toEqual({})
  })
  it('is not by who has bought it', () => {
    expect(said('Pushed', 30n * ETHER)).toEqual({})
  })
  it('is not where it came to an end, or is about a thing that the attacker has', () => {
    const stage = stages.get('Shop')!
    stage.send('Shop', 'ticket', [], { value: ETHER })
    stage.send('Shop', 'sell', [3n], { value: ETHER })
    expect(stage.verdicts()).toEqual({})
  })
})
