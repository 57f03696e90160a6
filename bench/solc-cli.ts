/**
 * A `solc` command around the solc-js package: `node bench/solc-cli.ts --version` or `--standard-json` (JSON on stdin,
 * JSON on stdout; other flags are ignored). The benchmark compiles with it, and so does forge, which needs an
 * executable compiler and would otherwise download one.
 *
 * It is a process of its own because the compiler's heap must not be part of the measured process.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What is used of the Emscripten module in `solc/soljson.js`. */
type Soljson = {
  readonly cwrap: (name: string, returns: 'string', takes: readonly string[]) => () => string
  readonly lengthBytesUTF8: (text: string) => number
  readonly stringToUTF8: (text: string, pointer: number, bytesMax: number) => void
  readonly UTF8ToString: (pointer: number) => string
  readonly _solidity_alloc: (bytes: number) => number
  readonly _solidity_compile: (input: number, readCallback: number, context: number) => number
}

const soljson = createRequire(import.meta.url)('solc/soljson.js') as Soljson

if (process.argv.includes('--version')) {
  const version = soljson.cwrap('solidity_version', 'string', [])()
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
} else if (process.argv.includes('--standard-json')) {
  process.stdout.write(compile(readFileSync(0, 'utf8')))
} else {
  process.stderr.write('usage: solc-cli.ts --version | --standard-json < input.json\n')
  process.exitCode = 2
}

// `ccall` copies its string to the WebAssembly stack, which overflows between 1 and 2 MB (solc-js issue 679);
// memory from the compiler's own allocator has no such limit.
function compile(input: string): string {
  const bytes = soljson.lengthBytesUTF8(input) + 1
  const pointer = soljson._solidity_alloc(bytes)
  soljson.stringToUTF8(input, pointer, bytes)
  return soljson.UTF8ToString(soljson._solidity_compile(pointer, 0, 0))
}
