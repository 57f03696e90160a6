import { expect, test } from 'vitest'
import { functionRanges } from './function-ranges.ts'

const SOURCE = `// function no() {}
contract Über {
    string s = "function no() { }"; /* function no() {} */
    function(uint256) internal pure returns (uint256) f;
    function declared(uint256 a) external virtual;
    function one(function(uint256) external g) public { if (true) { "}"; } }
    modifier only() { _; }
    constructor() only() { }
    receive() external payable {}
    uint256 fallbackCount;
}
library Tools { function used() internal {} }
function free(uint256 a) pure returns (uint256) { return a; }
function broken( {
`

test('functions with bodies are found, and nothing that only looks like one', () => {
  const bytes = new TextEncoder().encode(SOURCE)
  const found = functionRanges(SOURCE).map(({ start, end }) =>
    new TextDecoder().decode(bytes.subarray(start, end)),
  )
  expect(found).toEqual([
    'function one(function(uint256) external g) public { if (true) { "}"; } }',
    'modifier only() { _; }',
    'constructor() only() { }',
    'receive() external payable {}',
    'function used() internal {}',
    'function free(uint256 a) pure returns (uint256) { return a; }',
  ])
  expect(functionRanges(SOURCE).filter(({ isModifier }) => isModifier)).toHaveLength(1)
  expect(functionRanges(SOURCE).map(({ isOfLibrary }) => isOfLibrary)).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
  ])
})

test('text that is no Solidity ends', () => {
  for (const text of ['"', '/*', '//', 'function', 'function f() {', '}}}}function f() {}', '\\"\\'])
    expect(functionRanges(text).length).toBeLessThan(2)
})
