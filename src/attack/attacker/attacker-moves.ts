// Moves of somebody who is after money, besides calling whatever there is: putting something in, giving tokens to a contract that
// does not expect them, trading much, making others' money move, getting out again. Only after the last can be seen whether
// anything was gained. Which calls do this is learned from the calls that were kept; nothing here knows a protocol.

import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { RECEIVE } from '../../project/abi/plain-ether.ts'
import { FORCE } from '../../world/attacker/forced-ether.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Knob } from '../knobs.ts'
import { isPending } from './pending-functions.ts'
import { fromAnotherAccount } from '../trips/from-another-account.ts'
import { LearnedCalls } from '../trips/learned-calls.ts'
import { Proposals } from '../trips/proposals.ts'
import { Wealth } from '../trips/wealth.ts'
import type { AttackerFacts, Call, CampaignTarget, PrepaidTrade, TargetFunction } from '../types.ts'

/** Calls of a function that are remembered of each kind: one that often goes well must not drown the others. */
const KNOWN_MAX = 6
/** A part of what one has: all, half, ... */
const HALVINGS_MAX = 24
const LARGE_HALVINGS_MAX = 6
const MUCH_HALVINGS_MAX = 3
/** Contracts whose amounts tell that somebody's money moved. */
const CONTRACTS_MAX = 12

/**
 * 'enter': the attacker has less afterwards. 'cash out': more. 'trade': more of one asset and less of another. 'stir': others'
 * assets moved, the attacker's did not.
 */
type Kind = 'enter' | 'cash out' | 'trade' | 'stir'

/** What a step of a plan is. */
export type Move = Kind | 'enter with little' | 'trade much' | 'donate' | 'any'

/** Ways in which protocols are robbed, as general as they come; a plan's steps are drawn anew each time. */
const PLANS: readonly (readonly Move[])[] = [
  ['donate', 'any', 'cash out'],
  ['enter with little', 'donate', 'stir', 'cash out', 'cash out'],
  ['enter', 'donate', 'cash out', 'cash out'],
  ['trade much', 'any', 'cash out', 'trade', 'trade'],
  ['enter', 'trade much', 'cash out', 'trade', 'trade'],
  ['trade much', 'stir', 'trade', 'cash out'],
  ['trade much', 'trade'],
  ['enter', 'any', 'cash out', 'cash out'],
]

type Known = { readonly target: number; readonly calls: Call[]; learned: number }

/** What every token can do. */
const TOKEN_CALLS: ReadonlySet<string> = new Set([
  'approve',
  'increaseAllowance',
  'decreaseAllowance',
  'safeBatchTransferFrom',
  'safeTransferFrom',
  'setApprovalForAll',
  'transfer',
  'transferFrom',
])

/** A trade, or a payment for one with the call that then takes as much as goes well. */
export type LargeTrade = {
  readonly call: Call
  readonly taken?: { readonly call: Call; readonly knob: Knob }
}

/** Who had what before a call. */
export type Amounts = {
  /** Shares among them. */
  readonly all: readonly bigint[]
  readonly own: readonly bigint[]
  readonly others: readonly bigint[]
}

export class AttackerMoves {
  readonly #facts: AttackerFacts
  readonly #writer: CallWriter
  readonly #senders: readonly Address[]
  /** transfer(address,uint256) of tokens that are assets. */
  readonly #transfers: readonly { readonly fn: TargetFunction; readonly asset: number }[]
  readonly #contracts: readonly Address[]
  /** By kind: lists of calls, one list for each function, in the order in which they were met. */
  readonly #known: Readonly<Record<Kind, Known[]>> = { enter: [], 'cash out': [], trade: [], stir: [] }
  readonly #target: CampaignTarget
  /** Functions that are calls which honest users are about to send. */
  readonly #pending: readonly number[]
  readonly wealth: Wealth
  readonly learned: LearnedCalls
  readonly proposals: Proposals
  readonly #ether: number
  #isCalledBack: boolean

