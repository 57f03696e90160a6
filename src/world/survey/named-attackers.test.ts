import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'

const RAFFLE = `contract Raffle {
  mapping(address => uint256) public tickets; address public owner; mapping(address => bool) public isVip;
  constructor(address o) { owner = o; }
  function enter(address who) external payable { tickets[who] += msg.value; }
  function leave() external { uint256 a = tickets[msg.sender]; tickets[msg.sender] = 0; payable(msg.sender).transfer(a); }
  function close() external { require(msg.sender == owner); }
}`
const setup = (name: string, body = '', owner = 'address(this)'): string =>
  `MockToken token; address ${name} = address(bytes20(keccak256("${name}")));
  function setUp() public { token = new MockToken("GEM", 18); token.mint(${name}, 5); Raffle raffle = new Raffle(${owner}); ${body} }`

/** Names of the accounts that the survey takes for the attacker's. */
async function attackers(setUp: string): Promise<readonly string[]> {
  const { survey } = await surveyed(RAFFLE, setUp)
  return survey.actors.flatMap(({ name, kinds }) => (kinds.includes('attacker') ? [name] : []))
}

describe('an account that the setup names as an attacker', () => {
  test.each(['attacker', 'player', 'hacker2', 'exploiter', 'maliciousUser'])('is one: %s', async (name) => {
    // Ours have the first names of this kind.
    expect(await attackers(setup(name))).toEqual([name === 'attacker' ? 'attacker 3' : name])
  })

  test.each(['players', 'playerOneWallet', 'attackedUser', 'bob'])('is somebody else: %s', async (name) => {
    expect(await attackers(setup(name))).toEqual([])
  })

  test.each([
    [
      'that put something in',
      setup('player', 'vm.deal(player, 1 ether); vm.prank(player); raffle.enter{value: 1 ether}(player);'),
    ],
    ['for whom somebody put something in', setup('player', 'raffle.enter{value: 1 ether}(player);')],
    ['who has a right', setup('attacker', '', 'attacker')],
  ])('is none %s', async (_, setUp) => {
    expect(await attackers(setUp)).toEqual([])
  })
})
