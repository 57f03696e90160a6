import { expect, test } from 'vitest'
import { mechanismStage } from '../../tests/helpers/mechanism-stage.ts'
import { signatureOf } from './reenact.ts'

const ETHER = 10n ** 18n
const ALICE = '0xa11ce1a11ce1a11ce1a11ce1a11ce1a11ce1a11c'

const STALLS = `contract Stalls {
  mapping(address => uint256) public rents; mapping(address => uint256) public seats; uint256 public let_; uint256 public bell;
  function rent() external payable { rents[msg.sender] += msg.value; let_ += msg.value; }
  function close(address who) external {
    require(rents[msg.sender] > rents[who], "not the greater one");
    bell = block.number;
    rents[who] = 0;
  }
  function leave() external {
    uint256 paid = rents[msg.sender];
    require(paid > 0, "no stall");
    rents[msg.sender] = 0;
    let_ -= paid;
    payable(msg.sender).transfer(paid);
  }
}`
const SETUP = `Stalls stalls; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { stalls = new Stalls(); vm.deal(alice, 20 ether); vm.prank(alice); stalls.rent{value: 10 ether}(); }`

test('what was frozen before the attacker got back what it had spent, at the line that froze it', async () => {
  const stage = await mechanismStage(STALLS, SETUP)
  const { world, target, engine } = stage
  const property = target.properties.find(({ name }) => name === 'frozen')!
  const calls = [
    stage.call('Stalls', 'rent', [], { value: 11n * ETHER }),
    stage.call('Stalls', 'close', [ALICE]),
    stage.call('Stalls', 'leave'),
  ]
  const { line, mechanism } = signatureOf({ world, root: engine.root, target }, property, calls)
  expect(mechanism).toMatch(/^Stalls\.leave of .* does not work any more$/)
  expect(line!.text.trim()).toBe('rents[who] = 0;')
})
