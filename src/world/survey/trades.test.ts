import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'
import { functionOf } from './observed-calls.ts'

const ROUTER = `import "test/Mocks.sol";
contract Router { mapping(address => uint256) public reserve;
  constructor(MockToken a, MockToken b) { a.mint(address(this), 1e24); b.mint(address(this), 1e24); reserve[address(a)] = reserve[address(b)] = 1e24; }
  function swapAlong(uint256 amountIn, uint256 minOut, address[] calldata path, address to, uint256 deadline) external {
    CHECKS
    require(path.length == 2 && path[0] != path[1] && block.timestamp <= deadline);
    MockToken from = MockToken(path[0]); MockToken into = MockToken(path[1]);
    uint256 out = amountIn * reserve[address(into)] / (reserve[address(from)] + amountIn); require(out > 0 && out >= minOut);
    from.transferFrom(msg.sender, address(this), amountIn); into.transfer(to, out); reserve[address(from)] += amountIn; reserve[address(into)] -= out; }
  function swapNothing() external {} }`
const SETUP = 'function setUp() public { new Router(new MockToken("A", 18), new MockToken("B", 18)); }'

async function tradesOf(checks: string): Promise<readonly string[]> {
  const { survey, contract } = await surveyed(ROUTER.replace('CHECKS', checks), SETUP)
  return survey.trades.map(({ data }) => functionOf(contract('Router').artifact.abi.functions, data)!.name)
}

describe('trades', () => {
  test('are calls of a swap that work, there and back', async () => {
    expect(await tradesOf('')).toEqual(['swapAlong', 'swapAlong'])
  })

  test('are found where a failing check takes all gas', async () => {
    expect(await tradesOf('if (minOut == 0) assembly { invalid() }')).toContain('swapAlong')
  })
})
