// Which WebAssembly the runtime knows, found by asking it whether the smallest module that uses a feature is valid.

/** Features by name, true if the runtime has them. */
export type WasmFeatures = {
  /** 128-bit vectors: coverage is merged with them. */
  readonly simd: boolean
  /** `return_call`: compiled contracts are joined by it. */
  readonly tailCalls: boolean
  /** `memory.fill` and `memory.copy`. */
  readonly bulkMemory: boolean
  /** `i64.mul_wide_u` and its like. Would make 256-bit arithmetic faster; nothing depends on it. */
  readonly wideArithmetic: boolean
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

// Assembled by Binaryen's wasm-as from the text that stands above each.
// prettier-ignore
const MODULES: Readonly<Record<keyof WasmFeatures, readonly number[]>> = {
  // (module (func (result v128) i32.const 0 i8x16.splat))
  simd: [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00, 0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b],
  // (module (func $f return_call $f))
  tailCalls: [0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x12, 0x00, 0x0b],
  // (module (memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.fill))
  bulkMemory: [0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05, 0x03, 0x01, 0x00, 0x01, 0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x41, 0x00, 0x41, 0x00, 0x41, 0x00, 0xfc, 0x0b, 0x00, 0x0b],
  // (module (func (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_u))
  wideArithmetic: [0x01, 0x08, 0x01, 0x60, 0x02, 0x7e, 0x7e, 0x02, 0x7e, 0x7e, 0x03, 0x02, 0x01, 0x00, 0x0a, 0x0a, 0x01, 0x08, 0x00, 0x20, 0x00, 0x20, 0x01, 0xfc, 0x16, 0x0b],
}

/** The features that `isValid` (`WebAssembly.validate` of the runtime in question) accepts a module of. */
export function detectWasmFeatures(isValid: (module: Uint8Array<ArrayBuffer>) => boolean): WasmFeatures {
  const has = (feature: keyof WasmFeatures): boolean =>
    isValid(Uint8Array.from([...HEADER, ...MODULES[feature]]))
  return {
    simd: has('simd'),
    tailCalls: has('tailCalls'),
    bulkMemory: has('bulkMemory'),
    wideArithmetic: has('wideArithmetic'),
  }
}
