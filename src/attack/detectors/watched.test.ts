import { describe, expect, it } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { createPrng } from '../../primitives/prng.ts'
import { askProperty, outcomeOf, tryCall } from '../arena.ts'
import { isAskedAfterCalls } from '../types.ts'
import { PropertyWatch } from '../property-watch.ts'

const PROTOCOL = `contract Bank {
  mapping(address => uint256) public balances; uint256 public fee; bool public isPaused; address public owner = msg.sender; uint256 public until;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw(uint256 amount) external {
    require(!isPaused && block.timestamp >= until);
    if (amount > balances[msg.sender]) amount = balances[msg.sender];
    balances[msg.sender] -= amount;
    payable(msg.sender).transfer(amount - amount * fee / 100);
  }
  function drain(uint256 amount) external { payable(msg.sender).transfer(amount % 3 ether); }
  function setFee(uint256 next) external { fee = next % 3; }
  function pause(uint256 next) external { isPaused = next % 2 == 0; }
  function close(uint256 next) external { until = block.timestamp + next % (800 days); }
  function setOwner(address next) external { owner = next; }
  function setLimit() external { require(msg.sender == owner); fee = 0; }
  function run(address to) external { (bool ok, ) = to.delegatecall(""); require(ok); }
}`
const SETUP = `Bank bank; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { bank = new Bank(); vm.deal(alice, 10 ether); vm.prank(alice); bank.deposit{value: 10 ether}(); }`

describe('what detectors read', () => {
  it('is known to those who ask only when something of it was written', async () => {
    const { world, engine, target } = await attackerStage(PROTOCOL, SETUP)
    const watch = new PropertyWatch(world)
    const prng = createPrng(11n)
    const fired = new Map<string, number>()
    const missed: string[] = []
    for (let walk = 0; walk < 150; walk++) {
      world.load(engine.root)
      const known = new Map<string, boolean>()
      for (let step = 0; step < 8; step++) {
        const call = engine.writer.invent(prng, prng.nextBelow(target.functions.length), undefined)
        const mark = world.mark()
        const isSuccess = outcomeOf(tryCall(world, call)) === 'success'
        const hasPassed = call.seconds > 0 || call.blocks > 0
        if (!isSuccess && !hasPassed) continue
        const concerned = isSuccess ? watch.concernedSince(mark) : watch.ofTime
        for (const property of target.properties.filter(isAskedAfterCalls)) {
          const isAsked = watch.isConcerned(property, concerned)
          const { isBroken } = isAsked
            ? watch.ask(world.sender, property)
            : askProperty(world, world.sender, property)
          watch.done()
          if (isBroken) fired.set(property.name, (fired.get(property.name) ?? 0) + 1)
          if (isBroken && !isAsked && known.get(property.name) !== true) missed.push(property.name)
          if (isAsked || !isBroken) known.set(property.name, isBroken)
        }
      }
    }
    expect(missed).toEqual([])
    expect(
      [...fired.keys()].filter((name) => name !== 'insolvency' && name !== 'dilution').toSorted(),
    ).toEqual(['destruction', 'frozen', 'loss', 'takeover', 'theft'])
  })
})
