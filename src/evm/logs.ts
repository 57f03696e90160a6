import type { Core } from './core/core.ts'
import type { Log } from './types.ts'

/** The log record at `at`, copied. Layout: LOGS in wasm/core/layout.ts. */
export function readLog(core: Core, at: number): Log {
  const topics = core.u32[at >> 2]!
  return {
    address: core.address(at + 16),
    topics: Array.from({ length: topics }, (_, i) => core.word(at + 48 + 32 * i)),
    data: core.view(at + 48 + 32 * topics, core.u32[(at + 4) >> 2]!).slice(),
  }
}

/** `count` logs from the record at `at`, in order. */
export function readLogs(core: Core, from: number, count: number): Log[] {
  const logs: Log[] = []
  let at = from
  for (let i = 0; i < count; i++) {
    logs.push(readLog(core, at))
    at += core.u32[(at + 8) >> 2]!
  }
  return logs
}
