import { expect, test } from 'vitest'

import { functionAt, functionsOf, usersOf } from './functions-of.ts'

const SOURCE = `contract A {
  address owner; // function no() {
  modifier onlyOwner() { require(msg.sender == owner); _; }
  function A() public { owner = msg.sender; }
  string s = "function neither() {";
  function declared() external;
  function () payable {
    pay(1);
  }
  function pay(uint x) internal { if (x > 0) { msg.sender.transfer(x); } }
  function out() onlyOwner { pay(2); }
  function far() { out(); }
  function apart() {}
}
contract B { constructor() {} receive() external payable {} }
`

test('functions are found with their lines, in sources of any age', () => {
  const all = functionsOf(SOURCE)
  expect(all.map(({ name, kind, from, to }) => [name, kind, from, to])).toEqual([
    ['onlyOwner', 'modifier', 3, 3],
    ['A', 'constructor', 4, 4],
    ['', 'function', 7, 9],
    ['pay', 'function', 10, 10],
    ['out', 'function', 11, 11],
    ['far', 'function', 12, 12],
    ['apart', 'function', 13, 13],
    ['', 'constructor', 15, 15],
    ['receive', 'function', 15, 15],
  ])
  expect(functionAt(all, 8)?.from).toBe(7)
  expect(functionAt(all, 2)).toBeUndefined()
})

test('who uses a function is known over any number of calls', () => {
  const all = functionsOf(SOURCE)
  const users = usersOf(all, [functionAt(all, 3)!])
  expect([...users].sort()).toEqual(['far', 'onlyOwner', 'out'])
  expect([...usersOf(all, [functionAt(all, 10)!])].sort()).toEqual(['', 'far', 'out', 'pay'])
})
