// How a token says who has how much of it.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { BALANCE_OF, BALANCE_OF_ID, TOTAL_SUPPLY, TOTAL_SUPPLY_OF_ID } from './standard-functions.ts'
import type { Asset } from './types.ts'

type Token = Exclude<Asset, { readonly kind: 'ether' }>

/** Asks what an account has of it. */
export function balanceCall(token: Token, account: Address): Uint8Array {
  return token.kind === 'erc1155'
    ? encodeCall(BALANCE_OF_ID, [account, token.id])
    : encodeCall(BALANCE_OF, [account])
}

/** Asks how much of it there is. Of ERC-1155 tokens not all answer: it is an extension. */
export function supplyCall(token: Token): Uint8Array {
  return token.kind === 'erc1155' ? encodeCall(TOTAL_SUPPLY_OF_ID, [token.id]) : encodeCall(TOTAL_SUPPLY, [])
}

/** Things that are counted: nothing of them is lost by rounding. */
export function isCounted({ kind, decimals }: Asset): boolean {
  return kind === 'erc721' || (kind === 'erc1155' && decimals === 0)
}
