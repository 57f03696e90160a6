// Proof that a Machine is in order: a state with a bit of everything, a call whose answer and gas are known, and the
// picture of that state.

import { Machine, type MachineOptions } from '../../src/evm/machine.ts'
import type { Address } from '../../src/evm/types.ts'
import { bytecode, call, create, deployer, op, repeat, ret, returnWord } from '../helpers/bytecode.ts'

/** Who sends the messages of these tests. */
export const SENDER: Address = '0x5e4de75e4de75e4de75e4de75e4de75e4de75e4d'
/** Where the attacks put their code. */
export const ATTACKER: Address = '0xa77acc0a77acc0a77acc0a77acc0a77acc0a77ac'
/** A second account of the attack, often a host account. */
export const ACCOMPLICE: Address = '0xacc0acc0acc0acc0acc0acc0acc0acc0acc0acc0'

const WITNESS: Address = '0x317e55317e55317e55317e55317e55317e55317e'
const PARTNER: Address = '0x9a47e49a47e49a47e49a47e49a47e49a47e49a47'

/** What the witness answers, computed by hand: 10 + 9 + ... + 1 in slot 0, plus 1 for each call that worked. */
const ANSWER = 55n + 2n
/** What the answer costs on every loop, once; so that changed prices of a broken Machine show. */
const ANSWER_LOGS = 1

/** A Machine on which the witness answers. */
export function witnessedMachine(options: MachineOptions = {}): Machine {
  const machine = new Machine(options)
  machine.setAccount(SENDER, { balance: 10n ** 18n, nonce: 5n })
  machine.setAccount(PARTNER, {
    nonce: 1n,
    balance: 1n,
    code: bytecode(op('SSTORE', 1, op('ADD', 1, op('SLOAD', 1))), returnWord(op('SLOAD', 1))),
    storage: new Map([[1n, 41n]]),
  })
  machine.setAccount(WITNESS, {
    nonce: 1n,
    balance: 100n,
    code: bytecode(
      repeat(10, op('SSTORE', 0, op('ADD', op('DUP2'), op('SLOAD', 0)))),
      call('CALL', { to: BigInt(PARTNER), value: 7 }),
      op('ISZERO', op('ISZERO', create(deployer(bytecode(op('STOP')))))),
      op('ADD'),
      op('ADD', op('SLOAD', 0)),
      op('LOG1', 0, 3, 77),
      op('MSTORE', 0),
      ret(0, 32),
    ),
  })
  machine.commit()
  return machine
}

/**
 * Runs the witness and goes back.
 * @throws Error if anything about its answer, or about the state before and after it, is not as it was at first.
 */
export function checkWitness(machine: Machine, hashAtFirst: bigint): void {
  const problems: string[] = []
  const check = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected) problems.push(`${what} is ${String(actual)}, not ${String(expected)}`)
  }
  check('state hash before', machine.stateHash(), hashAtFirst)
  check('accounts', machine.dump().size, 3)
  const mark = machine.mark()
  // Twice: the first run may decode or compile what the second one uses.
  for (const turn of [1n, 2n]) {
    const inner = machine.mark()
    const result = machine.call({ from: SENDER, to: WITNESS, gas: 1_000_000n })
    check(`status of run ${turn}`, result.status, 'success')
    check(`answer of run ${turn}`, BigInt(`0x${Buffer.from(result.output).toString('hex')}`), ANSWER)
    check(`logs of run ${turn}`, result.logs.length, ANSWER_LOGS)
    check(`log data of run ${turn}`, result.logs[0]?.data.length, 3)
    check(`partner's slot`, machine.getStorage(PARTNER, 1n), 42n)
    check(`partner's balance`, machine.getBalance(PARTNER), 8n)
    check(`witness's nonce`, machine.getNonce(WITNESS), 2n)
    machine.rollback(inner)
  }
  machine.rollback(mark)
  check('state hash after', machine.stateHash(), hashAtFirst)
  if (problems.length > 0) throw new Error(`The Machine is not in order any more: ${problems.join('; ')}.`)
}
