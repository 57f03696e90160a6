/** Resident memory of a fresh engine: how much the process grows from before it is loaded until it answers a call. */

import { execFile } from 'node:child_process'
import path from 'node:path'

const CHILD_MODULE = path.join(import.meta.dirname, 'resident-child.ts')

/** Mebibytes. The least of several processes: the garbage collector only ever adds to the figure. */
export async function measureResident(engine: 'ours' | 'ethereumjs', processes: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < processes; i++) best = Math.min(best, await runChild(engine))
  return best
}

function runChild(engine: string): Promise<number> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--expose-gc', CHILD_MODULE, engine], (error, stdout) => {
      if (error === null) resolve(Number(stdout))
      else reject(error)
    })
  })
}
