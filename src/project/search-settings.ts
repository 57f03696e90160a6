// How the search goes about a project, where faultline.config.ts says so.

import type { Address } from '../evm/types.ts'

/** Set by the project or one of its campaigns; what is absent is as other tools' files say, or the default. */
export type SearchSettings = {
  /** Who calls. */
  readonly senders?: readonly Address[]
  /** The only functions that are called: 'Vault', 'Vault.deposit' or 'Vault.deposit(uint256)'. */
  readonly targets?: readonly string[]
  /** Most wei that one call carries. */
  readonly maxValueWei?: bigint
  /** Longest time and most blocks between two calls; 0: none passes. */
  readonly maxTimeDelaySeconds?: number
  readonly maxBlockDelay?: number
  /** Longest sequence of calls. */
  readonly depth?: number
}

/** Whether `targets` lets a function be called. */
export function isTargetNamed(
  targets: readonly string[] | undefined,
  contract: { readonly id: string; readonly name: string },
  fn: { readonly name: string; readonly signature: string },
): boolean {
  if (targets === undefined) return true
  return targets.some((target) =>
    [contract.name, contract.id].some(
      (owner) =>
        target === owner || target === `${owner}.${fn.name}` || target === `${owner}.${fn.signature}`,
    ),
  )
}
