import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { numberEntries } from '../entry.ts'
import { isPending } from './pending-functions.ts'

const SHOP = `contract Shop { mapping(address => uint256) public cups; uint256 public stock = 1000; uint256 public odd;
  function buy(uint256 count, uint256 most) external payable { require(msg.value == count * 1 gwei); require(count <= most);
    if (msg.sender == address(0xCa11e4)) { if (most == 77777) odd++; } cups[msg.sender] += count; stock -= count; Cup(cup).give(msg.sender, count); }
  address public cup = address(new Cup()); }
contract Cup { string public symbol = "CUP"; uint8 public decimals; uint256 public totalSupply; mapping(address => uint256) public balanceOf; address shop = msg.sender;
  mapping(address => mapping(address => uint256)) public allowance;
  function give(address to, uint256 count) external { require(msg.sender == shop); balanceOf[to] += count; totalSupply += count; }
  function approve(address to, uint256 amount) external returns (bool) { allowance[msg.sender][to] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) { allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; } }`

test('what an honest user is about to send is made as it is or not at all', async () => {
  const { target, engine } = await attackerStage(
    SHOP,
    `address user = address(0xCa11e4); function setUp() public { Shop s = new Shop(); vm.deal(user, 1 ether);
      vm.prank(user); s.buy{value: 5 gwei}(5, 9); }`,
  )
  const pending = target.functions.filter(isPending)
  expect(pending.length).toBeGreaterThan(0)
  const made = new Set<string>()
  for (let epoch = 0; epoch < 4; epoch++) {
    const task = { epoch, lane: 0, executionsMax: 1_000, gasMax: 1e12, broken: [], knownFailures: [] }
    const { entries } = engine.runLane(task, () => false)
    for (const { calls } of entries)
      for (const { target: index, data, value } of calls) {
        const fixed = target.functions[index]?.fixed
        if (fixed !== undefined) made.add(String(fixed.data.join() === data.join() && fixed.value === value))
      }
    engine.append(numberEntries(entries, engine.corpus.length))
  }
  expect([...made]).toEqual(['true'])
})
