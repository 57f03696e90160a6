// Compiles codes that were made to be hard to compile. Run with V8's flags that optimise every function at once: what V8 cannot
// bear ends this process.

import { opcodesOf, type Opcode } from '../../src/evm/opcodes.ts'
import { translate } from '../../src/jit/translate.ts'
import { HARD_CODES } from './hard-codes.ts'

const opcodes: (Opcode | undefined)[] = Array.from({ length: 256 }, () => undefined)
for (const opcode of opcodesOf('osaka')) opcodes[opcode.byte] = opcode

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
