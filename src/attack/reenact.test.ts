import { expect, test } from 'vitest'
import { attackerStage } from '../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from './attacker/attacker-target.ts'
import { signatureOf } from './reenact.ts'
import type { Address } from '../evm/types.ts'
import type { AbiValue } from '../project/abi/types.ts'
import type { Call } from './types.ts'

test('a theft is told where what is taken was paid, though the last step gives back what was put in', async () => {
  const stage = await attackerStage(
    `contract Seal { string public symbol = "SEAL"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance; constructor() { balanceOf[msg.sender] = 1e24; }
      function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
      function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
      function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }
    contract Cabin { Seal public seal; mapping(address => uint256) public rents; constructor(Seal s) { seal = s; }
      function rent() external payable { rents[msg.sender] += msg.value; }
      function pick() external { require(rents[msg.sender] >= 1 ether);
        seal.transfer(msg.sender, 5e18); }
      function leave() external { uint256 all = rents[msg.sender]; rents[msg.sender] = 0;
        payable(msg.sender).transfer(all); } }`,
    'function setUp() public { Seal s = new Seal(); Cabin c = new Cabin(s); s.transfer(address(c), 20e18); }',
  )
  const call = (name: string, value = 0n): Call => {
    const fn = stage.target.functions.find(({ abi }) => abi.name === name)!
    return { ...stage.engine.writer.callOf(fn, ATTACKERS[0]!, []), value }
  }
  const property = stage.target.properties.find(({ name }) => name === 'theft')!
  const parts = { world: stage.world, root: stage.engine.root, target: stage.target }
  const { line } = signatureOf(parts, property, [call('rent', 10n ** 18n), call('pick'), call('leave')])
  expect(line?.text).toContain('seal.transfer(msg.sender, 5e18)')
})

test('a theft is told where security is given back, if something else had set it free', async () => {
  const stage = await attackerStage(
    `contract Lot { mapping(uint256 => address) public owner; mapping(uint256 => uint256) public pledge; mapping(uint256 => bool) public isLent; uint256 public next = 1;
      function open() external payable { owner[next] = msg.sender; pledge[next++] = msg.value; }
      function borrow() external { uint256 lot = next - 1; require(owner[lot] == msg.sender && pledge[lot] >= 2 ether && !isLent[lot]);
        isLent[lot] = true; coin.transfer(msg.sender, 5e18); }
      function split() external { uint256 lot = next - 1; require(owner[lot] == msg.sender);
        owner[next] = msg.sender; pledge[next++] = pledge[lot]; pledge[lot] = 0; }
      function close() external { uint256 lot = next - 1; require(owner[lot] == msg.sender && !isLent[lot]); uint256 n = pledge[lot]; pledge[lot] = 0;
        payable(msg.sender).transfer(n); }
      Coin public coin; constructor(Coin c) { coin = c; } }
    contract Coin { string public symbol = "COIN"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance; constructor() { balanceOf[msg.sender] = 1e24; }
      function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
      function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
      function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }`,
    'function setUp() public { Coin c = new Coin(); Lot l = new Lot(c); c.transfer(address(l), 20e18); }',
  )
  const call = (name: string, value = 0n): Call => {
    const fn = stage.target.functions.find(({ abi }) => abi.name === name)!
    return { ...stage.engine.writer.callOf(fn, ATTACKERS[0]!, []), value }
  }
  const property = stage.target.properties.find(({ name }) => name === 'theft')!
  const parts = { world: stage.world, root: stage.engine.root, target: stage.target }
  const steps = [call('open', 3n * 10n ** 18n), call('borrow'), call('split'), call('close')]
  expect(signatureOf(parts, property, steps).line?.text).toContain('payable(msg.sender).transfer(n)')
})

test('what is only passed from one account of the attacker to another has secured nothing', async () => {
  const stage = await attackerStage(
    `contract Coin { string public symbol = "COIN"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance; constructor() { balanceOf[msg.sender] = 1e24; }
      function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
      function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
      function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }
    contract Berth { Coin public coin; mapping(uint256 => address) public tenant; mapping(uint256 => uint256) public paid; mapping(address => bool) public hasDrawn; uint256 public next = 1;
      constructor(Coin c) { coin = c; }
      function rent() external payable { tenant[next] = msg.sender; paid[next++] = msg.value; }
      function draw() external { require(tenant[next - 1] == msg.sender && paid[next - 1] >= 1 ether && !hasDrawn[msg.sender]); hasDrawn[msg.sender] = true;
        coin.transfer(msg.sender, 5e18); }
      function pass(address to) external { require(tenant[next - 1] == msg.sender); tenant[next - 1] = to; }
      function leave() external { require(tenant[next - 1] == msg.sender); tenant[next - 1] = address(0);
        payable(msg.sender).transfer(paid[next - 1]); } }`,
    'function setUp() public { Coin c = new Coin(); Berth b = new Berth(c); c.transfer(address(b), 20e18); }',
  )
  const call = (name: string, from: Address, values: readonly AbiValue[] = [], value = 0n): Call => {
    const fn = stage.target.functions.find(({ abi }) => abi.name === name)!
    return { ...stage.engine.writer.callOf(fn, from, values), value }
  }
  const property = stage.target.properties.find(({ name }) => name === 'theft')!
  const parts = { world: stage.world, root: stage.engine.root, target: stage.target }
  const [one, two] = ATTACKERS
  const steps = [
    call('rent', one!, [], 10n ** 18n),
    call('draw', one!),
    call('pass', one!, [two!]),
    call('leave', two!),
  ]
  expect(signatureOf(parts, property, steps).line?.text).toContain('coin.transfer(msg.sender, 5e18)')
})
