// A sandwich: the attacker trades with a pool, somebody else then trades with it in the same direction, at a worse price, and the attacker
// trades back. The counterfactuals: without the first trade, and without the other's, nothing is gained.

import type { Address } from '../../evm/types.ts'
import type { Movement } from '../../world/describe/value-flow.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

/** What a trader gave to a pool in one step, and got from it. */
type Trade = { readonly step: number; readonly pool: Address; readonly given: string; readonly got: string }
type OthersTrade = Trade & { readonly trader: Address }

export function examineSandwich(examined: Examined): Mechanism | undefined {
  const { calls, facts, look } = examined
  const own: Trade[] = []
  const others: OthersTrade[] = []
  for (const step of calls.keys()) {
    const flow = look.movementsOf(step)
    const givers = new Set(flow.map(({ from }) => from))
    const takers = new Set(flow.map(({ to }) => to))
    for (const pool of takers) {
      if (!givers.has(pool) || look.isAttacker(pool)) continue
      for (const trade of tradesWith(pool, flow, facts.attackers)) own.push({ step, pool, ...trade })
      for (const trader of givers) {
        if (trader === pool || look.isAttacker(trader) || !facts.isProtocol(trader)) continue
        for (const trade of tradesWith(pool, flow, [trader])) others.push({ step, pool, trader, ...trade })
      }
    }
  }
  const middle = others.find((each) => isBetween(own, each) && isNeeded(examined, each))
  return middle && told(examined, middle)
}

/** The attacker trades before it in the same direction, and after it in the other. */
function isBetween(own: readonly Trade[], { step, pool, given, got }: Trade): boolean {
  const trades = own.filter((each) => each.pool === pool)
  return (
    trades.some((each) => each.step < step && each.given === given && each.got === got) &&
    trades.some((each) => each.step > step && each.given === got && each.got === given)
  )
}

/** Neither works without the other: not the trades of the attacker without this one, nor this one alone. */
function isNeeded(examined: Examined, { step }: Trade): boolean {
  const { calls } = examined
  return [calls.toSpliced(step, 1), calls.slice(step)].every(
    (sequence) => replay(examined, { calls: sequence }).isGone,
  )
}

function told({ look }: Examined, { step, pool, trader }: OthersTrade): Mechanism {
  const trading = look.of(step).find(({ parent, call }) => parent?.call.to === trader && call.to === pool)
  const frame = trading?.parent ?? look.of(step)[0]!
  const name = look.functionOf(frame)
  return {
    id: 'sandwich',
    sentence: `${name} trades at whatever price there is. The attacker trades before it, so that it gets less, and trades back afterwards.`,
    step,
    path: look.pathTo(frame),
    place: trading?.event && look.placeOf(frame, trading.event),
  }
}

/** Each asset that one of the traders gave with each other one that it got. */
function tradesWith(
  pool: Address,
  flow: readonly Movement[],
  traders: readonly Address[],
): readonly Pick<Trade, 'given' | 'got'>[] {
  const given = flow.filter(({ from, to }) => to === pool && traders.includes(from)).map(assetOf)
  const got = flow.filter(({ from, to }) => from === pool && traders.includes(to)).map(assetOf)
  return given.flatMap((gives) =>
    got.filter((gets) => gets !== gives).map((gets) => ({ given: gives, got: gets })),
  )
}

function assetOf({ asset }: Movement): string {
  return asset.kind === 'ether' ? 'ether' : asset.address
}
