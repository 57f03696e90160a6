// A process that is one compiler. The parent sends inputs and gets outputs; when the process ends, so does the compiler's heap,
// and when the compiler aborts, it takes nobody with it.

import { createRequire } from 'node:module'
import path from 'node:path'

import { compileLegacy, type LegacyCompile } from './legacy-compile.ts'
import type { SolcAnswer, SolcQuestion } from './solc-process.ts'

/** What is used of the Emscripten module in `soljson.js`; old ones lack some of it. */
type Soljson = {
  readonly lengthBytesUTF8?: (text: string) => number
  readonly stringToUTF8?: (text: string, pointer: number, bytesMax: number) => void
  readonly UTF8ToString?: (pointer: number) => string
  readonly _solidity_version?: () => number
  readonly _solidity_alloc?: (bytes: number) => number
  readonly _solidity_compile?: (input: number, readCallback: number, context: number) => number
  readonly _solidity_reset?: () => void
}

/** The package's own module, for compilers that cannot be called directly. */
type Wrapper = {
  readonly version: () => string
  /** A text, and of compilers before 0.4.11 what LegacyCompile says. */
  readonly compile: ((input: string) => string) & LegacyCompile
  /** 0.4.11 to 0.4.26. */
  readonly compileStandardWrapper?: (input: string) => string
}

type Loaded = { readonly version: string; compile(input: string): string }

const require = createRequire(import.meta.url)
let loaded: Loaded | undefined

process.on('message', ({ folder, input }: SolcQuestion) => {
  process.send?.(answer(folder, input))
})

function answer(folder: string, input: string): SolcAnswer {
  try {
    loaded ??= load(folder)
    return { version: loaded.version, output: loaded.compile(input) }
  } catch (error) {
    return { version: loaded?.version, crash: error instanceof Error ? error.message : String(error) }
  }
}

function load(folder: string): Loaded {
  const soljson = require(path.join(folder, 'soljson.js')) as Soljson
  const { UTF8ToString, stringToUTF8, lengthBytesUTF8, _solidity_alloc, _solidity_compile } = soljson
  if (!UTF8ToString || !stringToUTF8 || !lengthBytesUTF8 || !_solidity_alloc || !_solidity_compile)
    return loadWrapper(folder)
  return {
    version: UTF8ToString(soljson._solidity_version!()),
    // `ccall` copies its string to the WebAssembly stack, which overflows between 1 and 2 MB (argotorg/solc-js#679); memory from
    // the compiler's own allocator has no such limit.
    compile(input) {
      const bytes = lengthBytesUTF8(input) + 1
      const pointer = _solidity_alloc(bytes)
      stringToUTF8(input, pointer, bytes)
      const output = UTF8ToString(_solidity_compile(pointer, 0, 0))
      soljson._solidity_reset?.()
      return output
    },
  }
}

function loadWrapper(folder: string): Loaded {
  const solc = require(folder) as Wrapper
  return {
    version: solc.version(),
    compile: (input) => {
      if (solc.compileStandardWrapper !== undefined) return solc.compileStandardWrapper(input)
      return isLegacy(solc.version()) ? compileLegacy(solc.compile, input) : solc.compile(input)
    },
  }
}

/** Whether a compiler is older than standard JSON. */
function isLegacy(version: string): boolean {
  const [major, minor, patch] = version.split(/[.+-]/).map(Number)
  return major === 0 && (minor! < 4 || (minor === 4 && patch! < 11))
}