  /** The present state is the one after the setup. */
  constructor(target: CampaignTarget, facts: AttackerFacts, writer: CallWriter) {
    this.#target = target
    this.wealth = new Wealth(facts)
    this.learned = new LearnedCalls(target, writer)
    this.proposals = new Proposals(writer)
    this.#facts = facts
    this.#writer = writer
    this.#senders = target.senders
    this.#pending = target.functions.filter(isPending).map(({ index }) => index)
    this.#transfers = target.functions.flatMap((fn) => {
      const asset = facts.assets.findIndex((each) => each.kind === 'erc20' && each.address === fn.to)
      return asset >= 0 && fn.abi.signature === 'transfer(address,uint256)' ? { fn, asset } : []
    })
    this.#ether = facts.assets.findIndex(({ kind }) => kind === 'ether')
    this.#isCalledBack = this.#ether >= 0 && facts.heldByContracts(this.#ether) > 0n
    const contracts = target.functions.flatMap(({ to }) =>
      to !== undefined && facts.isProtocol(to) ? to : [],
    )
    this.#contracts = [...new Set(contracts)].slice(0, CONTRACTS_MAX)
  }

  // ---- learning --------------------------------------------------------------------------------------------------

  /** Shares are no wealth: what was paid for them is. */
  amounts(): Amounts {
    const { assets, amountOf } = this.#facts
    const all = this.wealth.own()
    const own = all.map((amount, asset) => (this.wealth.isShare(asset) ? 0n : amount))
    const others = this.#contracts.flatMap((contract) => assets.map((_, asset) => amountOf(asset, contract)))
    return { all, own, others }
  }

  /**
   * A call was made that is kept: learns what it is good for. `succeeded`: calls of its reactions that went well. `isCalledBack`: the
   * attacker's contract was called in the middle of it.
   */
  learn(call: Call, before: Amounts, succeeded: readonly object[] = [], isCalledBack = false): void {
    if (call.target < 0) return
    this.#isCalledBack ||= isCalledBack
    this.proposals.note(call, succeeded)
    const after = this.amounts()
    const hasMore = after.own.some((amount, i) => amount > before.own[i]!)
    const hasLess = after.own.some((amount, i) => amount < before.own[i]!)
    if (hasMore) this.#remember('cash out', call)
    if (hasLess && !hasMore) this.#remember('enter', call)
    if (hasLess && hasMore) this.#remember('trade', call)
    if (!this.isOfToken(call.target))
      this.learned.learn(
        call,
        after.all.map((amount, asset) => amount - before.all[asset]!),
      )
    if (!hasLess && !hasMore && after.others.some((amount, i) => amount !== before.others[i]))
      this.#remember('stir', call)
  }

  /**
   * Whether somebody calls the attacker's contract: a contract that has ether to pay, a hook, a lender. Where nobody does there is no
   * middle of a call.
   */
  get isCalledBack(): boolean {
    return this.#isCalledBack
  }

  /** Of tokens between accounts: whoever has them can do that, and it is good for nothing by itself. */
  isOfToken(target: number): boolean {
    const { to, abi } = this.#target.functions[target]!
    const isAsset = this.#facts.assets.some((each) => each.kind !== 'ether' && each.address === to)
    return isAsset && TOKEN_CALLS.has(abi.name)
  }

  #remember(kind: Kind, call: Call): void {
    const same = this.#known[kind].find(({ target }) => target === call.target)
    if (same === undefined) this.#known[kind].push({ target: call.target, calls: [call], learned: 0 })
    else if (same.calls.length < KNOWN_MAX) same.calls.push(call)
    else same.calls[same.learned++ % KNOWN_MAX] = call
  }

  // ---- moves -----------------------------------------------------------------------------------------------------

  /** A donation or a way out, at times; undefined: any other call will do. */
  draw(prng: Prng): Call | undefined {
    const drawn = prng.nextBelow(16)
    if (drawn === 0) return this.#donation(prng)
    return drawn < 4 ? this.#knownCall('cash out', prng, HALVINGS_MAX, undefined) : undefined
  }

  choosePlan(prng: Prng): readonly Move[] {
    return PLANS[prng.nextBelow(PLANS.length)]!
  }

  /** A call for a step of a plan; undefined: any call, or none of this kind is known. `sender` is who sent the step before. */
  play(move: Move, prng: Prng, sender: Address | undefined): Call | undefined {
    switch (move) {
      case 'any':
        return undefined
      case 'donate':
        return this.#donation(prng)
      case 'enter with little':
        return this.#withNumber(prng, this.#pick('enter', prng, sender), BigInt(1 + prng.nextBelow(2)))
      case 'trade much':
        return this.#knownCall('trade', prng, LARGE_HALVINGS_MAX, sender)
      default:
        return this.#knownCall(move, prng, HALVINGS_MAX, sender)
    }
  }

  /** One that this account sent, if there is one: it is about what belongs to it. */
  #pick(kind: Kind, prng: Prng, sender: Address | undefined): Call | undefined {
    const functions = this.#known[kind]
    if (functions.length === 0) return undefined
    const known = functions[prng.nextBelow(functions.length)]!.calls
    const first = prng.nextBelow(known.length)
    for (let i = 0; sender !== undefined && i < known.length; i++) {
      const call = known[(first + i) % known.length]!
      if (call.from === sender) return call
    }
    return known[first]
  }

  /** As it was made, or about an amount that matters now, or about a part of what its sender has. */
  #knownCall(kind: Kind, prng: Prng, halvingsMax: number, sender: Address | undefined): Call | undefined {
    const call = this.#pick(kind, prng, sender)
    const how = prng.nextBelow(4)
    if (call === undefined || how === 0) return call
    const { assets, amountOf, amountNow } = this.#facts
    if (how < 3) return this.#withNumber(prng, call, amountNow(prng))
    const has = amountOf(prng.nextBelow(assets.length), call.from)
    return this.#withNumber(prng, call, part(has, prng, halvingsMax))
  }

  /** Some call is known that gives the attacker one thing for another. */
  get hasTrades(): boolean {
    return this.#known.trade.length > 0 || this.#facts.prepaidTrades.length > 0
  }

  /** A trade of all that an account has of what such trades take, or of a half or a quarter: what moves a price if anything does. */
  tradeMuch(prng: Prng, account: Address): LargeTrade | undefined {
    const { prepaidTrades, amountOf } = this.#facts
    const isPrepaid = prepaidTrades.length > 0 && (this.#known.trade.length === 0 || prng.nextBelow(2) === 0)
    if (isPrepaid) {
      const trade = prepaidTrades[prng.nextBelow(prepaidTrades.length)]!
      return this.prepaid(trade, account, part(amountOf(trade.pays, account), prng, MUCH_HALVINGS_MAX))
    }
    const call = this.#knownTrade(prng, account)
    return call && { call }
  }

  /** So much paid by an account, and what it then may take; undefined: it cannot be written. */
  prepaid({ pays, take, amount }: PrepaidTrade, account: Address, paid: bigint): LargeTrade | undefined {
    const transfer = this.#transfers.find(({ asset }) => asset === pays)
    const knob = this.learned.numbersOf(take).find((each) => each.get(take) === amount)
    return (
      transfer &&
      knob && {
        call: this.#writer.callOf(transfer.fn, account, [take.to, paid]),
        taken: { call: this.sentBy(take, account), knob },
      }
    )
  }

  #knownTrade(prng: Prng, account: Address): Call | undefined {
    const known = this.#pick('trade', prng, account)
    if (known === undefined) return undefined
    const call = this.sentBy(known, account)
    const pays = this.learned.pick(prng, call.target)?.pays ?? []
    const asset = pays[prng.nextBelow(Math.max(1, pays.length))]
    if (asset === undefined) return call
    return this.#withNumber(prng, call, part(this.#facts.amountOf(asset, account), prng, MUCH_HALVINGS_MAX))
  }

  #donation(prng: Prng): Call | undefined {
    if (this.#transfers.length === 0 || this.#contracts.length === 0) return undefined
    const { fn, asset } = this.#transfers[prng.nextBelow(this.#transfers.length)]!
    const from = this.#senders[prng.nextBelow(this.#senders.length)]!
    const to = this.#contracts[prng.nextBelow(this.#contracts.length)]!
    const has = this.#facts.amountOf(asset, from)
    const amount =
      (prng.nextBelow(3) === 0 ? this.#facts.amountNow(prng) : undefined) ?? part(has, prng, HALVINGS_MAX)
    return this.#writer.callOf(fn, from, [to, amount])
  }

  /** With another amount: one of its numbers that can be one, or its ether. */
  #withNumber(prng: Prng, call: Call | undefined, amount: bigint | undefined): Call | undefined {
    if (call === undefined || amount === undefined) return call
    if (call.value > 0n) return { ...call, value: amount }
    const fits = ({ max }: Knob): boolean => amount <= max
    const amounts = this.learned.amountsOf(call).filter(fits)
    const knobs = amounts.length > 0 ? amounts : this.learned.numbersOf(call).filter(fits)
    return knobs.length === 0 ? call : knobs[prng.nextBelow(knobs.length)]!.set(call, amount)
  }

  // ---- for trips -------------------------------------------------------------------------------------------------

  /** Tokens for a contract: mostly for the one that was called just now. */
  donationTo(
    prng: Prng,
    from: Address,
    near: Address | undefined,
    amount: bigint | undefined,
  ): Call | undefined {
    if (this.#transfers.length === 0 || this.#contracts.length === 0) return undefined
    const { fn, asset } = this.#transfers[prng.nextBelow(this.#transfers.length)]!
    const isNear = near !== undefined && this.#contracts.includes(near) && prng.nextBelow(3) > 0
    const to = isNear ? near : this.#contracts[prng.nextBelow(this.#contracts.length)]!
    const has = this.#facts.amountOf(asset, from)
    const given = amount === undefined || amount > has ? part(has, prng, HALVINGS_MAX) : amount
    return this.#writer.callOf(fn, from, [to, given])
  }

  /** Something for the contract that a call is made to, mostly what such calls pay; nothing if there is none. */
  gift(prng: Prng, { from, to, target, value }: Call): readonly Call[] {
    const paid = this.learned.pick(prng, target)?.pays ?? []
    const known = this.#transfers.filter(({ asset }) => paid.includes(asset))
    const paysEther = value > 0n || paid.includes(this.#ether)
    const ether = paysEther && known.length === 0 ? this.#etherGift(from, to) : undefined
    if (ether !== undefined)
      return [{ ...ether, value: part(this.#facts.amountOf(this.#ether, from), prng, LARGE_HALVINGS_MAX) }]
    const transfers = known.length > 0 && prng.nextBelow(4) > 0 ? known : this.#transfers
    if (transfers.length === 0) return []
    const { fn, asset } = transfers[prng.nextBelow(transfers.length)]!
    const has = this.#facts.amountOf(asset, from)
    return [this.#writer.callOf(fn, from, [to, part(has, prng, LARGE_HALVINGS_MAX)])]
  }

  /** Ether for a contract, sent or forced upon it. */
  #etherGift(from: Address, to: Address): Call | undefined {
    const { functions } = this.#target
    const sent = functions.find((fn) => fn.to === to && fn.abi === RECEIVE)
    if (sent !== undefined) return this.#writer.callOf(sent, from, [])
    const forced = functions.find(({ abi }) => abi === FORCE)
    return forced && this.#writer.callOf(forced, from, [to])
  }

  /** All that one account has of some token, for another; undefined if it has none. */
  handOver(prng: Prng, from: Address, to: Address): Call | undefined {
    const { amountOf } = this.#facts
    const owned = this.#transfers.filter(({ asset }) => amountOf(asset, from) > 0n)
    if (owned.length === 0) return undefined
    const { fn, asset } = owned[prng.nextBelow(owned.length)]!
    return this.#writer.callOf(fn, from, [to, amountOf(asset, from)])
  }

  /** The call with its sender, or another account of the attacker's, in the place of one of the accounts that it names. */
  aboutOneself(prng: Prng, call: Call): Call {
    const values = this.#writer.valuesOf(call)
    const places = this.#writer.typesOf(call.target).flatMap(({ kind }, i) => (kind === 'address' ? i : []))
    if (values === undefined || places.length === 0) return call
    const account = prng.nextBelow(2) === 0 ? call.from : this.#senders[prng.nextBelow(this.#senders.length)]!
    return this.#writer.withValues(call, values.with(places[prng.nextBelow(places.length)]!, account))
  }

  get hasPending(): boolean {
    return this.#pending.length > 0
  }

  /** What an honest user is about to send, if anything. */
  pending(prng: Prng): Call | undefined {
    const { length } = this.#pending
    if (length === 0) return undefined
    const call = this.#writer.invent(prng, this.#pending[prng.nextBelow(length)]!, undefined)
    return { ...call, seconds: 0, blocks: 0 }
  }

  /** The call as another account of the attacker's makes it, if it may. */
  sentBy(call: Call, account: Address): Call {
    const fn = this.#target.functions[call.target]
    if (fn !== undefined && fn.senders.length > 0 && !fn.senders.includes(account)) return call
    return fromAnotherAccount({ ...call, seconds: 0, blocks: 0 }, account, this.#writer)
  }
}

function part(amount: bigint, prng: Prng, halvingsMax: number): bigint {
  return amount >> BigInt(prng.nextBelow(halvingsMax))
}
