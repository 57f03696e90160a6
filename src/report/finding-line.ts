import type { ReportFinding } from './schema.ts'

/** A line of the user's sources, from 1. */
export type SourceLine = { readonly path: string; readonly line: number }

/** The line of the user's sources that a finding is shown at: where it gave way, else where it shows how it works. */
export function findingLine({ source, mechanisms }: ReportFinding): SourceLine | undefined {
  if (source !== null) return { path: source.path, line: source.line }
  return mechanisms.find((each) => each.source !== null)?.source ?? undefined
}
