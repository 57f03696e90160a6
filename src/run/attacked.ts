// What attackers are let loose on.

/**
 * 'unguarded': where nobody wrote what must hold; 'everything': setups of test contracts with stateful properties too; 'nothing':
 * only what somebody wrote down is asked.
 */
export type Attacked = 'unguarded' | 'everything' | 'nothing'

/** What an option `attacker` means. */
export function attackedOf(attacker: boolean | undefined): Attacked {
  if (attacker === undefined) return 'unguarded'
  return attacker ? 'everything' : 'nothing'
}
