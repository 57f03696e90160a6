// What an attacker's campaign works on: a world that was surveyed, an attacker with means in it, detectors that compare.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import type { Prng } from '../../primitives/prng.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { surveyArranged } from '../../world/arrange/arrange-as-tests.ts'
import { GiftLedger } from '../../world/attacker/gift-ledger.ts'
import { PendingLedger } from '../../world/attacker/pending-ledger.ts'
import { knownAccounts } from '../../world/known-accounts.ts'
import { Holdings } from '../../world/survey/holdings.ts'
import type { AssetAmount, Survey } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'
import { type AccountSlot, accountSlots } from '../aims/account-slots.ts'
import { attackerFunctions } from './attacker-functions.ts'
import { grantApprovals, grantWealth } from './attacker-wealth.ts'
import { Counters } from '../counters.ts'
import { blocked } from '../detectors/blocked.ts'
import { destruction } from '../detectors/destruction.ts'
import { dilution } from '../detectors/dilution.ts'
import { Exits } from '../detectors/exits.ts'
import { frozen } from '../detectors/frozen.ts'
import { DetectorHost, detectorFunction, DETECTORS_ADDRESS } from '../detectors/host.ts'
import { ignoredFailure } from '../detectors/ignored-failure.ts'
import { insolvency } from '../detectors/insolvency.ts'
import { loss } from '../detectors/loss.ts'
import { Scene } from '../detectors/scene.ts'
import { takeover } from '../detectors/takeover.ts'
import { StoppedLenders } from '../detectors/stopped-lenders.ts'
import { theft } from '../detectors/theft.ts'
import { UnnoticedFailures } from '../detectors/unnoticed-failures.ts'
import { wrap, WRAPPING_NUMBERS } from '../detectors/wrap.ts'
import type { CallDetector } from '../detectors/types.ts'
import { thingsOf } from '../trips/things.ts'
import {
  coursesOf,
  dealingsOf,
  departuresOf,
  patientCoursesOf,
  prepaidTradesOf,
  seedsOf,
  usersOf,
  waysOf,
  wordsSent,
} from './known-calls.ts'
import { lureFunction } from './lure.ts'
import { furtherSenders, ownFunctions } from './means.ts'
import { pendingFunctions } from './pending-functions.ts'
import { contractsLeftOut, hasStatedProperties, statedProperties } from './stated-properties.ts'
import { untriedDealings } from './untried-dealings.ts'
import { Payloads } from './payloads.ts'
import { watcherOf } from '../property-watch.ts'
import type { AttackerFacts, CampaignTarget, Property, TargetFunction } from '../types.ts'

/** A week, as for harnesses. */
const SECONDS_MAX = 604_800
const BLOCKS_MAX = 60_480
const VALUE_MAX = 10n ** 20n
const DEPTH = 40
/** What a test says must hold is not judged by what it takes. */
const STATED_DEPTH = 120
/** Theft counts as long as no time has passed, and most states that time has passed in lead to states of that kind. */
const DELAYED_PERCENT = 3
/** Others whose amounts are compared. */
const OTHERS_MAX = 400
const CALLERS_MAX = 8

/** Detectors that try ways out. */
const COSTLY: ReadonlySet<string> = new Set(['loss', 'frozen', 'insolvency', 'dilution', 'blocked'])
/** Those of them that try the ways of several users, one after another, or what anybody may do. */
const RARE: ReadonlySet<string> = new Set(['insolvency', 'blocked'])

export const ATTACKERS: readonly Address[] = [...ATTACKER_ACCOUNTS, ATTACKER_CONTRACT]

/** Accounts of the attacker, and its contract, which is the last. */
function attackersOf(survey: Survey, isStated: boolean): readonly Address[] {
  const named = survey.actors.flatMap(({ address, kinds }) => (kinds.includes('attacker') ? [address] : []))
  // Named ones have what the setup gave them; a test that says what must hold says who it is that has nothing else.
  const accounts = isStated ? named : [...ATTACKER_ACCOUNTS, ...named]
  return [...accounts, ...furtherSenders(survey), ATTACKER_CONTRACT]
}

