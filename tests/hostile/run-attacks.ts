import type { Machine } from '../../src/evm/machine.ts'
import type { Attack, Surroundings } from './attacks/attack.ts'
import { checkWitness } from './witness.ts'

/**
 * Runs an attack on a Machine with a witness, goes back and asks the witness.
 * @throws what the attack threw, or Error if the Machine is not in order afterwards.
 */
export function survive(
  machine: Machine,
  hashAtFirst: bigint,
  attack: Attack,
  surroundings: Surroundings,
): void {
  const mark = machine.mark()
  attack.run(machine, surroundings)
  machine.rollback(mark)
  checkWitness(machine, hashAtFirst)
}
