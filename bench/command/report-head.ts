/** What every report begins with: when, with what and on what it was measured. */

import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import path from 'node:path'

export type ReportHead = {
  readonly date: string
  /** Of Faultline. */
  readonly version: string
  readonly node: string
  readonly machine: { readonly cpu: string; readonly cores: number; readonly platform: string }
}

export async function reportHead(): Promise<ReportHead> {
  const manifest = await readFile(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return {
    date: new Date().toISOString(),
    version: (JSON.parse(manifest) as { version: string }).version,
    node: process.versions.node,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      platform: `${process.platform}-${process.arch}`,
    },
  }
}

/** Seconds since a time of performance.now(), to a tenth. */
export function secondsSince(startedMs: number): number {
  return Number(((performance.now() - startedMs) / 1000).toFixed(1))
}
