// What a world is made of, in the eyes of somebody who wants to rob it. See docs/internals/attacker/design.md.

import type { Address } from '../../evm/types.ts'
import { knownAccounts } from '../known-accounts.ts'
import type { World } from '../types.ts'
import { accountNames } from '../describe/account-names.ts'
import { surveyAssets } from './assets.ts'
import { surveyContracts } from './contracts.ts'
import { Corrections } from './corrections.ts'
import { findActors } from './actors.ts'
import { findDepartures } from './departures.ts'
import { findDoors } from './doors.ts'
import { Experiments } from './experiments.ts'
import { findEntrances } from './entrances.ts'
import { findGates, findSeats, isOfHolder } from './gates.ts'
import { findGifts, STRANGERS } from './gifts.ts'
import { findLoans } from './loans.ts'
import { findItems } from './items.ts'
import { namedAttackers } from './named-attackers.ts'
import { HONEST_USERS } from '../honest-users.ts'
import { fundUser } from './honest-users.ts'
import { observeTests } from './observed-calls.ts'
import { openImplementations } from './open-implementations.ts'
import { findPending } from './pending.ts'
import { findPositions, type IsGated, findShares, makePositions, valued } from './positions.ts'
import { findPrepaidTrades } from './prepaid-trades.ts'
import { Scene } from './scene.ts'
import { isSameAsset } from './same-asset.ts'
import { TOTAL_SUPPLY } from './standard-functions.ts'
import { findTrades } from './trades.ts'
import type { Asset, Gift, Position, Survey } from './types.ts'
import { openedByMocks, openedNotes } from './yes-sayers.ts'

/** A token of the protocol that nobody has yet. */
function isUnissued({ protocol, experiments }: Scene, asset: Asset): boolean {
  return (
    asset.kind === 'erc20' &&
    protocol.some(({ address }) => address === asset.address) &&
    experiments.askWord(asset.address, TOTAL_SUPPLY) === 0n
  )
}

/** Those that may be shares in each other: none if there is only one. */
function unissuedTokens(scene: Scene): readonly (Asset & { readonly address: Address })[] {
  const unissued = scene.assets.flatMap((asset) =>
    asset.kind !== 'erc20' || asset.isShare || !isUnissued(scene, asset) ? [] : [asset],
  )
  return unissued.length < 2 ? [] : unissued.slice(0, UNISSUED_MAX)
}

/** Of tokens that nobody has, as many are looked at one by one. */
const UNISSUED_MAX = 6

const EXHAUSTED =
  'The survey ended before everything was tried: the contracts have more functions, or take more gas, than it looks at.'

export type SurveyOptions = {
  /** Accounts of which nothing is known to the world: they stand for anybody. */
  readonly attackers: readonly Address[]
  /** The test says what must hold: where its setup also names an attacker, nobody is added to those that it put up. */
  readonly hasProperties?: boolean
}

/**
 * Looks at a world that was set up. Changes it: honest users of ours get assets and deposit them, so it is part of the setup,
 * called before its state is saved. Everything else that is tried is undone. Deterministic; whatever contracts do, it ends.
 */
