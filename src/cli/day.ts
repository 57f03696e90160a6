/** A moment as a day: '2026-11-22', in UTC. @param ms since the Unix epoch */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
