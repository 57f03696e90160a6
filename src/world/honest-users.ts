// Users of our own, where the project's setup has none: an empty vault cannot be robbed.

import type { Address } from '../evm/types.ts'

/** The last 20 bytes of keccak256('faultline honest user 1') and '... 2'. */
export const HONEST_USERS: readonly Address[] = [
  '0xc94e3d620946307571c8686152a0e01c56e0f8ab',
  '0x4f08b02564897e3af6084a09d3beb7ea0260bb8f',
]
/** Who comes later, if somebody wants to see what happens to newcomers. The last 20 bytes of keccak256('faultline newcomer'). */
export const NEWCOMER: Address = '0x375cff6db5f3f8569cd76ec3bad4444ce72389ab'
export const HONEST_USER_NAMES: readonly string[] = ['honest user 1', 'honest user 2']
