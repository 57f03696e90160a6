// Insolvency: more is promised than there is. Each honest user could still get out alone, and that is what `loss` asks; all of them,
// one after another, could not. Or a token's balances add up to more than the token says there is of it.

import type { Address } from '../../evm/types.ts'
import { HONEST_USERS } from '../../world/honest-users.ts'
import { amountText, assetName, shareText } from './amount-text.ts'
import type { ExitOutcome, Exits, OpenPosition } from './exits.ts'
import { dustOf, type Scene } from './scene.ts'
import type { Detector, Verdict } from './types.ts'
import { LIMITED_SECONDS } from './waits.ts'

/** What is missing counts from this part of what was due: exits that name amounts are asked for 99 % first. */
const PART_OF_DUE = 50n
/** Balances that are computed from an index are rounded, each of them. */
const PART_OF_SUPPLY = 1_000_000n
/** Accounts without a key: what is burnt there is no claim. */
const NOBODY_LIMIT = 1n << 32n

export function insolvency(scene: Scene, exits: Exits): Detector {
  const base = exits.inTurn()
  const ledgers = ledgersOf(scene)
  return {
    name: 'insolvency',
    rule:
      'Without any time passing, honest positions can no longer all be got out one after another, as they could after the setup, though each ' +
      'still could alone, the attacker has spent less than is missing, and nothing lies there instead that it bought with it; or the ' +
      'known balances of a token of the protocol add up to more than its total supply.',
    judge: () => {
      if (scene.hasTimePassed) return undefined
      return judgeLedgers(scene, ledgers) ?? judgeTurns(scene, exits, base)
    },
    touch: () => {
      scene.touchAttackers()
      exits.touch()
      exits.inTurn()
      for (const { asset } of ledgers) scene.supplyOf(asset)
    },
  }
}

// ---- one after another -----------------------------------------------------------------------------------------------

/** How claims are asked what they give. */
type Asked = {
  readonly inTurn: (seconds: bigint) => readonly ExitOutcome[]
  readonly alone: (open: OpenPosition) => ExitOutcome
}

function judgeTurns(scene: Scene, exits: Exits, base: readonly ExitOutcome[]): Verdict | undefined {
  if (exits.claims.length < 2 || hasSpentElse(scene, exits)) return undefined
  const suspicion = judgeAsked(scene, exits, base, {
    inTurn: (seconds) => exits.inTurn(seconds),
    alone: ({ position }) => exits.outcomeOf(position),
  })
  if (suspicion === undefined) return undefined
  // Exits that work with a part only were asked in few steps: too little in their turn, too much alone. Money that is lent out
  // against enough looks like a hole then. The verdict is about what they really give.
  return judgeAsked(scene, exits, base, {
    inTurn: (seconds) => exits.inTurn(seconds, true),
    alone: (open) => exits.mostOf(open),
  })
}

function judgeAsked(
  scene: Scene,
  exits: Exits,
  base: readonly ExitOutcome[],
  asked: Asked,
): Verdict | undefined {
  const now = asked.inTurn(0n)
  for (const [i, open] of exits.claims.entries()) {
    const { position, name } = open
    const before = base[i]
    if (before === undefined) continue
    const lost = shortfall(scene, before, now[i])
    if (lost === undefined) continue
    const missing = before[lost]! - (now[i]?.[lost] ?? 0n)
    const alone = asked.alone(open)
    // Who would get less alone has lost, and who cannot get out at all is frozen: other detectors say so.
    if (alone === undefined || shortfall(scene, before, alone) !== undefined) continue
    if (scene.hasSpent((spent) => (spent === lost ? missing : 0n))) continue
    const claimed = sum(exits.claims.map((each) => asked.alone(each)?.[lost] ?? 0n))
    const paid = sum(now.map((outcome) => outcome?.[lost] ?? 0n))
    if ((claimed - paid) * PART_OF_DUE < claimed) continue
    // An exit that is one wei short gives nothing at all: that much must really be gone, or be claimed in addition.
    const due = sum(base.map((outcome) => outcome?.[lost] ?? 0n))
    if ((scene.contractsHad(lost) - scene.contractsHave(lost) + claimed - due) * PART_OF_DUE < claimed)
      continue
    // What may be taken out in a day was taken: if everybody waits a while, all get theirs.
    if (shortfall(scene, before, asked.inTurn(LIMITED_SECONDS)[i]) === undefined) continue
    if (mayBeSecured(scene, exits, { lost, base, alone: asked.alone })) continue
    const asset = scene.asset(lost)
    return {
      words: `${scene.nameOf(position.contract)} owes more ${assetName(asset)} than it can pay`,
      details:
        `Honest users together claim ${amountText(claimed, asset)}; one after another they get ${amountText(paid, asset)}: ` +
        `${amountText(claimed - paid, asset)} are missing, ${shareText(claimed - paid, claimed)} of it. ` +
        `${name}, which is not the first, gave ${amountText(before[lost]!, asset)} after the setup and gives ` +
        `${amountText(now[i]?.[lost] ?? 0n, asset)} in its turn now.`,
      evidence: {
        kind: 'exits',
        positions: exits.claims.map((each) => each.position),
        short: i,
        asset: lost,
      },
    }
  }
  return undefined
}

