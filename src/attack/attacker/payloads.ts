// Calls that an attacker would like somebody else to make: what contracts get that call whatever they are told to. They are made of
// the assets of the world, of what accounts have allowed each other, and of what only contracts may do; nothing here knows a protocol.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import {
  ALLOWANCE,
  APPROVE,
  SAFE_TRANSFER_ID,
  SET_APPROVAL_FOR_ALL,
  TRANSFER,
} from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Asset, Gate, Survey } from '../../world/survey/types.ts'
import { generateValues } from '../values/generate-value.ts'
import { canGenerate, type ValuePools } from '../values/value-pools.ts'

/** A call as `bytes`, and the contract that understands it. */
export type Payload = { readonly to: Address; readonly data: Uint8Array }

type Token = Extract<Asset, { readonly address: Address }>

export type PayloadOptions = {
  readonly machine: Machine
  readonly survey: Survey
  readonly attackers: readonly Address[]
  readonly others: readonly Address[]
  amountOf(asset: number, account: Address): bigint
}

const TRANSFER_FROM = parseFunctionSignature('transferFrom(address,address,uint256)')
/** Owners whose allowances are looked at, for each token and spender. */
const OWNERS_MAX = 40
const IDS_MAX = 8
/** One in so many payloads is a call of the attacker's contract. */
const OWN_CODE_ONE_IN = 6
const NO_DATA = new Uint8Array(0)
const MOST = (1n << 256n) - 1n

export class Payloads {
  readonly #options: PayloadOptions
  readonly #tokens: readonly { readonly token: Token; readonly asset: number }[]
  /** Who allowed a contract of the protocol to take tokens, after setup. */
  readonly #allowed: readonly { readonly asset: number; readonly owner: Address; readonly amount: bigint }[]

  /** What a contract may do and nobody else: who makes that contract call may do it. */
  readonly #gates: readonly Gate[]

  constructor(options: PayloadOptions) {
    this.#options = options
    this.#tokens = options.survey.assets.flatMap((token, asset) =>
      token.kind === 'ether' ? [] : [{ token, asset }],
    )
    this.#allowed = this.#findAllowances()
    this.#gates = options.survey.gates.filter(
      ({ holder, abi }) =>
        options.machine.getCode(holder).length > 0 && canGenerate(abi.inputs.map(({ type }) => type)),
    )
  }

  /** Any of them; mostly undefined if there are no tokens, and nothing that only contracts may do. */
  draw(prng: Prng, pools: ValuePools): Payload | undefined {
    const { attackers, others, amountOf } = this.#options
    // Who makes it by DELEGATECALL runs the attacker's code as its own.
    if (prng.nextBelow(OWN_CODE_ONE_IN) === 0) return { to: ATTACKER_CONTRACT, data: NO_DATA }
    if (this.#gates.length > 0 && (this.#tokens.length === 0 || prng.nextBelow(3) === 0)) {
      const { contract, abi } = this.#gates[prng.nextBelow(this.#gates.length)]!
      const types = abi.inputs.map(({ type }) => type)
      const values = generateValues(types, prng, pools).map((value, i): AbiValue => {
        const { kind } = types[i]!
        if ((kind !== 'address' && kind !== 'bytes') || prng.nextBelow(2) === 0) return value
        const account = attackers[prng.nextBelow(attackers.length)]!
        // An account as bytes is what abi.encode makes of it.
        return kind === 'address' ? account : bigIntToBytes32(BigInt(account))
      })
      return { to: contract, data: encodeCall(abi, values) }
    }
    if (this.#tokens.length === 0) return undefined
    const attacker = attackers[prng.nextBelow(attackers.length)]!
    if (this.#allowed.length > 0 && prng.nextBelow(2) === 0) {
      const { asset, owner, amount } = this.#allowed[prng.nextBelow(this.#allowed.length)]!
      const has = amountOf(asset, owner)
      const token = this.#options.survey.assets[asset] as Token
      return call(token, TRANSFER_FROM, [owner, attacker, amount < has ? amount : has])
    }
    const { token, asset } = this.#tokens[prng.nextBelow(this.#tokens.length)]!
    const kind = prng.nextBelow(3)
    const owner = others.length === 0 ? attacker : others[prng.nextBelow(others.length)]!
    if (token.kind === 'erc721') {
      if (kind === 0) return call(token, SET_APPROVAL_FOR_ALL, [attacker, true])
      return call(token, TRANSFER_FROM, [owner, attacker, BigInt(prng.nextBelow(IDS_MAX))])
    }
    if (token.kind === 'erc1155') {
      if (kind === 0) return call(token, SET_APPROVAL_FOR_ALL, [attacker, true])
      return call(token, SAFE_TRANSFER_ID, [owner, attacker, token.id, amountOf(asset, owner), NO_DATA])
    }
    if (kind === 0) return call(token, APPROVE, [attacker, MOST])
    if (kind === 1) return call(token, TRANSFER, [attacker, amountOf(asset, owner)])
    return call(token, TRANSFER_FROM, [owner, attacker, amountOf(asset, owner)])
  }

  #findAllowances(): { asset: number; owner: Address; amount: bigint }[] {
    const { machine, survey, others, attackers } = this.#options
    const found: { asset: number; owner: Address; amount: bigint }[] = []
    for (const { token, asset } of this.#tokens) {
      if (token.kind !== 'erc20') continue
      for (const owner of others.slice(0, OWNERS_MAX)) {
        if (attackers.includes(owner)) continue
        for (const { address, origin } of survey.contracts) {
          if (origin !== 'protocol' || address === owner) continue
          const amount = readByCall(machine, token.address, encodeCall(ALLOWANCE, [owner, address])) ?? 0n
          if (amount > 0n) found.push({ asset, owner, amount })
        }
      }
    }
    return found
  }
}

function call(
  { address }: Token,
  fn: Parameters<typeof encodeCall>[0],
  values: Parameters<typeof encodeCall>[1],
): Payload {
  return { to: address, data: encodeCall(fn, values) }
}
