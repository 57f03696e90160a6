import type { CallKind } from '../../../evm/host.ts'
import type { Address } from '../../../evm/types.ts'

/** A call or creation that came back: an EndedFrame, or a call that a mock answered. */
export type EndedCall = {
  readonly kind: CallKind
  readonly depth: number
  readonly caller: Address
  /** Whose state it acted on; for a creation the new account. */
  readonly address: Address
  readonly codeAddress: Address
  readonly status: 'return' | 'revert' | 'halt'
  /** A view. */
  readonly output: Uint8Array
  /** Left; absent if a mock answered. */
  readonly gas?: bigint
  /** What it added to the transaction's refund; absent if a mock answered. */
  readonly refund?: bigint
}
