// Tokens that move without an event, such as wrapped ether when it is paid in and out: seen by what they write.

import type { TraceCall, TraceEvent } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import type { PreimageOf } from '../../project/storage-layout.ts'
import { accountOf, NOBODY } from './value-flow-accounts.ts'

/** A movement that a frame of a token wrote. The zero address stands for nobody. */
export type SilentTransfer = {
  readonly from: Address
  readonly to: Address
  readonly amount: bigint
  readonly event: TraceEvent
}

type Entry = {
  readonly account: Address
  readonly mapping: bigint
  readonly delta: bigint
  readonly event: TraceEvent
}

const ENTRIES_MAX = 64

/**
 * What a frame of an ERC-20 token moved, by its own writes to a mapping from accounts to amounts: one account loses as much as
 * another gets; or one alone gets or loses as much as the frame got or paid in ether. Other writes say nothing: they may be
 * nonces, votes or anything else.
 */
export function silentTransfers(call: TraceCall, preimageOf: PreimageOf): readonly SilentTransfer[] {
  const entries = entriesOf(call, preimageOf)
  const out: SilentTransfer[] = []
  const used = new Set<Entry>()
  for (const loss of entries) {
    if (loss.delta >= 0n || used.has(loss)) continue
    const gain = entries.find(
      (each) => each.delta === -loss.delta && each.mapping === loss.mapping && !used.has(each),
    )
    if (gain === undefined) continue
    used.add(loss).add(gain)
    out.push({ from: loss.account, to: gain.account, amount: gain.delta, event: gain.event })
  }
  if (out.length > 0) return out
  const paidIn = call.kind === 'call' || call.kind === 'delegatecall' ? call.value : 0n
  for (const { account, delta, event } of entries) {
    if (delta > 0n && delta === paidIn) return [{ from: NOBODY, to: account, amount: delta, event }]
    if (delta < 0n && paidOut(call, -delta)) return [{ from: account, to: NOBODY, amount: -delta, event }]
  }
  return out
}

function paidOut(call: TraceCall, wei: bigint): boolean {
  return call.events.some(
    (event) => event.kind === 'call' && event.call.status === 'success' && event.call.value === wei,
  )
}

function entriesOf({ to, events }: TraceCall, preimageOf: PreimageOf): readonly Entry[] {
  const changes = new Map<bigint, { before: bigint; after: bigint; event: TraceEvent }>()
  for (const event of events) {
    if (event.kind !== 'storage' || event.change.address !== to) continue
    const { slot, before, after } = event.change
    const known = changes.get(slot)
    if (known !== undefined) changes.set(slot, { before: known.before, after, event })
    else if (changes.size < ENTRIES_MAX) changes.set(slot, { before, after, event })
  }
  const entries: Entry[] = []
  for (const [slot, { before, after, event }] of changes) {
    const place = before === after ? undefined : placeOf(slot, preimageOf)
    if (place !== undefined) entries.push({ ...place, delta: after - before, event })
  }
  return entries
}

/** The account and the mapping of an entry; undefined for other slots and for mappings inside of mappings: allowances. */
function placeOf(
  slot: bigint,
  preimageOf: PreimageOf,
): { readonly account: Address; readonly mapping: bigint } | undefined {
  const input = preimageOf(slot)
  if (input?.length !== 64) return undefined
  const first = readWord(input, 0)
  const second = readWord(input, 32)
  // Solidity hashes the key before the mapping's slot, Vyper behind it.
  const isVyper = first < SLOT_LIMIT && second >= SLOT_LIMIT && accountOf(second) !== undefined
  const [key, mapping] = isVyper ? [second, first] : [first, second]
  const account = accountOf(key)
  return account === undefined || preimageOf(mapping) !== undefined ? undefined : { account, mapping }
}

// What the layout gives out is below; addresses are as good as never.
const SLOT_LIMIT = 1n << 64n
