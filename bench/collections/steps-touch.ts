/** Whether a finding of the attacker's is about certain contracts. */

import type { ReportFinding } from '../../src/report/schema.ts'

/** Two contracts of one name are told apart by a number behind it. */
function isNamed(text: string, name: string): boolean {
  return text === name || (text.startsWith(`${name} `) && /^\d+$/.test(text.slice(name.length + 1)))
}

/** A step or a call back of a detector's finding calls one of the contracts, or it gave way in one of the files. */
export function isAbout(
  { property, steps, signature }: ReportFinding,
  { names, files }: { readonly names: readonly string[]; readonly files: readonly string[] },
): boolean {
  if (property.kind !== 'detector') return false
  if (files.some((file) => signature.place.startsWith(`${file}:`))) return true
  return steps.some(
    ({ contract, reactions }) =>
      names.some((name) => isNamed(contract, name)) ||
      reactions.some((text) => names.some((name) => text.includes(`${name}.`))),
  )
}
