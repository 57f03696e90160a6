/**
 * `node bench/start-child.ts full-speed <case>`: calls a contract over and over, with the compiler that searches use, and prints how many
 * milliseconds after the Machine was made it ran at full speed.
 *
 * `node bench/start-child.ts translation <artifact>`: prints how many milliseconds it took to translate the code of an artifact and to have
 * V8 take it, the first that this process translates.
 */

import { readFileSync } from 'node:fs'

import type { Compiler } from '../src/evm/compiler.ts'
import { Machine } from '../src/evm/machine.ts'
import { Jit } from '../src/jit/jit.ts'
import { hexToBytes, isHex } from '../src/primitives/hex.ts'
import { ACTOR, loadCases, requireOutput } from './cases.ts'
import { addressOfWord, CALL_GAS } from './engines/engine.ts'

const CONTRACT = '0x00000000000000000000000000000000000c0de0'
const RUN_MS = 1_500
const WINDOW_MS = 5
/** Windows at the end, of which the fastest is full speed. */
const LAST_WINDOWS = 80
const CALLS_AT_ONCE = 20
/** Full speed is reached by the first window in which a call takes at most so many times as long. */
const NEAR = 1.1

const [what, name = ''] = process.argv.slice(2)
const milliseconds = what === 'full-speed' ? await untilFullSpeed(name) : translate(name)
process.stdout.write(`${milliseconds}\n`)

async function untilFullSpeed(caseName: string): Promise<number> {
  const each = (await loadCases('on')).find((known) => known.name === caseName)
  if (each === undefined) throw new Error(`no case ${caseName}`)
  const began = performance.now()
  const machine = new Machine({ fork: 'cancun', compiler: new Jit() })
  const call = (to: `0x${string}`, data: Uint8Array): Uint8Array => {
    const mark = machine.mark()
    const { status, output } = machine.call({ from: ACTOR, to, data, gas: CALL_GAS })
    if (status !== 'success') throw new Error(`${caseName}: ${status}`)
    machine.rollback(mark)
    return output
  }
  const { created } = machine.call({ from: CONTRACT, data: each.initcode, gas: CALL_GAS })
  if (created === undefined) throw new Error(`${caseName} was not deployed`)
  machine.commit()
  const target = addressOfWord(call(created, each.targetInput))
  requireOutput(caseName, call(target, each.outer.input), each.outer.output)
  // The fastest calls of each window: what else the machine does only adds to others.
  const windows: number[] = []
  for (let now = performance.now(); now - began < RUN_MS; now = performance.now()) {
    for (let i = 0; i < CALLS_AT_ONCE; i++) call(target, each.outer.input)
    const window = Math.floor((now - began) / WINDOW_MS)
    windows[window] = Math.min(windows[window] ?? Infinity, performance.now() - now)
  }
  requireOutput(caseName, call(target, each.outer.input), each.outer.output)
  const full = Math.min(...windows.slice(-LAST_WINDOWS).filter((time) => time !== undefined))
  return (windows.findIndex((time) => time <= full * NEAR) + 1) * WINDOW_MS
}

function translate(artifactPath: string): number {
  const artifact = JSON.parse(readFileSync(artifactPath, 'utf8')) as { readonly deployedBytecode: string }
  // Addresses of libraries are not known; any will do.
  const text = artifact.deployedBytecode.replace(/__.{38}/g, '0'.repeat(40))
  if (!isHex(text)) throw new Error(`${artifactPath} has no code`)
  const jit = new Jit({ threshold: 0 })
  let took: number | undefined
  const compiler: Compiler = {
    threshold: 0,
    runsWanted: () => 0,
    compile: (request) => {
      const began = performance.now()
      const compiled = jit.compile(request)
      if (compiled === undefined) throw new Error(`${artifactPath} stays interpreted`)
      took = performance.now() - began
      return compiled
    },
  }
  const machine = new Machine({ fork: 'cancun', compiler })
  machine.setCode(CONTRACT, hexToBytes(text))
  machine.call({ from: ACTOR, to: CONTRACT, data: new Uint8Array(4), gas: CALL_GAS })
  if (took === undefined) throw new Error(`${artifactPath} was not compiled`)
  return took
}
