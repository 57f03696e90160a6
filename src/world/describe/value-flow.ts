// What moved between accounts while calls ran, in order, and which frame made it move. Read from a trace: ether from calls, tokens
// from their events, or from their storage if they have none.

import { isCreation } from '../../evm/host.ts'
import type { TraceCall, TraceEvent } from '../../evm/trace.ts'
import type { Address, Log } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { topicOf } from '../../project/abi/selector.ts'
import type { PreimageOf } from '../../project/storage-layout.ts'
import type { Asset } from '../survey/types.ts'
import { itemTransfersIn } from './item-transfers.ts'
import { accountOf } from './value-flow-accounts.ts'
import { silentTransfers } from './value-flow-silent.ts'

/** What moved. */
export type MovedAsset =
  | { readonly kind: 'ether' }
  | { readonly kind: 'erc20'; readonly address: Address }
  | { readonly kind: 'erc721' | 'erc1155'; readonly address: Address; readonly id: bigint }

/** One movement of value that stayed: no frame around it failed. */
export type Movement = {
  readonly asset: MovedAsset
  /** The zero address if the token came into being. */
  readonly from: Address
  /** The zero address if it ceased to be. */
  readonly to: Address
  /** In the smallest unit; of ERC-721 always 1. Never 0. */
  readonly amount: bigint
  /** How it is known: a call or creation with value, a SELFDESTRUCT, a token's event, a token's storage. */
  readonly by: 'call' | 'creation' | 'selfdestruct' | 'event' | 'storage'
  /** Who did it: the account that paid, or the caller of the token. */
  readonly mover: Address
  /** The frame that called, emitted or wrote; undefined: the transaction itself. */
  readonly frame: TraceCall | undefined
  /** The event of `frame` that it was; undefined: its end, or the transaction. */
  readonly event: TraceEvent | undefined
}

export type ValueFlowOptions = {
  /** If given, events of other tokens than these say nothing. */
  readonly assets?: readonly Asset[] | undefined
  /** `(hash) => machine.preimage(hash)`: with `assets`, finds what ERC-20 tokens move without an event. */
  readonly preimageOf?: PreimageOf | undefined
  /** Finds what SELFDESTRUCT moved between these accounts: a trace does not have it. */
  readonly ether?: EtherBalances | undefined
}

/** Wei of accounts, by lower-case address, before and after the calls of a trace. Each account is in both. */
export type EtherBalances = {
  readonly before: ReadonlyMap<Address, bigint>
  readonly after: ReadonlyMap<Address, bigint>
}

/** The movements of value in the calls, outermost frames of one trace, in the order in which they happened. */
export function valueFlow(calls: readonly TraceCall[], options: ValueFlowOptions = {}): readonly Movement[] {
  const { preimageOf, ether } = options
  const tokens = options.assets === undefined ? undefined : tokenKinds(options.assets)
  const flow: Movement[] = []
  const ends = new Map<Address, End>()

  const visit = (
    call: TraceCall,
    mover: Address,
    frame: TraceCall | undefined,
    event: TraceEvent | undefined,
  ): void => {
    if (call.status !== 'success') return
    const { kind, from, to, value } = call
    const creates = isCreation(kind)
    if (value > 0n && from !== to && (kind === 'call' || creates)) {
      const by = creates ? 'creation' : 'call'
      flow.push({ asset: ETHER, from, to, amount: value, by, mover: from, frame, event })
    }
    let hasEvent = false
    for (const each of call.events) {
      if (each.kind === 'call') {
        const { call: inner } = each
        // A contract that calls itself, or a proxy its implementation, does what it was asked to.
        visit(inner, inner.to === to ? mover : inner.from, call, each)
      } else if (each.kind === 'log') {
        for (const moved of transfersIn(each.log, tokens)) {
          hasEvent ||= moved.asset.kind === 'erc20'
          if (moved.amount > 0n && moved.from !== moved.to)
            flow.push({ ...moved, by: 'event', mover, frame: call, event: each })
        }
      }
    }
    if (!hasEvent && preimageOf !== undefined && tokens?.get(to) === 'erc20')
      for (const moved of silentTransfers(call, preimageOf))
        flow.push({ ...moved, asset: { kind: 'erc20', address: to }, by: 'storage', mover, frame: call })
    if (call.runs === 'code') ends.set(to, { frame: call, mover, position: flow.length })
  }

  for (const call of calls) visit(call, call.from, undefined, undefined)
  return ether === undefined ? flow : withSelfdestructs(flow, ends, ether)
}

