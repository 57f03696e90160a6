// What the attacker's code may do where it runs as somebody else's: by DELEGATECALL it writes into the storage of who called.

import type { Address } from '../../evm/types.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiFunction } from '../../project/abi/types.ts'

/**
 * Stands for "the storage that I run on" in a reaction: nobody is there. The last 20 bytes of keccak256('faultline borrowed storage').
 */
export const BORROWED_STORAGE: Address = '0x030d1ba5733608cd4ecbec8769d82c3b62ab3c6c'

export const WRITE: AbiFunction = parseFunctionSignature('write(uint8 slot,address account)')

/** Selector, slot and account: who stands in one of the first slots, mostly has a right. */
export const WRITE_BYTES = 68
