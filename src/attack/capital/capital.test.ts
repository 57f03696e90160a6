import { describe, expect, test } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { accountNames } from '../../world/describe/account-names.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import { type CapitalStory, capitalStory } from './capital-story.ts'
import type { Call } from '../types.ts'

const TOKEN = `contract Token {
  string public symbol = "TOK"; uint8 public constant decimals = 18; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  function mint(address to, uint256 n) external { totalSupply += n; balanceOf[to] += n; }
  function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
  function transfer(address to, uint256 n) external returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
  function transferFrom(address from, address to, uint256 n) external returns (bool) {
    allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
}
interface Borrower { function onFlashLoan(address, address, uint256, uint256, bytes calldata) external returns (bytes32); }
contract MockLender {
  Token t; constructor(Token t_) { t = t_; }
  function flashLoan(Borrower b, address a, uint256 n, bytes calldata d) external returns (bool) {
    t.transfer(address(b), n); b.onFlashLoan(msg.sender, a, n, n / 1000, d); return t.transferFrom(address(b), address(this), n + n / 1000); }
}`

/** Who puts 1,000 in gets a bonus out of what others put in: that much capital is needed, and comes back. */
const BANK = (bonus: string, only = 'true'): string => `
interface IToken { function transfer(address, uint256) external returns (bool); function transferFrom(address, address, uint256) external returns (bool); }
contract Bank {
  IToken public token; mapping(address => uint256) public balances; constructor(IToken t) { token = t; }
  function deposit(uint256 n) external { token.transferFrom(msg.sender, address(this), n); balances[msg.sender] += n; }
  function leave() external { require(${only}); uint256 n = balances[msg.sender]; balances[msg.sender] = 0; token.transfer(msg.sender, n >= 1_000e18 ? n + ${bonus} : n); }
  function gift(uint256 n) external { token.transfer(msg.sender, n); }
}`
const SETUP = (lender = ''): string => `Bank b; Token t; function setUp() public {
  t = new Token(); b = new Bank(IToken(address(t))); t.mint(address(this), 5_000e18); t.approve(address(b), 5_000e18); b.deposit(5_000e18); ${lender} }`
const LENDER = 't.mint(address(new MockLender(t)), 100_000e18);'
const UNIT = 10n ** 18n

function callOf(stage: AttackerStage, name: string, values: readonly bigint[] = []): Call {
  const to = stage.address('Bank')
  const fn = stage.target.functions.find((each) => each.to === to && each.abi.name === name)!
  const data = stage.calldata('Bank', name, values)
  return { target: fn.index, to, from: ATTACKERS[0]!, value: 0n, data, seconds: 0, blocks: 0 }
}

function storyOf(stage: AttackerStage, calls: readonly Call[], detector = 'theft'): CapitalStory | undefined {
  const { engine, world, target } = stage
  const property = target.properties.find(({ name }) => name === detector)!
  const parts = { world, root: engine.root, target }
  const names = accountNames(world, { senders: ATTACKERS })
  return capitalStory({ parts, facts: target.attacker!, property }, engine.writer, names, calls)
}

describe('the capital that a theft takes', () => {
  const robbed = async (bank: string, lender = ''): Promise<CapitalStory | undefined> => {
    const stage = await attackerStage(bank, SETUP(lender), TOKEN)
    return storyOf(stage, [callOf(stage, 'deposit', [1_500n * UNIT]), callOf(stage, 'leave')])
  }

  test('is the least that works, and what a lender of the world was seen to lend', async () => {
    const { line, report } = (await robbed(BANK('5e18'), LENDER))!
    expect(line).toBe(
      'needs 1,500 TOK of capital; MockLender lends it for 1.5 TOK: tried inside the loan, by who has nothing else',
    )
    expect(report).toMatchObject({
      source: 'lender',
      needed: [{ asset: 'TOK', amount: (1_500n * UNIT).toString() }],
      loans: [{ lender: 'MockLender', fee: { text: '1.5 TOK' } }],
    })
  })

  test("is the attacker's own if a loan costs more than the theft brings, or contracts are kept out", async () => {
    const { report, line } = (await robbed(BANK('1e18'), LENDER))!
    expect(report).toMatchObject({ source: 'own', needed: [{ asset: 'TOK' }] })
    expect(line).toContain("the attacker's own")
    expect((await robbed(BANK('5e18', 'msg.sender == tx.origin'), LENDER))!.report.source).toBe('own')
  })

  test('may come from outside, is nothing for who may simply take it, and is not told of what comes to nothing', async () => {
    const stage = await attackerStage(BANK('5e18'), SETUP(), TOKEN)
    const robbery = [callOf(stage, 'deposit', [1_500n * UNIT]), callOf(stage, 'leave')]
    const outside = storyOf(stage, robbery)!
    expect(outside.line).toContain('or a loan of a lender outside of this world, if there is one')
    expect(outside.report).toMatchObject({ source: 'external', loans: [] })
    const { line, report } = storyOf(stage, [callOf(stage, 'gift', [900n * UNIT])])!
    expect(line).toBe('needs no capital: it works for somebody who has nothing')
    expect(report).toEqual({ needed: [], source: 'none', loans: [] })
    expect(storyOf(stage, [callOf(stage, 'deposit', [UNIT])])).toBeUndefined()
  })

  test('is nothing, however much time passes: who has nothing has invested nothing', async () => {
    const late = BANK('5e18').replace(
      'gift(uint256 n) external {',
      'gift(uint256 n) external { require(block.timestamp > 1 days);',
    )
    const stage = await attackerStage(late, SETUP(), TOKEN)
    const gift = { ...callOf(stage, 'gift', [4_000n * UNIT]), seconds: 100_000, blocks: 8_000 }
    expect(storyOf(stage, [gift])!.line).toBe('needs no capital: it works for somebody who has nothing')
    // What is really put in while time passes still counts.
    const stake = callOf(stage, 'deposit', [1_500n * UNIT])
    expect(
      storyOf(stage, [stake, { ...callOf(stage, 'leave'), seconds: 100_000, blocks: 8_000 }]),
    ).toBeUndefined()
  })

  test('is asked of what a call did, too, and not only of the state that it leaves', async () => {
    const stage = await attackerStage(
      `contract Bank { mapping(address => uint256) public balances;
        function deposit() external payable { balances[msg.sender] += msg.value; }
        function leave(uint256 n) external { balances[msg.sender] -= n; payable(msg.sender).send(n); } }`,
      'function setUp() public { new Bank(); }',
    )
    const put = { ...callOf(stage, 'deposit'), value: 3n * UNIT }
    const { line } = storyOf(stage, [put, callOf(stage, 'leave', [2n * UNIT])], 'ignored-failure')!
    expect(line).toBe('needs 3 wei of capital, with smaller amounts than these')
  })
})
