// What there is to show of a proof, or why there is none.

import type { ProofPlan } from './plan.ts'

/** As the report has it. */
export type Proof = {
  readonly form: 'foundry' | 'hardhat' | 'calls'
  /** Name of its file. */
  readonly file: string
  /** Empty if there is none. */
  readonly text: string
  /** What was run, and how it ended; null if it was not run. */
  readonly checked: string | null
  /** Why there is no text, or why it was not run; else null. */
  readonly reason: string | null
}

/** The file of a finding's proof. */
export function proofFile({ property, finding }: Pick<ProofPlan, 'property' | 'finding'>): string {
  const kind = property
    .replace(/\(.*$/, '')
    .replaceAll(/[^A-Za-z0-9-]+/g, '-')
    .slice(0, 60)
  return `${kind}-${finding}.t.sol`
}

/** Says why a finding has no proof. */
export function missing(plan: Pick<ProofPlan, 'property' | 'finding'>, reason: string): Proof {
  return { form: 'foundry', file: proofFile(plan), text: '', checked: null, reason }
}
