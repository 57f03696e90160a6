import { ABORT } from './layout'

/**
 * Gives up because a region is full. The trap unwinds every frame; TypeScript finds the numbers in ABORT, puts the
 * core back to where the outermost call began and throws. So every writer must leave state consistent before it asks
 * for room.
 */
export function abortFull(limit: u32, capacity: u32, used: u32): void {
  store<u32>(ABORT, limit)
  store<u32>(ABORT, capacity, 4)
  store<u32>(ABORT, used, 8)
  unreachable()
}
