import { describe, expect, it } from 'vitest'
import { arithmeticOperator } from './arithmetic-operator.ts'

const shown = (text: string): string | undefined => {
  const found = arithmeticOperator(text)
  return found && `${found.left} ${found.operator}${found.isAssignment ? '=' : ''} ${found.right}`
}

describe('the outermost operator of an expression', () => {
  it.each([
    ['a + b', 'a + b'],
    ['a - b - c', 'a - b - c'],
    ['a * b + c', 'a * b + c'],
    ['a + b * c', 'a + b * c'],
    ['a * b', 'a * b'],
    ['a / b * c', 'a / b * c'],
    ['uint256(cnt) * _value', 'uint256(cnt) * _value'],
    ['balances[a + 1] -= f(x - 1)', 'balances[a + 1] -= f(x - 1)'],
    ['count /* of all */ += 1', 'count += 1'],
    ['x++', 'x += 1'],
    ['--list.length', 'list.length -= 1'],
    ['-a + b', '-a + b'],
    ['a - -b', 'a - -b'],
    ['a ** 2 * b', 'a ** 2 * b'],
    ['(a + b)\n    * c', '(a + b) * c'],
  ])('%s', (text, expected) => expect(shown(text)).toBe(expected))

  it.each([
    'a',
    '-a',
    '!a',
    'a / b',
    'a * b / c',
    'a % b',
    'a + b > c',
    'a + b == c',
    'a & b - 1',
    'a << b + 1',
    'a ? b + 1 : c',
    'x = a + b',
    'uint256 x = a + b',
    'f(a + b)',
    'list[i - 1]',
    'add(a, b)',
    'return a + b',
    'a ** b',
    'unchecked { a += b; }',
    'function f() { a + b; }',
    'a += b; c -= d',
    '"a" + b',
    'a + b)',
    '',
  ])('is no sum, difference or product: %s', (text) => expect(shown(text)).toBeUndefined())
})
