// V8 ends the process on WebAssembly functions that are too large, and nothing can catch that. The compiler's limits must hold for
// whatever code there is.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { opcodesOf, type Opcode } from '../../src/evm/opcodes.ts'
import { createPrng } from '../../src/primitives/prng.ts'
import { translate } from '../../src/jit/translate.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { HARD_CODES } from './hard-codes.ts'

/** Of initcode, twice what a contract may have. */
const BYTES_MAX = 49_152
/** Of a function's WebAssembly; V8 was seen to end at some 500 KB. */
const FUNCTION_BYTES_MAX = 80_000
const BLOCK_OPCODES_MAX = 300
/** Compiled at once and optimised: enough for a function of full size. */
const OPTIMISED_BYTES = 700

const opcodes: (Opcode | undefined)[] = Array.from({ length: 256 }, () => undefined)
for (const opcode of opcodesOf('osaka')) opcodes[opcode.byte] = opcode

/** Sizes of the functions in the code section of a module. */
function functionSizes(module: Uint8Array): readonly number[] {
  let at = 8
  const number = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }
  while (at < module.length) {
    const id = module[at++]!
    const bytes = number()
    if (id !== 10) {
      at += bytes
      continue
    }
    return Array.from({ length: number() }, () => {
      const size = number()
      at += size
      return size
    })
  }
  return []
}

test.each(Object.entries(HARD_CODES))('%s: what is compiled keeps the limits', (_name, pattern) => {
  const code = Uint8Array.from({ length: BYTES_MAX }, (_, i) => pattern[i % pattern.length]!)
  for (const notes of [false, true]) {
    const made = translate({ code, opcodes, edgesAt: () => undefined, countsEdges: true, notes })
    if (made === undefined) continue
    expect(WebAssembly.validate(made.bytes)).toBe(true)
    expect(Math.max(...functionSizes(made.bytes))).toBeLessThan(FUNCTION_BYTES_MAX)
    expect(Math.max(...made.blocks.map((block) => block.opcodes))).toBeLessThanOrEqual(BLOCK_OPCODES_MAX)
  }
})

test('random bytes and random opcodes are compiled or refused', () => {
  const prng = createPrng(3n)
  const defined = opcodesOf('osaka').map(({ byte }) => byte)
  for (let round = 0; round < 60; round++) {
    const length = prng.nextBelow(3_000)
    const code = Uint8Array.from({ length }, () =>
      round % 2 === 0 ? prng.nextU32() & 0xff : defined[prng.nextBelow(defined.length)]!,
    )
    const made = translate({
      code,
      opcodes,
      edgesAt: () => undefined,
      countsEdges: round % 3 > 0,
      notes: round % 5 === 0,
    })
    expect(made === undefined ? length : WebAssembly.validate(made.bytes)).toBe(made === undefined ? 0 : true)
  }
})

/** Compiles the modules whose files it is given. Without types: Node reads TypeScript with WebAssembly of its own, which is large. */
const COMPILE = `
  for (const file of process.argv.slice(1)) {
    new WebAssembly.Module(require('node:fs').readFileSync(file))
    console.log(file)
  }`

test('V8 survives optimising all of them', async () => {
  const folder = await temporaryFolder()
  const files: string[] = []
  for (const pattern of Object.values(HARD_CODES))
    for (const notes of [false, true]) {
      const length = Math.max(OPTIMISED_BYTES, pattern.length)
      const code = Uint8Array.from({ length }, (_, i) => pattern[i % pattern.length]!)
      const made = translate({ code, opcodes, edgesAt: () => undefined, countsEdges: true, notes })
      files.push(path.join(folder, `${files.length}.wasm`))
      writeFileSync(files.at(-1)!, made!.bytes)
    }
  // Each function is optimised at once. Node 26 ends if it is told so later, whatever it compiles.
  const flags = ['--no-liftoff', '--no-wasm-lazy-compilation']
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', COMPILE, ...files], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout.trim().split('\n')).toEqual(files)
})
