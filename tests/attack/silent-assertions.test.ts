import { expect, test } from 'vitest'

import { campaignTarget } from '../../src/attack/campaign-target.ts'
import { smallTarget, smallEngine } from '../helpers/small-campaign.ts'

test('a test whose assertions nobody looks at is told', async () => {
  const warningsOf = async (fail: string): Promise<readonly string[]> => {
    const target = await smallTarget(
      `contract CaseTest is TestBase { bool public failed;
        function assertEq(uint256 a, uint256 b) internal { if (a != b) { failed = true; ${fail} } }
        function testFuzz_three(uint256 x) public { assertEq(x, 3); } }`,
      'CaseTest',
    )
    const { world } = smallEngine(target, 1n)
    return campaignTarget(world, target.test).warnings
  }
  expect(await warningsOf('')).toEqual([expect.stringContaining("'failed', which is not looked at")])
  expect(await warningsOf('vm.store(address(vm), "failed", bytes32(uint256(1)));')).toEqual([])
})
