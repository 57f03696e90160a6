import type { Clock } from '../../src/primitives/clock.ts'

/**
 * Time that the processor gave: what else the machine does shortens no search.
 * @param usage of this thread, or of the process with what collects its garbage
 */
export function cpuClock(usage: () => NodeJS.CpuUsage): Clock {
  return {
    nowMs: () => {
      const { user, system } = usage()
      return (user + system) / 1000
    },
  }
}
