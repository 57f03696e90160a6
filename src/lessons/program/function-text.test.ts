import { expect, test } from 'vitest'
import { functionText, isReordered, parseFunctionText } from './function-text.ts'

const inputsOf = (text: string): Parameters<typeof isReordered>[0] => parseFunctionText(text)!.inputs

test('a function is written with its parameters, structs too, and read back', () => {
  const text = 'swap((address tokenIn, uint256 amount)[] hops, bytes data)'
  expect(functionText(parseFunctionText(text)!)).toBe(text)
  expect(parseFunctionText(text)!.signature).toBe('swap((address,uint256)[],bytes)')
})

test('names that would be misread are left out', () => {
  const abi = {
    ...parseFunctionText('f(uint256 a)')!,
    inputs: [{ name: 'a, address b', type: { kind: 'uint', bits: 256 } as const }],
  }
  expect(functionText(abi)).toBe('f(uint256)')
  expect(functionText({ ...abi, name: 'f(address) g' })).toBeUndefined()
})

test('parameters that changed places are noticed, renamed ones are not', () => {
  expect(isReordered(inputsOf('f(uint256 a, uint256 b)'), inputsOf('f(uint256 b, uint256 a)'))).toBe(true)
  expect(isReordered(inputsOf('f(uint256 a, uint256 b)'), inputsOf('f(uint256 assets, uint256 least)'))).toBe(
    false,
  )
  expect(isReordered(inputsOf('f(uint256, uint256)'), inputsOf('f(uint256 b, uint256 a)'))).toBe(false)
  expect(isReordered(inputsOf('f((uint256 a, uint256 b) s)'), inputsOf('f((uint256 b, uint256 a) s)'))).toBe(
    true,
  )
})
