import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { BALANCE_OF, DEPOSIT_ETHER, WITHDRAW_ETHER } from './standard-functions.ts'
import { readByCall } from './storage-reads.ts'

/** Nobody: the last 20 bytes of keccak256('faultline stranger 1'). */
const SOMEBODY: Address = '0xabb11c2d9facb9cf1544793bea6754aa3652c77c'
const AMOUNT = 10n ** 15n
const GAS_MAX = 1_000_000n

/** Whether a token is ether that was put in, one for one, and comes out again: tried and undone, outside of executions. */
export function isWrappedEther(machine: Machine, token: Address): boolean {
  const mark = machine.mark()
  try {
    machine.setBalance(SOMEBODY, AMOUNT)
    const balance = encodeCall(BALANCE_OF, [SOMEBODY])
    const before = readByCall(machine, token, balance) ?? 0n
    const send = (value: bigint, data: Uint8Array): boolean =>
      machine.call({ from: SOMEBODY, to: token, value, data, gas: GAS_MAX }).status === 'success'
    if (!send(AMOUNT, encodeCall(DEPOSIT_ETHER, []))) return false
    if (readByCall(machine, token, balance) !== before + AMOUNT) return false
    return send(0n, encodeCall(WITHDRAW_ETHER, [AMOUNT])) && machine.getBalance(SOMEBODY) === AMOUNT
  } catch {
    return false
  } finally {
    machine.rollback(mark)
  }
}
