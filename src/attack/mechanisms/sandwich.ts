// A sandwich: the attacker trades with a pool, somebody else then trades with it in the same direction, at a worse price, and the attacker
// trades back. The counterfactuals: without the first trade, and without the other's, nothing is gained.

import type { Address } from '../../evm/types.ts'
import type { Movement } from '../../world/describe/value-flow.ts'
import { valueFlow } from '../../world/describe/value-flow.ts'
import type { Frame } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

type Trade = { readonly step: number; readonly pool: Address; readonly given: string; readonly got: string }

export function examineSandwich(examined: Examined): Mechanism | undefined {
  const { calls, facts, look } = examined
  const own: Trade[] = []
  const others: (Trade & { readonly trader: Address })[] = []
  for (const step of calls.keys()) {
    const flow = flowOf(examined, step)
    for (const pool of poolsIn(flow, facts.attackers)) {
      const is = (account: Address): boolean => account === pool
      for (const trade of tradesOf(flow, is, (account) => facts.attackers.includes(account)))
        own.push({ step, pool, ...trade })
      for (const trader of new Set(flow.map(({ from }) => from))) {
        if (trader === pool || facts.attackers.includes(trader) || !facts.isProtocol(trader)) continue
        for (const trade of tradesOf(flow, is, (account) => account === trader))
          others.push({ step, pool, trader, ...trade })
      }
    }
  }
  for (const middle of others) {
    const isSame = ({ pool }: Trade): boolean => pool === middle.pool
    const first = own.find(
      (each) =>
        isSame(each) && each.step < middle.step && each.given === middle.given && each.got === middle.got,
    )
    const last = own.find(
      (each) =>
        isSame(each) && each.step > middle.step && each.given === middle.got && each.got === middle.given,
    )
    if (first === undefined || last === undefined) continue
    const isGone = [first, middle].every(
      ({ step }) => replay(examined, { calls: calls.toSpliced(step, 1) }).isGone,
    )
    if (!isGone) continue
    const trading = look
      .of(middle.step)
      .find(({ parent, call }) => parent?.call.to === middle.trader && call.to === middle.pool)
    return told(examined, middle, trading)
  }
  return undefined
}

function told({ look }: Examined, middle: Trade, trading: Frame | undefined): Mechanism {
  const frame = trading?.parent ?? look.of(middle.step)[0]!
  const name = look.functionOf(frame)
  const event = trading?.event
  return {
    id: 'sandwich',
    sentence: `${name} trades at whatever price there is. The attacker trades before it, so that it gets less, and trades back afterwards.`,
    step: middle.step,
    path: look.pathTo(frame),
    place: event && look.placeOf(frame, event),
  }
}

function flowOf({ facts, look, parts: { world } }: Examined, step: number): readonly Movement[] {
  const outermost = look.of(step).flatMap(({ parent, call }) => (parent === undefined ? [call] : []))
  const preimageOf = (hash: bigint): Uint8Array | undefined => world.machine.preimage(hash)
  return valueFlow(outermost, { assets: facts.assets, preimageOf })
}

/** Who has given and got in one step, without the attacker. */
function poolsIn(flow: readonly Movement[], attackers: readonly Address[]): readonly Address[] {
  const givers = new Set(flow.map(({ from }) => from))
  return [...new Set(flow.map(({ to }) => to))].filter(
    (each) => givers.has(each) && !attackers.includes(each),
  )
}

/** What a trader gave to a pool and got from it. */
function tradesOf(
  flow: readonly Movement[],
  isPool: (account: Address) => boolean,
  isTrader: (account: Address) => boolean,
): readonly Pick<Trade, 'given' | 'got'>[] {
  const given = flow.filter(({ from, to }) => isTrader(from) && isPool(to)).map(assetOf)
  const got = flow.filter(({ from, to }) => isPool(from) && isTrader(to)).map(assetOf)
  return given.flatMap((gives) =>
    got.filter((gets) => gets !== gives).map((gets) => ({ given: gives, got: gets })),
  )
}

function assetOf({ asset }: Movement): string {
  return asset.kind === 'ether' ? 'ether' : asset.address
}
