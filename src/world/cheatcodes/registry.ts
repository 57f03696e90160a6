// Which cheatcode a selector means.
//
// A cheatcode is added by giving its signature and body to a table (CheatTable) and the table to TABLES in tables.ts.
// Argument and return types come from the list of all of Foundry's cheatcodes, so a table holds behaviour only:
//
//   export const blockCheats: CheatTable = {
//     'warp(uint256)': (context, [seconds]) => context.setBlock({ timestamp: seconds as bigint }),
//     'load(address,bytes32)': (context, [account, slot]) => [wordBytes(...)],
//   }

import type { AbiParameter } from '../../project/abi/types.ts'
import type { CheatRun, CheatTable } from './context.ts'
import { KNOWN_CHEATCODES } from './known-cheatcodes.gen.ts'
import { parseParameters } from './signature.ts'

/** A cheatcode that we run. */
export type KnownCheatcode = {
  /** 'prank(address)'. */
  readonly signature: string
  readonly name: string
  readonly inputs: readonly AbiParameter[]
  readonly outputs: readonly AbiParameter[]
  readonly run: CheatRun
}

export type CheatRegistry = {
  /** The cheatcode of a selector (its first byte most significant); undefined if nobody runs it. */
  find(selector: number): KnownCheatcode | undefined
  /** The signature of a selector that Foundry knows, whether we run it or not. */
  signatureOf(selector: number): string | undefined
}

type Line = { readonly signature: string; readonly outputs: string }

let lines: ReadonlyMap<number, Line> | undefined

/** @throws RangeError for a table that has a signature that Foundry does not know, or one that another table has. */
export function createRegistry(tables: readonly CheatTable[]): CheatRegistry {
  lines ??= readLines()
  const runs = new Map<string, CheatRun>()
  for (const table of tables) {
    for (const [signature, run] of Object.entries(table)) {
      if (runs.has(signature)) throw new RangeError(`Two cheatcode tables have ${signature}.`)
      runs.set(signature, run)
    }
  }
  const found = new Map<number, KnownCheatcode>()
  for (const [selector, { signature, outputs }] of lines) {
    const run = runs.get(signature)
    if (run === undefined) continue
    const open = signature.indexOf('(')
    found.set(selector, {
      signature,
      name: signature.slice(0, open),
      inputs: parseParameters(signature.slice(open + 1, -1)),
      outputs: parseParameters(outputs),
      run,
    })
    runs.delete(signature)
  }
  const [unknown] = runs.keys()
  if (unknown !== undefined) throw new RangeError(`Foundry has no cheatcode ${unknown}.`)
  const known = lines
  return {
    find: (selector) => found.get(selector),
    signatureOf: (selector) => known.get(selector)?.signature,
  }
}

function readLines(): ReadonlyMap<number, Line> {
  const out = new Map<number, Line>()
  for (const line of KNOWN_CHEATCODES.trim().split('\n')) {
    const [selector = '', signature = '', outputs = ''] = line.split(' ')
    out.set(Number.parseInt(selector, 16), { signature, outputs })
  }
  return out
}