export type AttackerTarget = {
  readonly target: CampaignTarget
  /** Sentences for the user. */
  readonly warnings: readonly string[]
  readonly survey: Survey
  /** Who judges; says what it found with amounts. */
  readonly detectors: DetectorHost
}

/**
 * The campaign of an attacker in a world after its setup. Changes the world (honest users deposit, the attacker gets its
 * wealth), so it is part of the setup.
 */
export function attackerTarget(world: World): AttackerTarget {
  const hasProperties = hasStatedProperties(world)
  return targetOfSurvey(world, surveyArranged(world, { attackers: ATTACKERS, hasProperties }))
}

/** The same with a survey that was made before. */
function targetOfSurvey(world: World, survey: Survey): AttackerTarget {
  const holdings = new Holdings(world, survey.assets)
  const stated = statedProperties(world, survey)
  const isStated = stated.length > 0
  const attackers = attackersOf(survey, isStated)
  const ledger = new GiftLedger(world.machine, survey, holdings, attackers)
  const named = survey.actors.find(({ kinds }) => kinds.includes('attacker'))?.address
  world.admitAttacker({
    gifts: ledger,
    pending: new PendingLedger(world.machine, survey, holdings, attackers),
    payer: named,
    answers: survey.answers,
  })
  // Who says what an attacker must not bring about says what that one begins with, too.
  const granted = isStated ? { ...survey, assets: survey.assets.slice(0, 1) } : survey
  const warnings = [
    ...grantWealth({
      world,
      survey: granted,
      holdings,
      attackers: [...ATTACKERS, ...furtherSenders(survey)],
    }),
  ]
  grantApprovals({ world, survey, holdings, attackers })
  const excluded = isStated ? contractsLeftOut(world) : new Set<Address>()
  const { functions: own, warnings: leftOut } = attackerFunctions(
    [...survey.contracts, ...survey.openImplementations].filter(({ address }) => !excluded.has(address)),
    { machine: world.machine, isStated, leftOut: survey.openedByMocks },
  )
  const lure = lureFunction(world, survey, own.length)
  const lured = lure === undefined ? own : [...own, lure]
  const first = lured.length
  // An honest user may break what is stated all by itself, and nobody has attacked then.
  const functions = [
    ...lured,
    ...(isStated
      ? ownFunctions(survey, { first, teller: attackers[0]!, fork: world.machine.fork })
      : pendingFunctions(survey, first)),
  ]
  const accounts = [
    ...survey.actors.map(({ address }) => address),
    ...survey.positions.map(({ owner }) => owner),
  ].filter((account) => !attackers.includes(account))
  const scene = new Scene({
    world,
    survey,
    holdings,
    attackers,
    others: othersOf(world, accounts),
  })
  // Where a balance is stored is found out by running code: now, and not in a lane, which would see what ran.
  const settled = [
    ...attackers,
    ...survey.contracts.map(({ address }) => address),
    ...accounts,
    ...survey.pending.map(({ call }) => call.from),
  ]
  for (const account of new Set(settled))
    for (const asset of survey.assets.keys()) holdings.amountOf(asset, account)
  holdings.settle()
  ledger.settle()
  const exits = new Exits(scene)
  const lenders = new StoppedLenders(scene, exits)
  const detectors = new DetectorHost(world, [
    theft(scene),
    loss(scene, exits),
    frozen(scene, exits, lenders),
    insolvency(scene, exits),
    dilution(scene),
    takeover(scene),
    destruction(scene),
    ...(survey.doors.length > 0 ? [blocked(scene)] : []),
  ])
  const wraps = wrap(scene)
  const ofCalls = [wraps, ignoredFailure(scene)]
  const found = propertiesOf(detectors, ofCalls)
  const properties = [...found, ...stated.map((each, i) => ({ ...each, index: found.length + i }))]
  for (const [i, detector] of detectors.detectors.entries()) {
    world.machine.feedback.watch(watcherOf(properties[i]!))
    detector.touch()
  }
  world.machine.feedback.watch(undefined)
  const facts = factsOf({ scene, exits, lenders, ofCalls, functions })
  const dealings = dealingsOf(survey, functions)
  const untried = untriedDealings(scene, functions, facts.closed, dealings)
  return {
    target: {
      functions,
      properties,
      senders: attackers,
      maxSeconds: SECONDS_MAX,
      maxBlocks: BLOCKS_MAX,
      maxValueWei: VALUE_MAX,
      depth: isStated ? STATED_DEPTH : DEPTH,
      logsAssertions: false,
      accounts,
      sent: wordsSent(survey),
      seeds: seedsOf(survey, functions, attackers[0]!),
      attacker: {
        ...facts,
        things: thingsOf(functions, facts.closed),
        evidence: (name) => detectors.verdict(name)?.evidence,
        details: (name) => detectors.describe(name),
        payer: named ?? ATTACKER_ACCOUNTS[0],
        answers: survey.answers,
        mayWrap: wraps.isSite,
        ways: waysOf(survey, functions),
        courses: coursesOf(survey, functions),
        patientCourses: patientCoursesOf(survey, functions),
        dealings: [...dealings, ...untried.refused],
        openDealings: [...dealings, ...untried.open],
        prepaidTrades: prepaidTradesOf(survey, functions),
        departures: departuresOf(survey, functions),
      },
      ...(!isStated && { delayedPercent: DELAYED_PERCENT }),
      ...(wraps.isIdle !== true && { numbers: WRAPPING_NUMBERS }),
    },
    warnings: [...warnings, ...leftOut],
    survey,
    detectors,
  }
}

