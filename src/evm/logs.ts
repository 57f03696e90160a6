import type { Core } from './core/core.ts'
import { LOGS } from './core/layout.gen.ts'
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

/** All logs of the running or last transaction, in order. */
export function readLogs(core: Core): Log[] {
  const logs: Log[] = []
  let at = LOGS
  for (let i = 0; i < core.doors.logCount.value; i++) {
    logs.push(readLog(core, at))
    at += core.u32[(at + 8) >> 2]!
  }
  return logs
}
