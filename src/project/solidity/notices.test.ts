import { expect, it } from 'vitest'

import { compileStandardJson } from '../../../tests/helpers/solidity.ts'
import { noticesOfAst, noticesOfDocs, noticesOfMetadata } from './notices.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Base {
  /// forge-config: default.fuzz.runs = 1
  function testBase(uint x) public {}
  /// @notice base's own
  function testBoth() public virtual {}
}
/// @title not this
/// @notice forge-config: default.invariant.runs = 7
/// @dev forge-config: default.invariant.depth = 9
contract Derived is Base {
  /**
   * forge-config: default.fuzz.runs = 3
   * @param x not this
   * and not this
   */
  function testOwn(uint x) public {}
  /// @notice derived's own
  function testBoth() public override {}
  function plain() public {}
}`

it('says the same from documentation, from metadata and from the syntax tree', async () => {
  const output = await compileStandardJson<{
    contracts: Record<
      string,
      Record<
        string,
        { metadata: string; userdoc: unknown; devdoc: unknown; evm: { methodIdentifiers: unknown } }
      >
    >
    sources: Record<string, { ast: unknown }>
  }>({
    language: 'Solidity',
    sources: { 'A.sol': { content: SOURCE } },
    settings: {
      outputSelection: {
        '*': { '*': ['metadata', 'userdoc', 'devdoc', 'evm.methodIdentifiers'], '': ['ast'] },
      },
    },
  })
  const { metadata, userdoc, devdoc, evm } = output.contracts['A.sol']!['Derived']!
  const expected = {
    contract: 'forge-config: default.invariant.runs = 7\nforge-config: default.invariant.depth = 9',
    functions: new Map([
      ['testBase(uint256)', 'forge-config: default.fuzz.runs = 1'],
      ['testBoth()', "derived's own"],
      ['testOwn(uint256)', 'forge-config: default.fuzz.runs = 3'],
    ]),
  }
  expect(noticesOfDocs(userdoc, devdoc)).toEqual(expected)
  expect(noticesOfMetadata(metadata)).toEqual(expected)
  expect(noticesOfAst(output.sources['A.sol']?.ast, 'Derived', evm.methodIdentifiers)).toEqual(expected)
})

it('has none where there is no documentation', () => {
  expect(noticesOfDocs(undefined, undefined)).toBeUndefined()
  expect(noticesOfMetadata('{"half')).toBeUndefined()
  expect(noticesOfAst(null, 'A', {}).functions.size).toBe(0)
})