export function surveyWorld(world: World, options: SurveyOptions): Survey {
  const experiments = new Experiments(world)
  const outsiders = options.attackers.length > 0 ? options.attackers : [STRANGERS[0]]
  const surveyed = surveyContracts(experiments, outsiders[0]!)
  const { contracts: all, implementations, notes: contractNotes } = surveyed
  const corrections = new Corrections(world.project.config.survey, accountNames(world))
  const contracts = corrections.contracts(all)
  const observed = observeTests(world)
  const accounts = [
    ...new Set([...corrections.honest(), ...knownAccounts(world), ...observed.accounts]),
  ].filter((account) => !options.attackers.includes(account) && account !== world.test.address)
  const items = findItems(world, contracts, accounts, observed)
  const { assets: worth, notes: assetNotes } = surveyAssets(experiments, contracts, items)
  const assets = corrections.assets(worth, contracts)
  const open = openImplementations(experiments, implementations, outsiders[0]!)
  const scene = new Scene({ experiments, contracts, assets, accounts, outsiders })
  scene.learn(observed.calls)
  const notes = [...contractNotes, ...assetNotes]
  const seats = findSeats(scene)
  const gates = findGates(scene, seats)
  const opened = openedByMocks(scene, seats)
  notes.push(...openedNotes(opened, accountNames(world)))
  const gated = new Set([...gates, ...opened].map(({ contract, abi }) => `${contract}${abi.signature}`))
  const notExits = new Set(
    contracts.flatMap((contract) =>
      contract.artifact.abi.functions
        .filter(({ name }) => corrections.isNoExit(contract, name))
        .map(({ signature }) => `${contract.address}${signature}`),
    ),
  )
  // Who searches for exits passes over both.
  const isGated: IsGated = (contract, abi) =>
    gated.has(`${contract}${abi.signature}`) || notExits.has(`${contract}${abi.signature}`)
  const findThem = (): readonly Position[] =>
    findPositions(scene, [...accounts, world.test.address], {
      isGated,
      isOfHolder: (call) => isOfHolder(scene, seats, call),
    })
  const foundFirst = findThem()
  const giftsFirst = findGifts(scene, foundFirst)
  const [first] = HONEST_USERS
  const known = scene.assets
  experiments.undone(() => {
    // A share that nobody paid for would be worth something in a vault that has nothing: nobody could get in.
    fundUser(scene, first!, (asset) => isUnissued(scene, asset))
    findShares(scene, first!)
  })
  // What they are given for may be a token that nobody has yet either: then all but one are given out.
  for (const asset of unissuedTokens(scene))
    experiments.undone(() => {
      fundUser(scene, first!, (each) => each === asset)
      findShares(scene, first!, asset.address)
    })
  // Who gives shares back loses nothing: of those whose shares were not known as such, some have a way out after all. What pays out
  // shares by itself was found before they were known. What pays out several assets at once is a part of a pool: how much of each
  // it is changes with every trade, which is nobody's fault.
  const owners = new Set(foundFirst.map(({ owner }) => owner))
  const isClaim = ({ owner, worth }: Position): boolean => !owners.has(owner) && worth.length === 1
  const found = scene.assets === known ? foundFirst : [...foundFirst, ...findThem().filter(isClaim)]
  // What a call brings to those shows only now: a bounty may be a part of it.
  const gifts =
    found.length === foundFirst.length ? giftsFirst : moreGifts(giftsFirst, findGifts(scene, found))
  const { hasProperties = false } = options
  const attackers = namedAttackers(scene, { gates, positions: found, observed, hasProperties })
  const isComplete = hasProperties && attackers.length > 0
  const users = isComplete ? [] : HONEST_USERS
  for (const user of users) fundUser(scene, user)
  const made = makePositions(scene, users, isGated, found.length > 0)
  const positions = valued(scene, corrections.positions([...found, ...made.positions], contracts))
  const entrances = findEntrances(scene, isGated, positions)
  const departures = findDepartures(scene, entrances, positions)
  const doors = findDoors(scene, first!, isGated)
  const { loans, answers } = findLoans(scene)
  const { trades, prepaidTrades } = experiments.undone(() => {
    if (isComplete) fundUser(scene, first!)
    return {
      trades: findTrades(scene, first!),
      prepaidTrades: findPrepaidTrades(scene, first!),
    }
  })
  const actors = findActors(scene, { gates, positions, observed, attackers })
  const privileged = new Set(gates.map(({ holder }) => holder))
  const isOrdinary = (from: Address): boolean => !attackers.includes(from) && !privileged.has(from)
  const pending = findPending(scene, [
    ...observed.calls
      .filter(({ isSetup, from }) => isSetup && isOrdinary(from))
      .map(({ from, to, value, data }) => ({ from, to, value, data, seconds: 0 })),
    ...trades,
    ...entrances.map(({ enter }) => enter),
  ])
  notes.push(...made.notes, ...corrections.notes(contracts))
  if (experiments.isExhausted) notes.push(EXHAUSTED)
  const calls = observed.calls
    .filter(({ isSetup }) => isSetup)
    .map(({ from, to, value, data, time }) => ({ from, to, value, data, time }))
  return {
    contracts,
    openImplementations: open,
    assets: scene.assets,
    actors,
    gates,
    openedByMocks: opened,
    gifts,
    loans,
    answers,
    trades,
    prepaidTrades,
    positions,
    entrances,
    departures,
    pending,
    doors,
    calls,
    notes,
  }
}

/** Gifts that were found before, and those of other functions or assets that were found since. */
function moreGifts(known: readonly Gift[], found: readonly Gift[]): readonly Gift[] {
  const isKnown = ({ contract, abi, asset }: Gift): boolean =>
    known.some((each) => each.contract === contract && each.abi === abi && isSameAsset(each.asset, asset))
  return [...known, ...found.filter((gift) => !isKnown(gift))]
}
