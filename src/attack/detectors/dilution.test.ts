import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'

const TOKEN = `contract Token {
  string public symbol = "TOK"; uint8 public constant decimals = 18; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  function mint(address to, uint256 n) external { totalSupply += n; balanceOf[to] += n; }
  function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
  function transfer(address to, uint256 n) external returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
  function transferFrom(address from, address to, uint256 n) external returns (bool) {
    allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
}`

/** A vault of shares whose price is what it holds; how shares are counted decides. */
const vault = (name: string, mint: string, price: string): string => `contract ${name} {
  string public symbol = "${name}"; uint8 public decimals = 18; uint256 public totalSupply; IToken public token;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  constructor(IToken t) { token = t; }
  function transfer(address to, uint256 n) external returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
  function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
  function transferFrom(address from, address to, uint256 n) external returns (bool) { allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
  function held() public view returns (uint256) { return token.balanceOf(address(this)); }
  function deposit(uint256 n) external { ${mint} token.transferFrom(msg.sender, address(this), n); balanceOf[msg.sender] += s; totalSupply += s; }
  function redeem(uint256 s) external { uint256 n = s * ${price}; balanceOf[msg.sender] -= s; totalSupply -= s; token.transfer(msg.sender, n); }
}`
const PLAIN = 'uint256 s = totalSupply == 0 ? n : n * totalSupply / held();'
const PRICE = 'held() / totalSupply'

const PROTOCOL = `
interface IToken { function transfer(address, uint256) external returns (bool); function balanceOf(address) external view returns (uint256); function transferFrom(address, address, uint256) external returns (bool); }
${vault('Plain', PLAIN, PRICE)}
${vault('Full', PLAIN, PRICE)}
${vault('Offset', 'uint256 s = n * (totalSupply + 1) / (held() + 1);', '(held() + 1) / (totalSupply + 1)')}
${vault('Dead', 'uint256 s; if (totalSupply == 0) { require(n > 1e6); s = n - 1e3; balanceOf[address(1)] = 1e3; totalSupply = 1e3; } else s = n * totalSupply / held();', PRICE)}`

/** Somebody is in the bank, so nobody of ours enters empty vaults: their first depositor is still to come. */
const BANK = `contract Bank { mapping(address => uint256) public balances;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw() external { uint256 n = balances[msg.sender]; balances[msg.sender] = 0; payable(msg.sender).transfer(n); } }`

const SETUP = `Token t; Full f; function setUp() public { t = new Token(); IToken i = IToken(address(t)); new Plain(i); f = new Full(i); new Offset(i); new Dead(i);
  address ann = address(0xa11ce1); t.mint(ann, 500e18); vm.startPrank(ann); t.approve(address(f), 500e18); f.deposit(100e18); vm.stopPrank();
  Bank b = new Bank(); vm.deal(ann, 5 ether); vm.prank(ann); b.deposit{value: 5 ether}(); }`

test('is seen where a share was made so dear that the next deposit buys none, and not where that costs the attacker', async () => {
  const stage = await attackerStage(PROTOCOL + BANK, SETUP, TOKEN)
  expect(stage.survey.entrances.map(({ contract }) => stage.world.artifactAt(contract)?.name)).toEqual([
    'Plain',
    'Full',
    'Offset',
    'Dead',
  ])
  const after = (name: string, put: bigint, given: bigint): string[] => {
    stage.world.load(stage.engine.root)
    expect(stage.send(name, 'deposit', [put]).status).toBe('success')
    stage.send('Token', 'transfer', [stage.address(name), given])
    return Object.keys(stage.verdicts())
  }
  const much = 20n * 10n ** 18n
  expect(after('Plain', 1n, much)).toEqual(['dilution'])
  expect(after('Plain', 1n, 0n)).toEqual([])
  expect(after('Plain', much, much)).toEqual([])
  expect(after('Full', 1n, much)).toEqual([])
  expect(after('Offset', 1n, much)).toEqual([])
  expect(after('Offset', 1n, much / 4n)).toEqual([])
  expect(after('Dead', 10n ** 7n, much)).toEqual([])
})