function propertiesOf({ detectors }: DetectorHost, ofCalls: readonly CallDetector[]): readonly Property[] {
  const lossAt = detectors.findIndex(({ name }) => name === 'loss')
  const ofStates = detectors.map(({ name }, index): Property => ({
    index,
    kind: 'detector',
    name,
    to: DETECTORS_ADDRESS,
    abi: detectorFunction(name),
    isAtEnd: false,
    target: -1,
    // Both try the same exits, once for the two of them.
    ...(name === 'frozen' && lossAt >= 0 && { readsWith: lossAt }),
    ...(COSTLY.has(name) && { isCostly: true }),
    ...(RARE.has(name) && { isRare: true }),
    ...(name === 'takeover' && { leadsOn: true }),
  }))
  return [
    ...ofStates,
    ...ofCalls.map(({ name }, i): Property => ({
      index: ofStates.length + i,
      kind: 'detector',
      name,
      to: DETECTORS_ADDRESS,
      abi: undefined,
      isAtEnd: false,
      target: -1,
      isOfCall: true,
    })),
  ]
}

type FactsParts = {
  readonly scene: Scene
  readonly exits: Exits
  readonly lenders: StoppedLenders
  readonly ofCalls: readonly CallDetector[]
  readonly functions: readonly TargetFunction[]
}

function factsOf({
  scene,
  exits,
  lenders,
  ofCalls,
  functions,
}: FactsParts): Omit<
  AttackerFacts,
  | 'courses'
  | 'patientCourses'
  | 'dealings'
  | 'openDealings'
  | 'prepaidTrades'
  | 'things'
  | 'departures'
  | 'ways'
  | 'mayWrap'
  | 'evidence'
  | 'details'
  | 'payer'
  | 'answers'
