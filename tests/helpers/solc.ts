// The installed solc-js, in this process.

import { createRequire } from 'node:module'

/** What is used of the Emscripten module in `solc/soljson.js`. */
type Soljson = {
  readonly cwrap: (name: string, returns: 'string', takes: readonly string[]) => () => string
  readonly lengthBytesUTF8: (text: string) => number
  readonly stringToUTF8: (text: string, pointer: number, bytesMax: number) => void
  readonly UTF8ToString: (pointer: number) => string
  readonly _solidity_alloc: (bytes: number) => number
  readonly _solidity_compile: (input: number, readCallback: number, context: number) => number
  readonly _solidity_reset: () => void
}

/** A compiler, loaded. After an error of its own it is of no more use. */
export type Solc = {
  readonly version: () => string
  /** Standard JSON for standard JSON; one input leaves nothing behind for the next. */
  readonly compile: (input: string) => string
}

/** Loads the compiler, which takes half a second. */
export function loadSolc(): Solc {
  const soljson = createRequire(import.meta.url)('solc/soljson.js') as Soljson
  return {
    version: soljson.cwrap('solidity_version', 'string', []),
    // `ccall` copies its string to the WebAssembly stack, which overflows between 1 and 2 MB (solc-js issue 679);
    // memory from the compiler's own allocator has no such limit.
    compile(input) {
      const bytes = soljson.lengthBytesUTF8(input) + 1
      const pointer = soljson._solidity_alloc(bytes)
      soljson.stringToUTF8(input, pointer, bytes)
      const output = soljson.UTF8ToString(soljson._solidity_compile(pointer, 0, 0))
      soljson._solidity_reset()
      return output
    },
  }
}
