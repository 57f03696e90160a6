/** What a search pays at its start, each figure taken in fresh processes: until contracts run at full speed, and for translating a large code. */

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

import type { Row } from './rows.ts'

const CHILD_MODULE = path.join(import.meta.dirname, 'start-child.ts')

/** Contracts of about 24 KB, the most that a chain takes (EIP-170), by their artifacts in npm packages. */
const LARGE_CODES: readonly (readonly [name: string, artifact: string])[] = [
  [
    'NonfungiblePositionManager',
    '@uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json',
  ],
  [
    'NFTDescriptor',
    '@uniswap/v3-periphery/artifacts/contracts/libraries/NFTDescriptor.sol/NFTDescriptor.json',
  ],
  ['SafeL2', '@safe-global/safe-contracts/build/artifacts/contracts/SafeL2.sol/SafeL2.json'],
]

/** Rows of both kinds. @param processes of which the median counts */
export async function startRows(caseNames: readonly string[], processes: number): Promise<Row[]> {
  const { resolve } = createRequire(import.meta.url)
  const rows: Row[] = []
  for (const name of caseNames)
    rows.push(rowOf(`full-speed/${name}`, await measure('full-speed', name, processes)))
  for (const [name, artifact] of LARGE_CODES)
    rows.push(rowOf(`translation/${name}`, await measure('translation', resolve(artifact), processes)))
  return rows
}

function rowOf(name: string, milliseconds: number): Row {
  const ours = Number((milliseconds * 1e6).toFixed(1))
  return {
    case: `start/${name}`,
    peer: 'none',
    optimizer: 'on',
    memo: 'on',
    ours_ns: ours,
    peer_ns: null,
    ratio: null,
  }
}

async function measure(what: string, name: string, processes: number): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < processes; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD_MODULE, what, name])
    times.push(Number(stdout))
  }
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)]!
}
