import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'

test('what users did to each other is known, by function; what was arranged, or is about oneself, is none of it', async () => {
  const stage = await attackerStage(
    `contract Court { address public judge = msg.sender; mapping(address => uint256) public fines; mapping(address => address) public friend;
      function appoint(address who) external { require(msg.sender == judge); fines[who] = 0; }
      function sue(address who, uint256 amount) external { fines[who] += amount; }
      function befriend(address who) external { friend[msg.sender] = who; }
      function confess(address who) external { require(who == msg.sender); fines[who]++; } }`,
    `Court court; address ada = address(uint160(0xada) << 120); address bob = address(uint160(0xb0b) << 120);
     function setUp() public { court = new Court(); court.appoint(ada); court.appoint(bob);
      vm.startPrank(ada); court.confess(ada); court.sue(bob, 7); court.sue(bob, 8); court.befriend(address(court)); vm.stopPrank();
      vm.prank(bob); court.confess(bob); }`,
    '',
    1n,
    true,
  )
  const { writer } = stage.engine
  const [ada, bob] = ['0x0000000ada', '0x0000000b0b'].map((head) => head.padEnd(42, '0'))
  const { dealings } = stage.target.attacker!
  expect(dealings.map(({ call, about }) => [call.from, ...writer.valuesOf(call)!, about])).toEqual([
    [ada, bob, 7n, bob],
  ])
})
