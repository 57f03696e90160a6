// What honest users are about to send. Everybody sees a call before it is in a block, and may put calls of their own before and
// after it. Users are careful: where a call lets its sender say what it wants at least, or pays at most, it says so.

import type { Address } from '../../evm/types.ts'
import { readWord, WORD_MAX, writeWord } from '../../primitives/bytes.ts'
import { changes, gains, losses, type Scene } from './scene.ts'
import type { AssetAmount, PendingCall, PlainCall } from './types.ts'

const PENDING_MAX = 6
const CALLS_MAX = 1_500
/** Words of calldata in which an amount or a limit may stand. */
const WORDS_MAX = 10
const SELECTOR_BYTES = 4
const WORD_BYTES = 32
/** Who trades with this part of what contracts have moves a price, and is worth an attacker's while. */
const PART_OF_HOLDINGS = 20n
/** A careful user lets the price move by this part of a hundred, and would not have it if it were obeyed at twice as much. */
const TOLERANCE_PERCENT = 1n
const REFUSED_PERCENT = 2n

/**
 * Calls that give their sender something for something, on the state after setup: one for each function. The state stays as it is.
 * @param candidates calls that went well, or may; those of contracts count for nobody
 */
export function findPending(scene: Scene, candidates: readonly PlainCall[]): readonly PendingCall[] {
  const found = new Map<string, PendingCall>()
  scene.experiments.within(CALLS_MAX, () => {
    for (const candidate of candidates) {
      if (found.size >= PENDING_MAX) return
      const { to, data, from } = candidate
      const name = `${to}${data.subarray(0, SELECTOR_BYTES).join()}`
      if (found.has(name) || hasCode(scene, from)) continue
      if (!scene.protocol.some(({ address }) => address === to)) continue
      const call = enlarged(scene, { ...candidate, seconds: 0 })
      const effect = call && effectOf(scene, call)
      if (effect !== undefined) found.set(name, careful(scene, { call: call!, ...effect }))
    }
  })
  return [...found.values()]
}

function hasCode({ experiments }: Scene, address: Address): boolean {
  return experiments.world.machine.getCode(address).length > 0
}

type Effect = Pick<PendingCall, 'paid' | 'got'>

/** Undefined if it fails, or nothing was paid, or nothing was got. */
function effectOf(scene: Scene, call: PlainCall): Effect | undefined {
  return scene.experiments.undone(() => {
    const before = scene.amountsOf(call.from)
    if (!scene.experiments.send(call).isSuccess) return undefined
    const differences = changes(before, scene.amountsOf(call.from))
    const effect = { paid: losses(differences), got: gains(differences) }
    return effect.paid.length === 0 || effect.got.length === 0 ? undefined : effect
  })
}

/** With as much as moves a price, if the call names what it pays and its sender has that much; undefined if it fails. */
function enlarged(scene: Scene, call: PlainCall): PlainCall | undefined {
  const effect = effectOf(scene, call)
  if (effect === undefined) return undefined
  const [{ asset, amount }, ...more] = effect.paid as [AssetAmount, ...AssetAmount[]]
  const large = scene.heldByContracts(asset) / PART_OF_HOLDINGS
  if (more.length > 0 || large <= amount || large > scene.holdings.amountOf(asset, call.from)) return call
  const larger =
    call.value === amount
      ? { ...call, value: large }
      : wordsOf(call).flatMap((at) =>
          readWord(call.data, at) === amount ? withWord(call, at, large) : [],
        )[0]
  return larger !== undefined && effectOf(scene, larger) !== undefined ? larger : call
}

/** The call with a limit wherever one is obeyed: without consequences as long as nobody interferes. */
function careful(scene: Scene, pending: PendingCall): PendingCall {
  const { paid, got } = pending
  const limits = [...got, ...paid].flatMap(({ amount }) => [
    [less(amount, TOLERANCE_PERCENT), more(amount, REFUSED_PERCENT)] as const,
    [more(amount, TOLERANCE_PERCENT), less(amount, REFUSED_PERCENT)] as const,
  ])
  let { call } = pending
  for (const put of placesOf(call)) {
    const limit = limits.find(
      ([kept, refused]) =>
        isSame(pending, effectOf(scene, put(call, kept))) &&
        effectOf(scene, put(call, refused)) === undefined,
    )
    if (limit !== undefined) call = put(call, limit[0])
  }
  return { ...pending, call }
}

/** Where a limit may stand: the ether that is sent, of which the rest comes back, and words of the calldata. */
function placesOf(call: PlainCall): readonly ((of: PlainCall, limit: bigint) => PlainCall)[] {
  return [
    ...(call.value > 0n ? [(of: PlainCall, value: bigint) => ({ ...of, value })] : []),
    // A limit that has to be sent in ether, and named.
    ...wordsOf(call)
      .filter((at) => call.value > 0n && readWord(call.data, at) === call.value)
      .map((at) => (of: PlainCall, limit: bigint) => withWord({ ...of, value: limit }, at, limit)),
    ...wordsOf(call).map((at) => (of: PlainCall, word: bigint) => withWord(of, at, word)),
  ]
}

function isSame(pending: Effect, effect: Effect | undefined): boolean {
  if (effect === undefined) return false
  const same = (some: readonly AssetAmount[], others: readonly AssetAmount[]): boolean =>
    some.length === others.length &&
    some.every(({ asset, amount }, i) => asset === others[i]!.asset && amount === others[i]!.amount)
  return same(pending.paid, effect.paid) && same(pending.got, effect.got)
}

function wordsOf({ data }: PlainCall): number[] {
  const count = Math.min(WORDS_MAX, Math.floor((data.length - SELECTOR_BYTES) / WORD_BYTES))
  return Array.from({ length: Math.max(0, count) }, (_, i) => SELECTOR_BYTES + i * WORD_BYTES)
}

function withWord(call: PlainCall, at: number, word: bigint): PlainCall {
  const data = call.data.slice()
  writeWord(data, at, word)
  return { ...call, data }
}

function less(amount: bigint, percent: bigint): bigint {
  return amount - (amount * percent) / 100n
}
/** No more than a word holds: tokens say what they like. */
function more(amount: bigint, percent: bigint): bigint {
  const sum = amount + (amount * percent) / 100n
  return sum < WORD_MAX ? sum : WORD_MAX
}
