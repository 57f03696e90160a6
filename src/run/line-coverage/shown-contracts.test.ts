import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { shownContracts } from './shown-contracts.ts'

test('what attackers force ether with is no contract of the project', async () => {
  const protocol = `contract Game {
    address public leader;
    function play() external payable { require(address(this).balance < 10 ether, "over"); leader = msg.sender; }
  }`
  const stage = await attackerStage(
    protocol,
    'Game game; function setUp() public { game = new Game(); vm.deal(address(this), 3 ether); game.play{value: 3 ether}(); }',
  )
  expect(stage.target.functions.map(({ artifact, abi }) => `${artifact.name}.${abi.name}`)).toContain(
    'ForcedEther.force',
  )
  expect([...shownContracts(stage.engine).values()].map(({ artifact }) => artifact.name)).toEqual(['Game'])
})
