import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'
import { readWord } from '../../primitives/bytes.ts'
import { functionOf } from './observed-calls.ts'
import type { PendingCall } from './types.ts'

const EXCHANGE = (check: string): string => `import "test/Mocks.sol";
contract Exchange { MockToken a; MockToken b; uint256 stockA = 1e22; uint256 stockB = 1e22; address public owner;
  constructor(MockToken x, MockToken y) { a = x; b = y; owner = msg.sender; x.mint(address(this), 1e22); y.mint(address(this), 1e22); }
  function sell(uint256 least, uint256 amount) external { uint256 bought = amount * stockB / (stockA + amount); ${check}
    a.transferFrom(msg.sender, address(this), amount); b.transfer(msg.sender, bought); stockA += amount; stockB -= bought; }
  function give(uint256 amount) external { a.transferFrom(msg.sender, address(this), amount); } }`
const SETUP = (from: string): string => `MockToken a; address user = address(0xCa11e4);
  function setUp() public { a = new MockToken("A", 18); MockToken b = new MockToken("B", 18); Exchange e = new Exchange(a, b);
    a.mint(user, 1e22); a.mint(address(this), 1e22); a.approve(address(e), 1e22);
    vm.startPrank(user); a.approve(address(e), 1e22); vm.stopPrank();
    ${from === 'user' ? 'vm.startPrank(user);' : ''} e.sell(0, 1e18); e.give(1e18); ${from === 'user' ? 'vm.stopPrank();' : ''} }`

type Words = { readonly name: string; readonly words: readonly bigint[]; readonly pending: PendingCall }

async function pendingOf(check: string, from = 'user'): Promise<readonly Words[]> {
  const { survey, contract } = await surveyed(EXCHANGE(check), SETUP(from))
  return survey.pending.map((pending) => {
    const { data } = pending.call
    const { name } = functionOf(contract('Exchange').artifact.abi.functions, data)!
    return { name, words: [readWord(data, 4), readWord(data, 36)], pending }
  })
}

describe('what users are about to send', () => {
  test('is what gave them something for something, with as much as moves a price', async () => {
    const [sale, ...others] = await pendingOf('')
    expect(others).toEqual([])
    expect(sale!.name).toBe('sell')
    const [least, amount] = sale!.words
    expect(least).toBe(0n)
    expect(amount).toBeGreaterThan(4n * 10n ** 20n)
    expect(sale!.pending.paid).toEqual([expect.objectContaining({ amount })])
    expect(sale!.pending.got).toHaveLength(1)
  })

  test('says the least that is wanted, where that is obeyed', async () => {
    const [sale] = await pendingOf('require(bought >= least);')
    const got = sale!.pending.got[0]!.amount
    expect(sale!.words[0]).toBe(got - got / 100n)
  })

  test('sends ether for what is wanted and little more, where the rest comes back', async () => {
    const shop = (rest: string): string => `import "test/Mocks.sol";
      contract Exchange { MockToken cup = new MockToken("CUP", 0); uint256 public price = 1 ether;
        function buy(uint256 cups) external payable { uint256 cost = cups * price; require(msg.value >= cost);
          cup.mint(msg.sender, cups); ${rest} } }`
    const setup = `address user = address(0xCa11e4);
      function setUp() public { Exchange e = new Exchange(); vm.deal(user, 90 ether); vm.startPrank(user); e.buy{value: 3 ether}(2); vm.stopPrank(); }`
    const valueOf = async (rest: string): Promise<bigint> =>
      (await surveyed(shop(rest), setup)).survey.pending[0]!.call.value
    expect(await valueOf('payable(msg.sender).transfer(msg.value - cost);')).toBe(202n * 10n ** 16n)
    expect(await valueOf('')).toBe(3n * 10n ** 18n)
  })

  test('names the ether that it sends, where it has to', async () => {
    const shop = `import "test/Mocks.sol";
      contract Exchange { MockToken cup = new MockToken("CUP", 0); uint256 public price = 1 ether;
        function buy(uint256 cups, uint256 most) external payable { uint256 cost = cups * price; require(msg.value == most && most >= cost);
          cup.mint(msg.sender, cups); payable(msg.sender).transfer(most - cost); } }`
    const setup = `address user = address(0xCa11e4);
      function setUp() public { Exchange e = new Exchange(); vm.deal(user, 90 ether); vm.startPrank(user); e.buy{value: 3 ether}(2, 3 ether); vm.stopPrank(); }`
    const { survey } = await surveyed(shop, setup)
    const { value, data } = survey.pending[0]!.call
    expect([value, readWord(data, 36)]).toEqual([202n * 10n ** 16n, 202n * 10n ** 16n])
  })

  test('is no more than a word holds, whatever a token says that somebody has', async () => {
    const market = `import "test/Mocks.sol";
      contract Endless { string public symbol = "INF"; uint8 public decimals; uint256 public totalSupply = 1; mapping(address => uint256) public balanceOf;
        mapping(address => mapping(address => uint256)) public allowance; function fill(address to) external { balanceOf[to] = type(uint256).max; }
        function approve(address to, uint256 amount) external returns (bool) { allowance[msg.sender][to] = amount; return true; }
        function transfer(address to, uint256 amount) public returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
        function transferFrom(address, address, uint256) external returns (bool) { return true; } }
      contract Market { MockToken a; Endless public endless = new Endless(); constructor(MockToken x) { a = x; }
        function sell(uint256 least, uint256 amount) external payable { least; a.transferFrom(msg.sender, address(this), amount); endless.fill(msg.sender); } }`
    const setup = `address user = address(0xCa11e4); function setUp() public { MockToken a = new MockToken("A", 18); Market m = new Market(a);
      a.mint(user, 1e22); vm.deal(user, 90 ether); vm.startPrank(user); a.approve(address(m), 1e22); m.sell{value: 1 ether}(0, 1e18); vm.stopPrank(); }`
    const { survey } = await surveyed(market, setup)
    expect(survey.pending[0]!.got[0]!.amount).toBeGreaterThan(1n << 255n)
  })

  test('is of people: what a contract or an owner sent in the setup is not expected again', async () => {
    const mine = 'address(0xCa11e4) == msg.sender || msg.sender == owner'
    expect(await pendingOf(`require(${mine});`, 'owner')).toEqual([])
    expect(await pendingOf(`require(${mine});`)).toHaveLength(1)
  })
})
