// What a report keeps of a finding for later versions of the code.

import type { Reenactment } from '../attack/reenact.ts'
import type { CallWriter } from '../attack/call-writer.ts'
import type { CallSequence, Property } from '../attack/types.ts'
import { readProgram } from '../lessons/program/read-program.ts'
import { ProgramWriter, sameCalls } from '../lessons/program/write-program.ts'
import { harmlessUses } from '../lessons/replay/harmless-uses.ts'
import { honestTraffic } from '../lessons/replay/honest-traffic.ts'
import { watchedBy } from '../lessons/replay/watched.ts'
import { PROGRAM_VERSION, type ReportProgram } from '../report/program.ts'

/** Null if the same world would not make the same calls of it. The world is anywhere afterwards. */
export function programOf(
  { parts, property, writer }: FindingParts,
  calls: CallSequence,
): ReportProgram | null {
  const names = new ProgramWriter(parts, calls)
  const isSame = (each: CallSequence, steps: ReportProgram['steps']): boolean =>
    sameCalls(readProgram(parts, { accounts: names.accounts, steps }).calls, each)
  const steps = names.write(calls)
  if (!isSame(calls, steps)) return null
  const kept = (sequences: readonly CallSequence[]): ReportProgram['uses'] =>
    sequences.flatMap((each) => {
      const written = names.write(each)
      return isSame(each, written) ? [written] : []
    })
  const uses = kept(harmlessUses(parts, property, writer, calls))
  const honest = kept(honestTraffic(parts, calls))
  const watched = watchedBy(parts, calls, names)
  return { version: PROGRAM_VERSION, accounts: names.accounts, steps, uses, honest, watched }
}

type FindingParts = {
  readonly parts: Reenactment
  readonly property: Property
  readonly writer: CallWriter
}
