import { expect, test } from 'vitest'
import { detectWasmFeatures } from './wasm-features.ts'

test('every Node that we support has what is needed', () => {
  const features = detectWasmFeatures((module) => WebAssembly.validate(module))
  expect(features).toMatchObject({ simd: true, tailCalls: true, bulkMemory: true })
})

test('each module depends on its own feature: without its instruction it is valid everywhere', () => {
  // Instruction that makes the difference -> the same bytes with plain instructions in its place.
  const withoutFeature = {
    simd: [[0x41, 0x00, 0xfd, 0x0f], null],
    tailCalls: [
      [0x12, 0x00],
      [0x10, 0x00],
    ],
    bulkMemory: [
      [0xfc, 0x0b, 0x00],
      [0x1a, 0x1a, 0x1a],
    ],
    wideArithmetic: [
      [0xfc, 0x16],
      [0x01, 0x01],
    ],
  } as const
  const modules: Uint8Array<ArrayBuffer>[] = []
  detectWasmFeatures((module) => {
    modules.push(module)
    return true
  })
  expect(modules).toHaveLength(4)
  for (const [index, [special, plain]] of Object.values(withoutFeature).entries()) {
    const bytes = [...modules[index]!]
    const at = bytes.findIndex((_, start) => special.every((byte, offset) => bytes[start + offset] === byte))
    expect(at).toBeGreaterThan(0)
    // A vector cannot be made without SIMD, so that module has no plain twin.
    if (plain === null) continue
    bytes.splice(at, special.length, ...plain)
    expect(WebAssembly.validate(Uint8Array.from(bytes))).toBe(true)
  }
})

test('a feature is there exactly if its module is valid', () => {
  const answers = [true, false, true, false]
  expect(detectWasmFeatures(() => answers.shift()!)).toEqual({
    simd: true,
    tailCalls: false,
    bulkMemory: true,
    wideArithmetic: false,
  })
})
