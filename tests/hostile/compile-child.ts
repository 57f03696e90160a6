// Compiles codes that were made to be hard to compile, with V8 told to optimise every function at once: what V8 cannot bear ends
// this process.

import { setFlagsFromString } from 'node:v8'
import { opcodesOf, type Opcode } from '../../src/evm/opcodes.ts'
import { translate } from '../../src/jit/translate.ts'
import { HARD_CODES } from './hard-codes.ts'

const opcodes: (Opcode | undefined)[] = Array.from({ length: 256 }, () => undefined)
for (const opcode of opcodesOf('osaka')) opcodes[opcode.byte] = opcode

// Not as flags of the process: Node reads TypeScript with WebAssembly of its own, which is large.
setFlagsFromString('--no-liftoff')
setFlagsFromString('--no-wasm-lazy-compilation')

const bytesMax = Number(process.argv[2])
for (const [name, pattern] of Object.entries(HARD_CODES)) {
  const code = Uint8Array.from({ length: bytesMax }, (_, i) => pattern[i % pattern.length]!)
  for (const notes of [false, true]) {
    const made = translate({ code, opcodes, edgesAt: () => undefined, countsEdges: true, notes })
    if (made === undefined) continue
    const module = new WebAssembly.Module(made.bytes)
    process.stdout.write(`${name} ${notes} ${WebAssembly.Module.exports(module).length}\n`)
  }
}
