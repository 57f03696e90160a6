// The first one into an empty vault says what a share is worth, and who comes next pays for it. The setups leave the vaults empty.

import { expect, test } from 'vitest'
import { answersTo, plantedScenario } from '../helpers/planted-scenario.ts'

const BOOKS = `contract Granary {
  Gold public immutable gold; uint256 public sacks; mapping(address => uint256) public sacksOf;
  constructor(Gold g) { gold = g; }
  function store(uint256 amount) external {
    uint256 all = gold.balanceOf(address(this));
    uint256 got = sacks == 0 ? amount : amount * sacks / all; /* flaw */
    require(gold.transferFrom(msg.sender, address(this), amount)); sacks += got; sacksOf[msg.sender] += got; }
  function fetch(uint256 count) external {
    uint256 amount = count * gold.balanceOf(address(this)) / sacks;
    sacksOf[msg.sender] -= count; sacks -= count; require(gold.transfer(msg.sender, amount)); }
}`

const ETHER = `contract Well {
  uint256 public totalDrops; mapping(address => uint256) public drops;
  function pour() external payable {
    uint256 before = address(this).balance - msg.value;
    uint256 got = totalDrops == 0 ? msg.value : msg.value * totalDrops / before; /* flaw */
    totalDrops += got; drops[msg.sender] += got; }
  function draw() external {
    uint256 own = drops[msg.sender]; uint256 amount = own * address(this).balance / totalDrops;
    drops[msg.sender] = 0; totalDrops -= own; payable(msg.sender).transfer(amount); }
  receive() external payable {}
}`

const TOKEN = `contract Barn {
  Gold public immutable gold; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;
  constructor(Gold g) { gold = g; }
  function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
  function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
  function transferFrom(address f, address to, uint256 v) external returns (bool) {
    allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; }
  function enter(uint256 amount, address to) external {
    uint256 all = totalSupply;
    uint256 got = all == 0 ? amount : amount * all / gold.balanceOf(address(this)); /* flaw */
    require(gold.transferFrom(msg.sender, address(this), amount)); totalSupply += got; balanceOf[to] += got; }
  function leave(uint256 shares) external {
    uint256 amount = shares * gold.balanceOf(address(this)) / totalSupply;
    balanceOf[msg.sender] -= shares; totalSupply -= shares; require(gold.transfer(msg.sender, amount)); }
}`

/** The first shares belong to nobody: who gives the others something gives nearly all of it to them. */
const dead = (supply: string): string => `if (${supply} == 0) { got -= 1e12; ${supply} = 1e12; }`

test.each([
  ['shares in books', BOOKS, 'new Granary(gold)', dead('sacks')],
  ['shares of ether', ETHER, 'new Well()', dead('totalDrops')],
  ['shares that are a token', TOKEN, 'new Barn(gold)', dead('totalSupply')],
])('%s', { timeout: 240_000 }, async (_, protocol, made, repair) => {
  const setup = `Gold gold; function setUp() public { gold = new Gold(90_000e18); ${made}; }`
  const scenario = plantedScenario(protocol, setup, '/* flaw */', repair)
  expect(await answersTo(scenario, { flawed: 12_000, repaired: 8_000 })).toEqual([['dilution'], []])
})
