/**
 * `node --expose-gc bench/resident-child.ts ours|ethereumjs`: loads one engine, deploys and calls a contract that
 * returns one word, and prints by how many mebibytes the resident memory of the process grew. All that the harness itself needs
 * is loaded before the first reading.
 */

import './cases.ts'
import './engines/engine.ts'

// Runtime: PUSH1 1, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN; in front of it the code that returns it.
const INITCODE = Uint8Array.from([
  0x60, 0x08, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3, 0x60, 0x01, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3,
])

const before = residentBytes()
const engine =
  process.argv[2] === 'ours'
    ? await (await import('./engines/machine.ts')).loadMachine({ keccakMemo: true, coverage: true })
    : (await import('./engines/ethereumjs.ts')).ethereumjs
const world = await engine.open(INITCODE, new Uint8Array())
const { output } = await world.call(world.bench, new Uint8Array(), 1)
if (output.at(-1) !== 1) throw new Error('the engine does not run the contract')
process.stdout.write(`${(residentBytes() - before) / 2 ** 20}\n`)

function residentBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}
