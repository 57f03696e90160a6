// The story of a theft: who has what now that somebody else had, and what moved in each step. Pure: amounts and movements come
// in, lines come out. Names are length-limited and safe for a terminal; who writes HTML or Markdown escapes them.

import type { Address } from '../../evm/types.ts'
import type { Asset, AssetAmount } from '../survey/types.ts'
import { accountCaller } from './account-caller.ts'
import type { Names } from './account-names.ts'
import { groupedFlow } from './flow-groups.ts'
import type { Movement } from './value-flow.ts'
import { NOBODY } from './value-flow-accounts.ts'
import { toldChanges, type WealthChange } from './wealth-changes.ts'
import { amountText, assetNames } from './wealth-story-amounts.ts'

/** What somebody's deposit was worth, and is. */
export type PositionChange = {
  readonly owner: Address
  /** Where it is. */
  readonly contract: Address
  readonly before: readonly AssetAmount[]
  /** Undefined: it cannot be got out. */
  readonly after: readonly AssetAmount[] | undefined
}

export type WealthToTell = {
  readonly assets: readonly Asset[]
  readonly names: Names
  /** All accounts of the attacker, its contract among them. */
  readonly attackers: readonly Address[]
  /** Others are told in this order. */
  readonly changes: readonly WealthChange[]
  readonly positions: readonly PositionChange[]
}

export type WealthStory = {
  /** 'attacker: +10 ETH (all that Vault held)'. */
  readonly lines: readonly string[]
  /** For each step: 'Vault pays 1 ETH to attacker'. */
  readonly steps: readonly (readonly string[])[]
}

const LINES_MAX = 24
const STEP_LINES_MAX = 12
const ASSETS_SHOWN_MAX = 8
/** A deposit that is worth more or less by a smaller part is worth what it was. */
const PART_OF_WORTH = 1_000_000n

/** @param flows Of each step the movements (value-flow.ts), in order. */
export function wealthStory(wealth: WealthToTell, flows: readonly (readonly Movement[])[]): WealthStory {
  return { lines: wealthLines(wealth), steps: flows.map((flow) => flowLines(wealth, flow)) }
}

// ---- who has what ----------------------------------------------------------------------------------------------------

/** The attacker first, then those who have less or more, then deposits. Rounding is left out. */
export function wealthLines(wealth: WealthToTell): readonly string[] {
  const { assets, positions } = wealth
  const call = accountCaller(wealth)
  const called = assetNames(assets, wealth.names)
  const say = (asset: number, amount: bigint): string => amountText(amount, assets[asset]!, called[asset]!)
  const told = toldChanges(wealth.changes, assets)
  const others = told.filter(({ isAttacker }) => !isAttacker)
  const own = told
    .filter(({ isAttacker }) => isAttacker)
    .map((change) => ({ asset: change.asset, gain: change.after - change.before }))
    .sort((left, right) => left.asset - right.asset)
    .sort((left, right) => Number(right.gain > 0n) - Number(left.gain > 0n))
    .map(({ asset, gain }) => {
      const share = gain > 0n ? shareText(gain, victimOf(asset, others), call) : ''
      return `${signed(gain, (amount) => say(asset, amount))}${share}`
    })
  const lines = [`attacker: ${own.length === 0 ? 'has gained and lost nothing' : listed(own)}`]
  for (const account of new Set(others.map((change) => change.account))) {
    const parts = others
      .filter((change) => change.account === account)
      .map(({ asset, before, after }) => signed(after - before, (amount) => say(asset, amount)))
    lines.push(`${call(account)}: ${listed(parts)}`)
  }
  for (const position of positions) {
    const line = positionLine(position, assets.length, say)
    if (line !== undefined)
      lines.push(`${call(position.owner)}: deposit in ${call(position.contract)} ${line}`)
  }
  return clippedLines(lines, LINES_MAX)
}

