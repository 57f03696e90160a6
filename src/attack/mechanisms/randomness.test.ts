import { expect, it } from 'vitest'
import { mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'

const ETHER = 10n ** 18n

// What all earn since the last time is divided among those who are there when somebody settles. What was noted last is never later than now.
const PROTOCOL = `
contract Interest {
  uint256 last = block.timestamp;
  uint256 earned;
  uint256 total;
  mapping(address => uint256) public put;
  constructor() payable {}
  function deposit() external payable { total += msg.value; put[msg.sender] += msg.value; }
  function settle() internal { earned += (block.timestamp - last) * 1e32 / total; last = block.timestamp; }
  function withdraw() external {
    settle();
    uint256 amount = put[msg.sender];
    total -= amount; put[msg.sender] = 0;
    payable(msg.sender).transfer(amount + amount * earned / 1e18);
  }
  function leaveWithout(uint256 amount) external {
    require(amount > 50 ether);
    settle();
    total -= amount; put[msg.sender] -= amount;
    payable(msg.sender).transfer(amount);
  }
}`
const SETUP = `
  Interest interest;
  address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public {
    vm.deal(address(this), 50 ether);
    vm.deal(alice, 10 ether);
    interest = new Interest{value: 50 ether}();
    vm.prank(alice);
    interest.deposit{value: 10 ether}();
    vm.warp(block.timestamp + 1 days);
  }`

it('a contract that notes the time, and accepts no earlier one afterwards, is not decided by the block', async () => {
  const stage = await mechanismStage(PROTOCOL, SETUP)
  const calls = [
    stage.call('Interest', 'deposit', [], { value: 90n * ETHER }),
    stage.call('Interest', 'leaveWithout', [90n * ETHER]),
  ]
  expect(stage.mechanisms('loss', calls).map(({ id }) => id)).not.toContain('weak-randomness')
})
