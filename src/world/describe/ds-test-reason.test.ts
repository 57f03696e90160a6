import { expect, test } from 'vitest'
import { compileArtifacts, createSmallWorld } from '../../../tests/helpers/small-world.ts'
import { accountNames } from './account-names.ts'
import { describeFailure } from './describe-failure.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Marks {
    event log(string);
    event log_named_uint(string key, uint256 value);
    event log_named_string(string key, string value);
    function fail() internal {
        (bool ok, ) = 0x7109709ECfa91a80626fF3989D68f67F5b1DD12D.call(abi.encodeWithSignature(
            "store(address,bytes32,bytes32)", 0x7109709ECfa91a80626fF3989D68f67F5b1DD12D, bytes32("failed"), bytes32(uint256(1))));
        ok;
    }
    function assertEq(uint256 a, uint256 b) internal {
        if (a == b) return;
        emit log("Error: a == b not satisfied [uint]");
        emit log_named_uint("      Left", a);
        emit log_named_uint("     Right", b);
        fail();
    }
    function plain() external { emit log("before"); assertEq(3, 5); assertEq(7, 8); emit log_named_uint("  after", 9); }
    function named() external { emit log_named_string("Error", "shares"); assertEq(3, 5); }
    function inner() external { this.plain(); emit log("behind"); }
    function assertTrue_() external { emit log("Error: Assertion Failed"); fail(); }
    function silent() external { emit log_named_uint("  Left", 1); fail(); }
}
`

test('a mark of ds-test is told with what was compared', async () => {
  const { world, calldata } = createSmallWorld(await compileArtifacts({ 'src/Marks.sol': SOURCE }), 'Marks')
  const { address } = world.test
  const reasonOf = (name: string): string =>
    describeFailure(world, {
      names: accountNames(world),
      messages: [],
      without: [],
      // The world of this test has no cheatcodes, so nobody sees the mark.
      ask: () => ({ ...world.call({ to: address, data: calldata(address, name) }), isFailed: true }),
      make: () => {
        throw new Error('There is no call.')
      },
      place: { place: 'nowhere', mechanism: 'marked as failed' },
    }).reason
  const compared = 'a == b not satisfied [uint] (Left: 3, Right: 5)'
  expect(reasonOf('plain')).toBe(compared)
  expect(reasonOf('named')).toBe(`shares: ${compared}`)
  expect(reasonOf('inner')).toBe(compared)
  expect(reasonOf('assertTrue_')).toBe('Assertion Failed')
  expect(reasonOf('silent')).toBe('marked as failed')
}, 600_000)
