// What the attacker begins with: ether, tokens, and approvals that a user of the protocol would give.

import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { AMOUNT_LIMIT, type Holdings } from '../../world/survey/holdings.ts'
import { APPROVE, SET_APPROVAL_FOR_ALL, TOTAL_SUPPLY } from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Asset, Survey, SurveyedContract } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'

/** Of each attacker: 100 ETH. */
const WEALTH_WEI = 10n ** 20n
/** Of a token that nobody has yet, in whole units. */
const WEALTH_UNITS = 1_000n
/** Of tokens that the protocol itself issues: a part of the total supply, for each attacker. */
const PART_OF_OWN = 10n
/** Of tokens that vote: who has much of them may decide lawfully. */
const PART_OF_VOTES = 1_000n
const APPROVALS_MAX = 3_000
/** Functions that are tried for what a granted token could claim. */
const CLAIMS_MAX = 100
const APPROVAL_GAS = 1_000_000n

export type WealthOptions = {
  readonly world: World
  readonly survey: Survey
  readonly holdings: Holdings
  readonly attackers: readonly Address[]
}

/** Gives the attackers what they begin with. Result: sentences for the user. */
export function grantWealth(options: WealthOptions): readonly string[] {
  const { world, survey, holdings, attackers } = options
  const warnings: string[] = []
  for (const [index, asset] of survey.assets.entries()) {
    const amount = wealthIn(options, asset)
    if (amount === 0n) continue
    const claims = isOwnToken(survey, asset) ? freeGains(options) : undefined
    const before = world.mark()
    const isGranted = attackers.every((attacker) => holdings.grant(index, attacker, amount))
    if (claims !== undefined && isGranted && freeGains(options).some((gain, i) => gain > claims[i]!)) {
      world.rollback(before)
      warnings.push(
        `The attacker begins without ${asset.name}: who is given it has a claim on what came before.`,
      )
    } else if (!isGranted)
      warnings.push(`The attacker begins without ${asset.name}: its balances cannot be set.`)
  }
  return warnings
}

function isOwnToken({ contracts }: Survey, asset: Asset): boolean {
  return (
    asset.kind !== 'ether' &&
    contracts.some(({ address, origin }) => address === asset.address && origin === 'protocol')
  )
}

/**
 * By function that can be called with nothing but who one is, then asset: what the first attacker gains by the call. Where it is
 * more with a token than without, the token was owed something before it was granted: dividends, rewards.
 */
function freeGains({ world, survey, holdings, attackers }: WealthOptions): readonly bigint[] {
  const from = attackers[0]!
  const amounts = (): readonly bigint[] => survey.assets.map((_, asset) => holdings.amountOf(asset, from))
  return survey.contracts
    .filter(({ origin }) => origin === 'protocol')
    .flatMap(({ address, artifact }) => artifact.abi.functions.map((abi) => ({ address, abi })))
    .filter(
      ({ abi }) =>
        isStateChanging(abi) &&
        abi.inputs.length <= 1 &&
        abi.inputs.every(({ type }) => type.kind === 'address'),
    )
    .slice(0, CLAIMS_MAX)
    .flatMap(({ address, abi }) => {
      const before = amounts()
      const mark = world.mark()
      try {
        world.call({
          from,
          to: address,
          data: encodeCall(abi, abi.inputs.length === 0 ? [] : [from]),
          gasMax: APPROVAL_GAS,
        })
        const changes = amounts().map((amount, asset) => amount - before[asset]!)
        // Who gives something for it trades.
        return changes.some((change) => change < 0n) ? before.map(() => 0n) : changes
      } catch {
        // A cheatcode that is not there, or a limit of the Machine.
        return before.map(() => 0n)
      } finally {
        world.rollback(mark)
      }
    })
}

