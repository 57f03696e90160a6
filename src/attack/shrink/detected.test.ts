import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import { nestedCall } from '../attacker/reaction-writer.ts'
import type { Call } from '../types.ts'
import { shrink } from './shrink.ts'

const ETHER = 10n ** 18n
const ALICE = '0x00000000000000000000000000000000000A11cE'
const SETUP = `Locker locker; address alice = ${ALICE}; function setUp() public { Coin coin = new Coin(); locker = new Locker(coin); coin.transfer(address(locker), 500e18);
  vm.deal(alice, 40 ether); vm.prank(alice); locker.put{value: 40 ether}(alice); }`
// Whoever has ether in it may have as many coins.
const PROTOCOL = `contract Coin { string public symbol = "CN"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
    mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance; constructor() { balanceOf[msg.sender] = 1e24; }
    function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
    function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }
  contract Locker { Coin public coin; mapping(address => uint256) public put_; mapping(address => uint256) public lent; constructor(Coin c) { coin = c; }
    function put(address who) external payable { put_[who] += msg.value; }
    function draw(address who, uint256 v, address payable to) external { put_[who] -= v; to.transfer(v); }
    function lend(uint256 v) external { lent[msg.sender] += v; require(lent[msg.sender] <= put_[msg.sender]); coin.transfer(msg.sender, v); } }`

test('of a theft that was spent on another asset the theft is told, not what it was spent on', async () => {
  const stage = await attackerStage(PROTOCOL, SETUP)
  const { engine, world, target } = stage
  const [first] = ATTACKERS
  const call = (name: string, values: readonly AbiValue[], value = 0n): Call => {
    const fn = target.functions.find(({ abi }) => abi.name === name)!
    return { ...engine.writer.callOf(fn, first!, values), value }
  }
  const sequence = [
    call('put', [first!], 2n * ETHER),
    call('draw', [ALICE, 2n * ETHER, first!]),
    call('lend', [2n * ETHER]),
  ]
  const property = target.properties.find(({ name }) => name === 'theft')!
  const parts = { world, root: engine.root, target }
  const options = { parts, writer: engine.writer, property, triesMax: 3_000, onProgress: () => false }
  const shrunk = shrink({ ...options, sequence })
  expect(shrunk?.steps.map((step) => target.functions[step.call.target]!.abi.name)).toEqual(['draw'])
  expect(shrunk?.signature.mechanism).toBe('the attacker took ETH from Locker')
})

test('what fails in the middle of calls goes first: it may burn all gas that there is, with every try', async () => {
  const stage = await attackerStage(
    `contract Bank { mapping(address => uint256) public balanceOf; function put() external payable { balanceOf[msg.sender] += msg.value; }
      function take(uint256 v) external { balanceOf[msg.sender] -= v; payable(msg.sender).call{value: v}(""); }
      function leak(uint256 v) external { payable(msg.sender).call{value: v}(""); }
      function burn() external { balanceOf[msg.sender] = 0; assembly { invalid() } } }`,
    `Bank bank; address alice = ${ALICE}; function setUp() public { bank = new Bank(); vm.deal(alice, 40 ether); vm.prank(alice); bank.put{value: 40 ether}(); }`,
  )
  const { engine, world, target } = stage
  const call = (name: string, values: readonly AbiValue[] = []): Call =>
    engine.writer.callOf(
      target.functions.find(({ abi }) => abi.name === name)!,
      ATTACKER_CONTRACT,
      values,
    )
  const burning = (outer: Call): Call => ({
    ...outer,
    reactions: [{ calls: [nestedCall(call('burn')), nestedCall(call('burn'))] }],
  })
  const before = Array.from({ length: 6 }, () => burning(call('take', [0n])))
  const shrunk = shrink({
    parts: { world, root: engine.root, target },
    writer: engine.writer,
    property: target.properties.find(({ name }) => name === 'theft')!,
    sequence: [...before, burning(call('leak', [ETHER]))],
    triesMax: 3_000,
    onProgress: () => false,
  })
  expect(shrunk?.steps.map((step) => step.call.reactions)).toEqual([undefined])
  expect(shrunk?.isMinimal).toBe(true)
})
