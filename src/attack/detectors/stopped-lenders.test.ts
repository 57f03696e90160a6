import { beforeAll, describe, expect, it } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'

const TOKEN = `contract Token { string public symbol = "TOK"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  event Transfer(address indexed from, address indexed to, uint256 value);
  constructor() { balanceOf[msg.sender] = 1e24; }
  function approve(address s, uint256 a) external returns (bool) { allowance[msg.sender][s] = a; return true; }
  function transfer(address to, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[to] += a; emit Transfer(msg.sender, to, a); return true; }
  function transferFrom(address from, address to, uint256 a) external returns (bool) { allowance[from][msg.sender] -= a; balanceOf[from] -= a; balanceOf[to] += a; emit Transfer(from, to, a); return true; } }`
/** Pools that lend what people put in, for the time of a call; the borrower answers with a word of the pool's own. */
const PROTOCOL = `${TOKEN}
interface Borrower { function onLoan(address token, uint256 amount) external returns (bytes32); }
abstract contract Pool {
  Token public token; uint256 public pooled; address public owner = msg.sender;
  constructor(Token t) { token = t; }
  function fund(uint256 amount) external { token.transferFrom(msg.sender, address(this), amount); pooled += amount; }
  function flashLoan(Borrower b, uint256 amount) external {
    uint256 before = token.balanceOf(address(this)); require(amount > 0 && amount <= before);
    check(before, amount);
    token.transfer(address(b), amount);
    require(b.onLoan(address(token), amount) == keccak256("Pool.onLoan"), "no borrower");
    token.transferFrom(address(b), address(this), amount);
  }
  function check(uint256 before, uint256 amount) internal view virtual;
}
contract Strict is Pool { constructor(Token t) Pool(t) {}
  function check(uint256 before, uint256) internal view override { require(before == pooled, "invariant"); }
  function sync() external { pooled = token.balanceOf(address(this)); } }
contract Loose is Pool { bool public isLimited; uint256 public closedUntil; constructor(Token t) Pool(t) {}
  function check(uint256 before, uint256 amount) internal view override { require(before >= pooled, "invariant");
    require(before < 2 * pooled && (!isLimited || amount <= before / 200) && block.timestamp >= closedUntil && block.timestamp < 500 days); }
  function limit() external { isLimited = true; }
  function rest() external { closedUntil = block.timestamp + 7 days; }
  function take(uint256 amount) external { token.transfer(owner, amount); pooled = 2 ** 200; } }`
const SETUP = `Token token; Strict strict; Loose loose;
  function setUp() public { token = new Token(); strict = new Strict(token); loose = new Loose(token);
    token.approve(address(strict), 1e22); strict.fund(1e22); token.approve(address(loose), 1e22); loose.fund(1e22); }`

describe('a lender that lends no more', () => {
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(PROTOCOL, SETUP)
  })
  /** What `frozen` says after some calls, which are undone. */
  const said = (calls: () => void): string | undefined => {
    const mark = stage.world.mark()
    stage.verdicts()
    calls()
    const { frozen } = stage.verdicts()
    stage.world.rollback(mark)
    return frozen
  }
  const give = (to: string, amount: bigint): void =>
    void stage.send('Token', 'transfer', [stage.address(to), amount])
  const wait = (days: bigint): void => stage.world.advance(days * 86_400n, 1n)

  it('is looked for by trials, which are no part of how the world was set up', () => {
    const { setupRecord } = stage.world
    setupRecord.isOn = true
    const before = setupRecord.steps
    const mark = stage.world.mark()
    stage.send('Token', 'transfer', [stage.address('Strict'), 1n])
    const { length } = setupRecord.steps
    expect(Object.keys(stage.verdicts())).toEqual(['frozen'])
    expect(setupRecord.steps).toHaveLength(length)
    stage.world.rollback(mark)
    expect(setupRecord.steps).toEqual(before)
    setupRecord.isOn = false
  })

  it('lends to who says what it wants to hear', () => {
    expect(stage.survey.loans.map(({ lender }) => lender)).toEqual([
      stage.address('Strict'),
      stage.address('Loose'),
    ])
    expect(stage.survey.answers.size).toBe(2)
    expect(stage.verdicts()).toEqual({})
  })
  it('is seen when a donation ends all loans', () => {
    expect(said(() => give('Strict', 1n))).toBe('Strict lends no TOK any more')
    give('Strict', 1n)
    expect(stage.detectors.describe('frozen')).toMatch(/lent 10,000 TOK for the time of a call/)
    stage.world.load(stage.engine.root)
  })
  it.each<[string, () => void]>([
    ['the books do not mind a donation', () => give('Loose', 1n)],
    ['somebody puts it right', () => (give('Strict', 1n), void stage.send('Strict', 'sync'))],
    ['only some amounts are lent no more', () => void stage.send('Loose', 'limit')],
    ['it ends by itself', () => void stage.send('Loose', 'rest')],
    ['what was lent is gone', () => void stage.send('Loose', 'take', [10n ** 22n])],
    ['time alone ended it', () => (wait(501n), give('Loose', 1n))],
    ['it cost the attacker as much', () => give('Loose', 10n ** 22n)],
  ])('is none if %s', (_why, calls) => expect(said(calls)).toBeUndefined())
})