const ETHER: MovedAsset = { kind: 'ether' }

type TokenKind = 'erc20' | 'erc721' | 'erc1155'
type TokenKinds = ReadonlyMap<Address, TokenKind>

function tokenKinds(assets: readonly Asset[]): TokenKinds {
  const kinds = new Map<Address, TokenKind>()
  for (const asset of assets)
    if (asset.kind !== 'ether') kinds.set(asset.address.toLowerCase() as Address, asset.kind)
  return kinds
}

// ---- events ----------------------------------------------------------------------------------------------------------

const TRANSFER = topicOf('Transfer(address,address,uint256)')

type Transferred = Pick<Movement, 'asset' | 'from' | 'to' | 'amount'>

function transfersIn(log: Log, tokens: TokenKinds | undefined): readonly Transferred[] {
  const items = itemTransfersIn(log)
  if (items.length > 0) return tokens === undefined || tokens.get(log.address) === 'erc1155' ? items : []
  const moved = transferIn(log, tokens)
  return moved === undefined ? [] : [moved]
}

/** ERC-20 and ERC-721 have the same event; the second has its number among the topics. Early tokens have no topics at all. */
function transferIn({ address, topics, data }: Log, tokens: TokenKinds | undefined): Transferred | undefined {
  if (topics[0] !== TRANSFER) return undefined
  const kind = tokens?.get(address)
  if (tokens !== undefined && kind === undefined) return undefined
  const words = [...topics.slice(1)]
  for (let at = 0; at + 32 <= data.length && words.length < 3; at += 32) words.push(readWord(data, at))
  const [sender, receiver, number] = words
  if (sender === undefined || receiver === undefined || number === undefined) return undefined
  const from = accountOf(sender)
  const to = accountOf(receiver)
  if (from === undefined || to === undefined) return undefined
  return (kind ?? (topics.length === 4 ? 'erc721' : 'erc20')) === 'erc721'
    ? { asset: { kind: 'erc721', address, id: number }, from, to, amount: 1n }
    : { asset: { kind: 'erc20', address }, from, to, amount: number }
}

// ---- SELFDESTRUCT ----------------------------------------------------------------------------------------------------

type End = { readonly frame: TraceCall; readonly mover: Address; readonly position: number }

/**
 * What one account lacks and another has, and no movement explains: contracts that ran give without a call only by
 * SELFDESTRUCT. It stands where the last frame of the contract ended.
 */
function withSelfdestructs(
  flow: readonly Movement[],
  ends: ReadonlyMap<Address, End>,
  { before, after }: EtherBalances,
): readonly Movement[] {
  const unexplained = new Map<Address, bigint>()
  for (const [account, wei] of after) unexplained.set(account, wei - (before.get(account) ?? wei))
  const add = (account: Address, wei: bigint): void => {
    const known = unexplained.get(account)
    if (known !== undefined) unexplained.set(account, known + wei)
  }
  for (const { asset, from, to, amount } of flow) {
    if (asset.kind !== 'ether') continue
    add(from, amount)
    add(to, -amount)
  }
  const found: { readonly position: number; readonly movement: Movement }[] = []
  for (const [from, { frame, mover, position }] of ends) {
    let missing = -(unexplained.get(from) ?? 0n)
    for (const [to, extra] of unexplained) {
      if (missing <= 0n) break
      if (extra <= 0n) continue
      const amount = extra < missing ? extra : missing
      missing -= amount
      unexplained.set(to, extra - amount)
      const movement: Movement = {
        asset: ETHER,
        from,
        to,
        amount,
        by: 'selfdestruct',
        mover,
        frame,
        event: undefined,
      }
      found.push({ position, movement })
    }
  }
  if (found.length === 0) return flow
  found.sort((left, right) => left.position - right.position)
  const out: Movement[] = []
  let next = 0
  for (let i = 0; i <= flow.length; i++) {
    for (; next < found.length && found[next]!.position === i; next++) out.push(found[next]!.movement)
    if (i < flow.length) out.push(flow[i]!)
  }
  return out
}