> {
  const { survey, holdings, others, world, attackers } = scene
  const payloads = new Payloads({
    machine: world.machine,
    survey,
    attackers,
    others,
    amountOf: (asset, account) => holdings.amountOf(asset, account),
  })
  const protocol = new Set(
    survey.contracts.flatMap(({ origin, address, implementation }) =>
      origin === 'protocol' ? [address, ...(implementation === undefined ? [] : [implementation])] : [],
    ),
  )
  const counters = new Counters(world.machine, survey)
  const holders = holdersOf(scene)
  return {
    attackers,
    assets: survey.assets,
    others,
    isProtocol: (address) => protocol.has(address),
    entrances: survey.entrances,
    loans: survey.loans,
    amountOf: (asset, account) => holdings.amountOf(asset, account),
    forgetJudged: () => exits.forget(),
    setAmount: (asset, account, amount) => holdings.setAmount(asset, account, amount),
    heldByContracts: (asset) => scene.contractsHad(asset),
    amountNow: (prng) => amountNow(scene, { counters, holders }, prng),
    countNow: (prng) => counters.draw(prng),
    closed: new Set(
      functions.flatMap(({ to, abi, index }) =>
        survey.gates.some((gate) => gate.contract === to && gate.abi.selector === abi.selector) ? index : [],
      ),
    ),
    accountSlots: accountSlotsOf(world.machine, survey),
    payload: (prng, pools) => payloads.draw(prng, pools),
    unnoticedFailures: () => new UnnoticedFailures(scene),
    callers: callersOf(scene),
    users: usersOf(survey),
    owners: [...new Set(exits.positions.map(({ position }) => position.owner))],
    stoppedLoan: (words) => lenders.attempt(words),
    ofCalls: new Map(ofCalls.map((each) => [each.name, each])),
    positions: () => {
      const now = exits.outcomes()
      return exits.positions.map(({ position: { owner, contract, exit }, base }, i) => ({
        owner,
        contract,
        before: amountsOf(base),
        after: now[i] === undefined ? undefined : amountsOf(now[i]),
        exit,
      }))
    },
  }
}

/** Attackers, holders of rights, whoever set everything up, and users. */
function callersOf({ world, attackers, survey }: Scene): readonly Address[] {
  const all = [
    ...attackers.slice(0, 1),
    ...attackers.slice(-1),
    ...survey.gates.flatMap(({ holder }) => holder ?? []),
    world.test.address,
    world.sender,
    ...survey.actors.flatMap(({ address, kinds }) => (kinds.includes('attacker') ? [] : address)),
  ]
  return [...new Set(all)].slice(0, CALLERS_MAX)
}

/** Of contracts of the protocol. */
function accountSlotsOf(machine: Machine, { contracts }: Survey): AttackerFacts['accountSlots'] {
  const all = machine.dump()
  const found = new Map<Address, readonly AccountSlot[]>()
  for (const { origin, address } of contracts) {
    const storage = all.get(address)?.storage
    if (origin === 'protocol' && storage !== undefined) found.set(address, accountSlots(machine, storage))
  }
  return found
}

type Holder = { readonly asset: number; readonly address: Address }

/** Contracts that have something after the setup, with what. */
function holdersOf({ survey, holdings }: Scene): readonly Holder[] {
  return survey.assets.flatMap((_, asset) =>
    survey.contracts.flatMap(({ address }) =>
      holdings.amountOf(asset, address) > 0n ? [{ asset, address }] : [],
    ),
  )
}

/** What the attacker has more or less than before, has in all, or a contract has; or the last thing that one counted. */
function amountNow(
  scene: Scene,
  { counters, holders }: { readonly counters: Counters; readonly holders: readonly Holder[] },
  prng: Prng,
): bigint | undefined {
  const { attackers } = scene
  const { assets } = scene.survey
  const asset = prng.nextBelow(assets.length)
  const kind = prng.nextBelow(counters.size > 0 ? 6 : 4)
  if (kind >= 4) return counters.draw(prng)
  if (kind === 0) return scene.holdings.amountOf(asset, attackers[prng.nextBelow(attackers.length)]!)
  if (kind === 1 && holders.length > 0) {
    const held = holders[prng.nextBelow(holders.length)]!
    return scene.holdings.amountOf(held.asset, held.address)
  }
  const change = scene.attackersHave(asset) - scene.attackersHad(asset)
  const amount = change < 0n ? -change : change
  // A token may say that each of them has next to 2^256.
  return amount < WORD_MAX ? amount : WORD_MAX
}

function amountsOf(amounts: readonly bigint[]): AssetAmount[] {
  return amounts.flatMap((amount, asset) => (amount > 0n ? { asset, amount } : []))
}

/** Everybody who may have something: contracts, those who are known, and whoever has ether. */
function othersOf(world: World, accounts: readonly Address[]): readonly Address[] {
  const found = new Set<Address>([
    world.test.address,
    world.sender,
    ...world.contracts().map(({ address }) => address),
    ...accounts,
    ...knownAccounts(world),
  ])
  for (const [address, { balance }] of world.machine.dump()) if (balance > 0n) found.add(address)
  return [...found].slice(0, OTHERS_MAX)
}
