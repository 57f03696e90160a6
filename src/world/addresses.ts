// Accounts that every Foundry test knows (foundry, crates/evm/core/src/constants.rs). Lower case, as the Machine gives them.

import type { Address } from '../evm/types.ts'
import { hexToBytes } from '../primitives/hex.ts'

/** Where cheatcodes are called: the last 20 bytes of keccak256('hevm cheat code'). */
export const VM_ADDRESS: Address = '0x7109709ecfa91a80626ff3989d68f67f5b1dd12d'

/** Where console.log calls. */
export const CONSOLE_ADDRESS: Address = '0x000000000000000000636f6e736f6c652e6c6f67'

/** Who deploys the libraries that a test needs, so that they do not change the nonces of others. */
export const LIBRARY_DEPLOYER: Address = '0x1f95d37f27ea0dea9c252fc09d5a6eaa97647353'

/** The factory that deploys by CREATE2 at the same address on every chain. */
export const CREATE2_FACTORY: Address = '0x4e59b44847b379578588920ca78fbf26c0b4956c'
export const CREATE2_FACTORY_CODE: Uint8Array = hexToBytes(
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3',
)
/** Who deployed the factory: its nonce is 1. */
export const CREATE2_FACTORY_DEPLOYER: Address = '0x3fab184622dc19b6109349b94811493bf2a45362'

/** Slot of the cheatcode account that marks the run as failed: bytes32('failed'). */
export const FAILED_SLOT = 0x6661696c65640000000000000000000000000000000000000000000000000000n
