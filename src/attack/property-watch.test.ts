import { expect, test } from 'vitest'
import { attackerStage } from '../../tests/helpers/attacker-stage.ts'

const SHELF = `contract Shelf { mapping(address => uint256) public jars; uint256 public all;
  function put() external payable { require(msg.value == 0.03 ether); jars[msg.sender]++; all++; }
  function take() external { jars[msg.sender]--; all--; payable(msg.sender).transfer(0.03 ether); } }`

test('what detectors have users do is nothing that the search has reached', async () => {
  const stage = await attackerStage(
    SHELF,
    'function setUp() public { Shelf s = new Shelf(); vm.deal(address(0x901d), 1 ether); vm.prank(address(0x901d)); s.put{value: 0.03 ether}(); }',
  )
  // They were asked once, about the state after setup, and let the user take the jar.
  expect(stage.target.properties.some(({ kind }) => kind === 'detector')).toBe(true)
  expect(stage.engine.edges).toEqual({ success: 0, failure: 0 })
  expect(stage.verdicts()).toEqual({})
})
