import { expect, test } from 'vitest'

import { cutLine } from './cut-line.ts'

const TEXT = `function first(uint256 _time) external { a.time = uint48(_time); }
function create(uint256 _time, uint256 _fee) external payable {
  a.time = uint48(_time);
  a.paid = uint128(msg.value);
  a.fee = uint16(_fee);
}
function raise(uint256 _time) external {
  _set(_time);
}
`

test('the conversion of the number is found above the store, in its own function', () => {
  const at = (line: number, what: string, width: number): number | undefined =>
    cutLine(TEXT, { line, what, width })
  expect(at(5, '_time', 48)).toBe(3)
  expect(at(5, 'msg.value', 128)).toBe(4)
  expect(at(5, '_fee', 16)).toBe(5)
  expect(at(5, '_fee', 48)).toBeUndefined()
  expect(at(8, '_time', 48)).toBeUndefined()
  expect(at(1, '_time', 48)).toBe(1)
})
