import { expect, test } from 'vitest'
import { numberedSteps } from './repeated-steps.ts'

const told = (text: string): readonly string[] => numberedSteps([...text].map((each) => [each]))

test('what is made once is numbered', () => {
  expect(told('abc')).toEqual(['1. a', '2. b', '3. c'])
  expect(numberedSteps([['a', 'called back'], ['b']])).toEqual(['1. a', '   called back', '2. b'])
  expect(told('')).toEqual([])
})

test('what is made again in a row is told once, and numbers go on behind it', () => {
  expect(told('aaab')).toEqual(['1. a', '   then step 1 (2 times more)', '4. b'])
  expect(told('xabcabcabcy')).toEqual([
    '1. x',
    '2. a',
    '3. b',
    '4. c',
    '   then steps 2 to 4 (2 times more)',
    '11. y',
  ])
  expect(told('abab')).toEqual(['1. a', '2. b', '   then steps 1 to 2 once more'])
  expect(told('aabaab')).toEqual(['1. a', '2. a', '3. b', '   then steps 1 to 3 once more'])
})

test('the shortest that covers as much is told', () => {
  expect(told('aaaa')).toEqual(['1. a', '   then step 1 (3 times more)'])
  expect(told('abababab')).toEqual(['1. a', '2. b', '   then steps 1 to 2 (3 times more)'])
})
