import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'
import { functionOf } from './observed-calls.ts'

const PAIR = `import "test/Mocks.sol";
contract Pair { MockToken public a; MockToken public b; uint256 public heldA; uint256 public heldB;
  constructor(MockToken one, MockToken two) { (a, b) = (one, two); a.mint(address(this), 9e24); b.mint(address(this), 1e24); (heldA, heldB) = (9e24, 1e24); }
  function swap(uint256 outA, uint256 outB, address to, bytes calldata data) external {
    require(data.length == 0);
    if (outA > 0) a.transfer(to, outA);
    if (outB > 0) b.transfer(to, outB);
    (uint256 nowA, uint256 nowB) = (a.balanceOf(address(this)), b.balanceOf(address(this)));
    CHECK
    (heldA, heldB) = (nowA, nowB); } }`
const SETUP = 'function setUp() public { new Pair(new MockToken("A", 18), new MockToken("B", 18)); }'

async function found(check: string): Promise<readonly string[]> {
  const { survey, contract } = await surveyed(PAIR.replace('CHECK', check), SETUP)
  const { functions } = contract('Pair').artifact.abi
  return survey.prepaidTrades.map(
    ({ take, pays, takes }) => `${functionOf(functions, take.data)!.name}: ${pays} for ${takes}`,
  )
}

describe('trades with a pool that is paid first', () => {
  test('are found in both directions', async () => {
    expect(await found('require(nowA * nowB >= heldA * heldB);')).toEqual(['swap: 1 for 2', 'swap: 2 for 1'])
  })

  test('are none where nothing has to be paid', async () => {
    expect(await found('')).toEqual([])
  })
})