function wealthIn({ world, survey, holdings }: Omit<WealthOptions, 'attackers'>, asset: Asset): bigint {
  if (asset.kind === 'ether') return WEALTH_WEI
  // A claim that nobody paid for would take from those who did.
  if (asset.kind === 'erc721' || asset.isShare) return 0n
  const token = survey.contracts.find(({ address }) => address === asset.address)
  const isOwn = token?.origin === 'protocol'
  if (token !== undefined && isOwn && mayBeClaim(survey, holdings, token)) return 0n
  // Of things that are counted as many as others have, or a tenth of the protocol's own.
  if (asset.kind === 'erc1155') {
    const known = [...survey.contracts, ...survey.actors].map(({ address }) => address)
    const held = [...new Set(known)].reduce(
      (sum, each) => sum + holdings.amountOf(survey.assets.indexOf(asset), each),
      0n,
    )
    return isOwn ? held / PART_OF_OWN : held
  }
  const supply = supplyOf({ world, survey, holdings }, asset)
  const units = WEALTH_UNITS * 10n ** BigInt(asset.decimals)
  if (token?.artifact.abi.functions.some(isDelegate) === true) return supply / PART_OF_VOTES
  if (isOwn) return supply === 0n ? units : supply / PART_OF_OWN
  return supply > units ? supply : units
}

/** A token that votes. */
function isDelegate({ signature }: AbiFunction): boolean {
  return signature === 'delegate(address)'
}

/** What there is of a token: its total supply, or what contracts have where that is beyond all measure. */
function supplyOf(
  { world, survey, holdings }: Omit<WealthOptions, 'attackers'>,
  token: Exclude<Asset, { kind: 'ether' }>,
): bigint {
  const supply = readByCall(world.machine, token.address, encodeCall(TOTAL_SUPPLY, [])) ?? 0n
  if (supply < AMOUNT_LIMIT) return supply
  const index = survey.assets.indexOf(token)
  const held = survey.contracts.map(({ address }) => holdings.amountOf(index, address))
  return held.reduce((sum, amount) => (amount < AMOUNT_LIMIT ? sum + amount : sum), 0n)
}

/** Whether a token of the protocol could be a receipt: it holds something itself, or a contract has a right in it (to mint, say). */
function mayBeClaim(
  { assets, contracts, gates }: Survey,
  holdings: Holdings,
  token: SurveyedContract,
): boolean {
  const isOther = (each: Asset): boolean => each.kind === 'ether' || each.address !== token.address
  // Its own tokens that somebody sent to it are lost, and nobody's to claim.
  if (assets.some((each, asset) => isOther(each) && holdings.amountOf(asset, token.address) > 0n)) return true
  return gates.some(
    ({ contract, holder }) =>
      contract === token.address &&
      contracts.some(({ address, origin }) => address === holder && origin === 'protocol'),
  )
}

/**
 * Lets the contracts that attackers deal with take their tokens, as users do before they deposit or swap, and lets each of them vote with
 * what it has, as users do before they vote.
 */
export function grantApprovals({ world, survey, attackers }: WealthOptions): void {
  for (const { address, artifact } of survey.contracts) {
    const abi = artifact.abi.functions.find(isDelegate)
    if (abi === undefined || !survey.assets.some((each) => each.kind !== 'ether' && each.address === address))
      continue
    for (const from of attackers)
      world.call({ from, to: address, data: encodeCall(abi, [from]), gasMax: APPROVAL_GAS })
  }
  const spenders = survey.contracts.filter(
    ({ origin, roles }) =>
      origin === 'protocol' ||
      roles.some((role) => role === 'pool' || role === 'lender' || role === 'erc4626'),
  )
  let left = APPROVALS_MAX
  const approved = new Set<Address>()
  for (const asset of survey.assets) {
    if (asset.kind === 'ether' || approved.has(asset.address)) continue
    approved.add(asset.address)
    for (const { address: spender } of spenders) {
      if (spender === asset.address) continue
      const data =
        asset.kind === 'erc20'
          ? encodeCall(APPROVE, [spender, WORD_MAX])
          : encodeCall(SET_APPROVAL_FOR_ALL, [spender, true])
      for (const from of attackers) {
        if (left-- <= 0) return
        world.call({ from, to: asset.address, data, gasMax: APPROVAL_GAS })
      }
    }
  }
}
