// Ether that nobody can refuse: a contract that destroys itself leaves what it has to whom it likes, also to one that has no function
// for being paid. Who takes the balance for what was put in finds more there.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiFunction } from '../../project/abi/types.ts'

/** The last 20 bytes of keccak256('faultline forced ether'). */
export const FORCED_ETHER: Address = '0xafbc3425eaac70c0e6b8b0927f65ed71e141572d'

export const FORCE: AbiFunction = parseFunctionSignature('force(address to) payable')

/**
 * Makes a contract of the ether that it is sent, whose constructor destroys itself in favour of the argument. That is so in every fork:
 * since Cancun only what was created in the same transaction goes away (EIP-6780).
 */
const CODE = hexToBytes(
  [
    '0x',
    // The constructor: PUSH20 to, SELFDESTRUCT, 22 bytes from the left of a word.
    '600435', // CALLDATALOAD of the argument
    '80313401', // DUP1 BALANCE, ADD CALLVALUE: what it has to have afterwards
    '81', // DUP2: the argument
    '60581b', // SHL by 88 bits
    '607360f81b17', // OR PUSH20 << 248
    '60ff60501b17', // OR SELFDESTRUCT << 80
    '600052', // MSTORE at 0
    // CREATE with all of the value, from memory 0 to 22.
    '6016600034f0',
    // Fails if it did, or if more was handed on: somebody had paid where the contract would be.
    '15', // ISZERO
    '91311415', // SWAP2 BALANCE EQ ISZERO
    '17602a57', // OR, JUMPI to the end
    '00',
    '5b60006000fd',
  ].join(''),
)

/** Puts it into the world, as a part of the setup. */
export function admitForcedEther(machine: Machine): void {
  machine.setCode(FORCED_ETHER, CODE)
}