type Lost = {
  readonly lost: number
  readonly base: readonly ExitOutcome[]
  readonly alone: Asked['alone']
}

/**
 * Whether the attackers have spent some of what is missing while something else lies in the protocol that no user claims: security
 * that they bought for it, and which was lent against.
 */
function mayBeSecured(scene: Scene, { claims }: Exits, { lost, base, alone }: Lost): boolean {
  if (scene.attackersHad(lost) - scene.attackersHave(lost) <= scene.unpaidOf(lost)) return false
  const now = claims.map(alone)
  return scene.survey.assets.some((which, asset) => {
    const of = (outcomes: readonly ExitOutcome[]): bigint => sum(outcomes.map((each) => each?.[asset] ?? 0n))
    const more = scene.contractsHave(asset) - scene.contractsHad(asset) - (of(now) - of(base))
    return asset !== lost && more > dustOf(which)
  })
}

/** Whether the attackers have spent something that nobody claims: whatever is missing then, they may have paid for. */
function hasSpentElse(scene: Scene, { claims }: Exits): boolean {
  return scene.survey.assets.some(
    (_, asset) =>
      claims.every(({ assets }) => !assets.includes(asset)) &&
      scene.attackersHad(asset) - scene.attackersHave(asset) > scene.unpaidOf(asset),
  )
}

/** The asset of which there is less, by more than rounding. */
function shortfall(scene: Scene, due: readonly bigint[], got: ExitOutcome): number | undefined {
  const at = due.findIndex((amount, asset) => {
    const missing = amount - (got?.[asset] ?? 0n)
    return missing > dustOf(scene.asset(asset)) && missing * PART_OF_DUE > amount
  })
  return at < 0 ? undefined : at
}

// ---- what a token says of itself -------------------------------------------------------------------------------------

type Ledger = {
  readonly asset: number
  readonly supply: bigint
  readonly accounts: readonly Address[]
  /** What was held beyond the supply: attackers and users of ours were granted it, and the supply could not be raised with it. */
  readonly granted: bigint
}

/** Tokens of the protocol whose known balances were not more than there is of them, but for what we granted. */
function ledgersOf(scene: Scene): readonly Ledger[] {
  const { assets, contracts, calls } = scene.survey
  // Tests give such accounts to users, too: these do something.
  const users = new Set(calls.map(({ from }) => from))
  const accounts = [...scene.others, ...scene.attackers].filter(
    (account) => BigInt(account) >= NOBODY_LIMIT || users.has(account),
  )
  return assets.flatMap((which, asset) => {
    const isOwn = contracts.some(
      ({ address, origin }) => which.kind === 'erc20' && address === which.address && origin === 'protocol',
    )
    const supply = isOwn ? (scene.supplyOf(asset) ?? 0n) : 0n
    if (supply === 0n) return []
    const excess = totalOf(scene, asset, accounts) - supply
    if (excess <= supply / PART_OF_SUPPLY) return [{ asset, supply, accounts, granted: 0n }]
    const granted = scene.attackersHad(asset) + totalOf(scene, asset, HONEST_USERS)
    return excess <= granted && !grantsRaiseSupply(scene, asset)
      ? [{ asset, supply, accounts, granted: excess }]
      : []
  })
}

/** Whether what is granted out of nothing is counted by the token: not where its supply is a constant, say. The state stays. */
function grantsRaiseSupply(scene: Scene, asset: number): boolean {
  const { world, holdings, attackers } = scene
  const before = world.mark()
  const supply = scene.supplyOf(asset)
  const isGranted = holdings.grant(asset, attackers[0]!, 1n)
  const isRaised = scene.supplyOf(asset) !== supply
  world.rollback(before)
  return !isGranted || isRaised
}

function judgeLedgers(scene: Scene, ledgers: readonly Ledger[]): Verdict | undefined {
  for (const { asset, supply: had, accounts, granted } of ledgers) {
    const supply = scene.supplyOf(asset)
    if (supply === undefined || (granted > 0n && supply !== had)) continue
    // Adding up takes a call for each account: only if the attackers have more than came into being.
    const gain = scene.attackersHave(asset) - scene.attackersHad(asset)
    const dust = dustOf(scene.asset(asset))
    if (gain <= dust || gain <= supply - had) continue
    const excess = totalOf(scene, asset, accounts) - granted - supply
    if (excess <= supply / PART_OF_SUPPLY + dust) continue
    const which = scene.asset(asset)
    return {
      words: `balances of ${assetName(which)} add up to more than its total supply`,
      details:
        `Known balances of ${assetName(which)} add up to ${amountText(supply + excess, which)}; its total supply is ${amountText(supply, which)}. ` +
        `The attacker has ${amountText(gain, which)} more than after the setup.`,
      evidence: { kind: 'supply', asset, accounts, ...(granted > 0n && { more: excess }) },
    }
  }
  return undefined
}

function totalOf(scene: Scene, asset: number, accounts: readonly Address[]): bigint {
  return sum(accounts.map((account) => scene.amountByCall(asset, account)))
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, each) => total + each, 0n)
}
