// What a detector saw, so that somebody else can look for it again: a proof states it as assertions. Theft needs none: it is what
// everybody has before and after.

import type { Address } from '../../evm/types.ts'
import type { Entrance, PlainCall, Position } from '../../world/survey/types.ts'

export type Evidence =
  /** What a way out gives of an asset: less than after the setup. Undefined: it reverts, if need be as these accounts refuse what they are paid. */
  | {
      readonly kind: 'exit'
      readonly position: Position
      readonly asset: number | undefined
      readonly refusing?: readonly Address[]
    }
  /** Ways out, one after another: what they give together of an asset, and what the one at `short` gives in its turn. */
  | {
      readonly kind: 'exits'
      readonly positions: readonly Position[]
      readonly short: number
      readonly asset: number
    }
  /**
   * Balances of these accounts add up to more than there is of the asset; or, with `more`, to so much more than before while there is as much
   * of it as before.
   */
  | {
      readonly kind: 'supply'
      readonly asset: number
      readonly accounts: readonly Address[]
      readonly more?: bigint
    }
  /** A word of storage is another one. */
  | { readonly kind: 'slot'; readonly address: Address; readonly slot: bigint }
  /** A static call is answered in another way. */
  | { readonly kind: 'answer'; readonly to: Address; readonly data: Uint8Array }
  | { readonly kind: 'no code'; readonly address: Address }
  /** It ran the attacker's code as its own. */
  | { readonly kind: 'borrowed code'; readonly address: Address }
  /** What a newcomer gets back who enters and leaves at once. */
  | { readonly kind: 'entrance'; readonly entrance: Entrance }
  /** The last call does the same whether this payment of the payer's is made or fails. */
  | ({ readonly kind: 'unnoticed' } & UnnoticedPayment)
  /** A call works for nobody any more if these accounts refuse what they are paid. */
  | { readonly kind: 'door'; readonly door: PlainCall; readonly refusing: readonly Address[] }

/** Without token: of ether, to the receiver, which took it or not. With a token: the call of it that failed. */
export type UnnoticedPayment = {
  readonly payer: Address
  readonly to: Address
  readonly input: Uint8Array
  readonly isToken: boolean
  readonly wasMade: boolean
}
