import { describe, expect, it } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from './attacker-target.ts'

const TOKEN = (name: string, more = ''): string => `contract ${name} {
  string public symbol = "${name.toUpperCase()}"; uint8 public decimals = 6; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  function mint(address to, uint256 amount) external { totalSupply += amount; balanceOf[to] += amount; }
  function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; }
  ${more}
}`
const PROTOCOL = `interface IToken { function transferFrom(address, address, uint256) external returns (bool); }
  contract Vault { IToken public token; uint256 public total; constructor(IToken t) { token = t; } receive() external payable {}
    function put(uint256 amount) external { token.transferFrom(msg.sender, address(this), amount); total += amount; }
    function look() external view returns (uint256) { return total; } }
  ${TOKEN('Credit')}
  ${TOKEN('Vote', 'function delegate(address) external {}')}`
const SETUP = `Mock m; Vault v; Credit c; Vote w; address user = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { m = new Mock(); v = new Vault(IToken(address(m))); c = new Credit(); w = new Vote();
    m.mint(user, 5000e6); c.mint(user, 2000e6); w.mint(user, 9000e6); }`

function staged(): Promise<AttackerStage> {
  return attackerStage(PROTOCOL, SETUP, TOKEN('Mock'))
}

/** What the first attacker has, in whole units. */
function wealthOf(stage: AttackerStage, name: string): bigint {
  const asset = stage.survey.assets.findIndex((each) => each.name === name)
  return (
    stage.target.attacker!.amountOf(asset, ATTACKERS[0]!) /
    10n ** BigInt(stage.survey.assets[asset]!.decimals)
  )
}

describe('the target of an attacker', () => {
  it('has what the protocol offers, and of mocks what standards offer', async () => {
    const { target, address } = await staged()
    const called = (name: string): string[] =>
      target.functions
        .filter(({ to }) => to === address(name))
        .map(({ abi }) => abi.name)
        .toSorted()
    expect(called('Vault')).toEqual(['put', 'receive'])
    expect(called('Mock')).toEqual(['transfer', 'transferFrom'])
    expect(called('Credit')).toEqual(['approve', 'mint', 'transfer', 'transferFrom'])
    expect(target.senders).toEqual(ATTACKERS)
    expect(target.properties.map(({ name }) => name)).toEqual([
      'theft',
      'loss',
      'frozen',
      'insolvency',
      'dilution',
      'takeover',
      'destruction',
      'blocked',
      'wrap',
      'ignored-failure',
    ])
  })

  it('gives each attacker means, and little of what votes', async () => {
    const stage = await staged()
    expect(wealthOf(stage, 'ETH')).toBe(100n)
    expect(wealthOf(stage, 'MOCK')).toBeGreaterThanOrEqual(5_000n)
    expect(wealthOf(stage, 'CREDIT')).toBeGreaterThanOrEqual(200n)
    expect(wealthOf(stage, 'CREDIT')).toBeLessThan(2_000n)
    expect(wealthOf(stage, 'VOTE')).toBeLessThan(90n)
  })

  it('lets attackers deposit at once', async () => {
    const stage = await staged()
    for (const from of ATTACKERS) expect(stage.send('Vault', 'put', [7n], { from }).status).toBe('success')
  })

  it('holds at the beginning', async () => {
    const stage = await staged()
    expect(stage.engine.brokenAtRoot()).toEqual([])
  })
})
