// Moves of somebody who is after money, besides calling whatever there is: giving tokens to a contract that does not expect
// them, and getting out again what was put in. Only after that can be seen whether anything was gained.

import type { Address } from '../evm/types.ts'
import type { Prng } from '../primitives/prng.ts'
import type { CallWriter } from './call-writer.ts'
import type { AttackerFacts, Call, CampaignTarget, TargetFunction } from './types.ts'

const CASH_OUTS_MAX = 24
/** A part of what one has: all, half, ... */
const HALVINGS_MAX = 24

export class AttackerMoves {
  readonly #facts: AttackerFacts
  readonly #writer: CallWriter
  readonly #senders: readonly Address[]
  /** transfer(address,uint256) of tokens that are assets. */
  readonly #transfers: readonly { readonly fn: TargetFunction; readonly asset: number }[]
  readonly #receivers: readonly Address[]
  /** Calls after which the attacker had more of something. */
  readonly #cashOuts: Call[] = []

  constructor(target: CampaignTarget, facts: AttackerFacts, writer: CallWriter) {
    this.#facts = facts
    this.#writer = writer
    this.#senders = target.senders
    this.#transfers = target.functions.flatMap((fn) => {
      const asset = facts.assets.findIndex((each) => each.kind === 'erc20' && each.address === fn.to)
      return asset >= 0 && fn.abi.signature === 'transfer(address,uint256)' ? { fn, asset } : []
    })
    const contracts = target.functions.flatMap(({ to }) =>
      to !== undefined && facts.isProtocol(to) ? to : [],
    )
    this.#receivers = [...new Set(contracts)]
  }

  /** What the attacker has of each asset that is no share of something else. */
  wealth(): readonly bigint[] {
    const { assets, attackers, amountOf } = this.#facts
    return assets.map((each, asset) =>
      each.kind !== 'ether' && each.isShare
        ? 0n
        : attackers.reduce((sum, attacker) => sum + amountOf(asset, attacker), 0n),
    )
  }

  /** A call was made that is kept: learns whether it paid. */
  learn(call: Call, before: readonly bigint[]): void {
    const after = this.wealth()
    if (call.target < 0 || !after.some((amount, asset) => amount > before[asset]!)) return
    if (this.#cashOuts.length < CASH_OUTS_MAX) this.#cashOuts.push(call)
    else this.#cashOuts[Number(after[0]! % BigInt(CASH_OUTS_MAX))] = call
  }

  /** One of these moves, at times; undefined: any other call will do. */
  draw(prng: Prng): Call | undefined {
    const drawn = prng.nextBelow(16)
    if (drawn === 0) return this.#donation(prng)
    return drawn < 4 ? this.#cashOut(prng) : undefined
  }

  #donation(prng: Prng): Call | undefined {
    if (this.#transfers.length === 0 || this.#receivers.length === 0) return undefined
    const { fn, asset } = this.#transfers[prng.nextBelow(this.#transfers.length)]!
    const from = this.#senders[prng.nextBelow(this.#senders.length)]!
    const to = this.#receivers[prng.nextBelow(this.#receivers.length)]!
    const has = this.#facts.amountOf(asset, from)
    const amount = (prng.nextBelow(3) === 0 ? this.#facts.amountNow(prng) : undefined) ?? part(has, prng)
    return this.#writer.callOf(fn, from, [to, amount])
  }

  #cashOut(prng: Prng): Call | undefined {
    if (this.#cashOuts.length === 0) return undefined
    const call = this.#cashOuts[prng.nextBelow(this.#cashOuts.length)]!
    const now = prng.nextBelow(2) === 0 ? this.#facts.amountNow(prng) : undefined
    const values = this.#writer.valuesOf(call)
    const types = this.#writer.typesOf(call.target)
    const at = types.findIndex((type) => type.kind === 'uint' && type.bits >= 96)
    if (now === undefined || values === undefined || at < 0) return call
    const type = types[at]!
    if (type.kind !== 'uint' || now >> BigInt(type.bits) !== 0n) return call
    return this.#writer.withValues(call, values.with(at, now))
  }
}

function part(amount: bigint, prng: Prng): bigint {
  return amount >> BigInt(prng.nextBelow(HALVINGS_MAX))
}