/** Who of the others lost the most of an asset. */
function victimOf(asset: number, others: readonly WealthChange[]): WealthChange | undefined {
  let victim: WealthChange | undefined
  let most = 0n
  for (const change of others) {
    if (change.asset !== asset || change.before - change.after <= most) continue
    most = change.before - change.after
    victim = change
  }
  return victim
}

/** ' (83 % of what Vault held)': how much of what the gain could be was somebody's. */
function shareText(
  gain: bigint,
  victim: WealthChange | undefined,
  call: (account: Address) => string,
): string {
  if (victim === undefined) return ''
  const { account, before, after } = victim
  const taken = gain < before - after ? gain : before - after
  const percent = (taken * 100n) / before
  if (percent >= 100n) return ` (all that ${call(account)} held)`
  const part =
    percent === 0n ? 'less than 1' : percent === 99n && taken * 100n > before * 99n ? 'more than 99' : percent
  return ` (${part} % of what ${call(account)} held)`
}

function positionLine(
  { before, after }: PositionChange,
  assets: number,
  say: (asset: number, amount: bigint) => string,
): string | undefined {
  const worth = (amounts: readonly AssetAmount[]): string =>
    listed(
      amounts
        .filter(({ asset, amount }) => asset >= 0 && asset < assets && amount > 0n)
        .map(({ asset, amount }) => say(asset, amount)),
    ) || 'nothing'
  const was = worth(before)
  if (after === undefined) return `worth ${was} cannot be withdrawn any more`
  if (isAboutTheSame(before, after)) return undefined
  const is = worth(after)
  return is === was ? undefined : `worth ${was} is worth ${is} now`
}

/** What rounding leaves of somebody else's calls is nobody's gain or loss. */
function isAboutTheSame(before: readonly AssetAmount[], after: readonly AssetAmount[]): boolean {
  const amountOf = (amounts: readonly AssetAmount[], asset: number): bigint =>
    amounts.find((each) => each.asset === asset)?.amount ?? 0n
  return [...before, ...after].every(({ asset }) => {
    const [was, is] = [amountOf(before, asset), amountOf(after, asset)]
    return (is > was ? is - was : was - is) * PART_OF_WORTH <= was
  })
}

// ---- what moved ------------------------------------------------------------------------------------------------------

/** The movements of one step. Equal ones are told as one; what the attacker's accounts give each other is left out. */
export function flowLines(
  wealth: Pick<WealthToTell, 'assets' | 'names' | 'attackers'>,
  flow: readonly Movement[],
): readonly string[] {
  const call = accountCaller(wealth)
  const lines = groupedFlow(wealth, flow).map(
    ({ first, what, note }) => `${movementText(first, what, call)}${note}`,
  )
  return clippedLines(lines, STEP_LINES_MAX)
}

function movementText(
  { from, to, mover, by }: Movement,
  what: string,
  call: (account: Address) => string,
): string {
  if (from === NOBODY) return `${call(to)} gets ${what}, newly made`
  if (to === NOBODY && by !== 'call') return `${call(from)} gives up ${what}`
  if (by === 'selfdestruct') return `${call(from)} destroys itself and leaves ${what} to ${call(to)}`
  if (by === 'creation') return `${call(from)} creates ${call(to)} with ${what}`
  if (mover === from) return `${call(from)} pays ${what} to ${call(to)}`
  if (mover === to) return `${call(to)} takes ${what} from ${call(from)}`
  return `${call(mover)} moves ${what} from ${call(from)} to ${call(to)}`
}

// ---- words -----------------------------------------------------------------------------------------------------------

function signed(change: bigint, say: (amount: bigint) => string): string {
  return change < 0n ? `-${say(-change)}` : `+${say(change)}`
}

function listed(parts: readonly string[]): string {
  const more = parts.length - ASSETS_SHOWN_MAX
  return more > 0
    ? `${parts.slice(0, ASSETS_SHOWN_MAX).join(', ')} and ${more} other assets`
    : parts.join(', ')
}

function clippedLines(lines: readonly string[], max: number): readonly string[] {
  if (lines.length <= max) return lines
  return [...lines.slice(0, max - 1), `… and ${lines.length - max + 1} more`]
}
