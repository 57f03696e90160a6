// How somebody who put something in gets it out again: found by trying the protocol's functions as that user.

import type { Address } from '../../evm/types.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { encoded } from './experiments.ts'
import {
  type Amounts,
  changes,
  gains,
  type Knowledge,
  losses,
  ownAnswers,
  ownNumbers,
  type Scene,
} from './scene.ts'
import { TRANSFER } from './standard-functions.ts'
import type { AssetAmount, PlainCall, SurveyedContract } from './types.ts'

const DAY = 86_400
/** What exits wait for: a day, a week and a bit, a year. */
const WAITS: readonly number[] = [DAY, 8 * DAY, 365 * DAY]
const VECTORS = 8
const LATE_VECTORS = 5
const REQUESTS_MAX = 6
const CALLS_MAX = 2_500
/** Share of what was paid, in thousandths, that is as good as all of it. */
const GOOD = 990n
const ENOUGH = 500n

export type Exit = {
  readonly calls: readonly PlainCall[]
  /** The function of the last call. */
  readonly abi: AbiFunction
  readonly worth: readonly AssetAmount[]
}

export type ExitSearch = {
  readonly scene: Scene
  readonly owner: Address
  readonly contract: SurveyedContract
  readonly paid: readonly AssetAmount[]
  readonly knowledge: Knowledge
  /**
   * Whether a call is nobody's exit: a gate's holder makes it, or it gives the same to who put nothing in. Of a call that
   * only asks `gained` is empty.
   */
  readonly isNone: (abi: AbiFunction, calls: readonly PlainCall[], gained: readonly AssetAmount[]) => boolean
  /** Found in the user's own setup: there is no knowing what was paid, so whatever is gained counts. */
  readonly paysAnything: boolean
  /** Look for exits that take time or two calls. */
  readonly isThorough: boolean
}

type Candidate = { readonly abi: AbiFunction; readonly call: PlainCall }
type Found = Exit & { readonly score: bigint }

/** The best way out from the present state, which stays as it is; undefined if none was found. */
export function findExit(search: ExitSearch): Exit | undefined {
  return search.scene.experiments.within(CALLS_MAX, () => bestExit(search))
}

function bestExit(search: ExitSearch): Exit | undefined {
  const { scene, owner, contract } = search
  const { experiments } = scene
  let best: Found | undefined
  const consider = (found: Found | undefined): boolean => {
    if (found !== undefined && (best === undefined || found.score > best.score)) best = found
    return best !== undefined && best.score >= GOOD
  }
  const contracts = [contract, ...scene.protocol.filter((other) => other !== contract)]
  const numbers = ownNumbers(scene, contract, owner)
  const atOnce = new Set<AbiFunction>()
  for (const other of contracts) {
    for (const candidate of candidatesOf(search, other, numbers, VECTORS)) {
      const goesWell = (): void => void atOnce.add(candidate.abi)
      if (consider(attempt(search, [], candidate, { goesWell }))) return best
    }
    if (best !== undefined && best.score >= ENOUGH) return best
    // What was put in by one contract may come out by another.
    if (!search.isThorough || search.paysAnything) break
  }
  if (!search.isThorough) return best
  const due: Candidate[] = []
  for (const seconds of WAITS) {
    const done = experiments.undone(() => {
      for (const { abi, call } of candidatesOf(search, contract, numbers, LATE_VECTORS)) {
        const late = { abi, call: { ...call, seconds } }
        const goesWell = (): void => {
          if (!atOnce.has(abi) && !due.some((each) => each.abi === abi)) due.push(late)
        }
        if (consider(attempt(search, [], late, { goesWell }))) return true
      }
      return false
    })
    if (done || (best !== undefined && best.score >= ENOUGH)) return best
  }
  if (consider(findRequest(search, numbers)) || (best !== undefined && best.score >= ENOUGH)) return best
  for (const request of due.slice(0, REQUESTS_MAX)) {
    if (consider(claimedAfter(search, request, numbers))) return best
    if (best !== undefined && best.score >= ENOUGH) return best
  }
  return best
}

/**
 * A call that goes well only when it is due and gives nothing by itself, then one that does: of the same contract, or of one that got
 * something by the first. Who leaves after a vote, say, has a part of its own then, and takes it out.
 */
function claimedAfter(
  search: ExitSearch,
  { abi, call }: Candidate,
  numbers: readonly bigint[],
): Found | undefined {
  const { scene, contract, owner } = search
  const { experiments } = scene
  if (search.isNone(abi, [call], [])) return undefined
  const found = experiments.undone(() => {
    const before = scene.amountsOf(owner)
    const held = scene.protocol.map(({ address }) => scene.amountsOf(address))
    const { isSuccess, words } = experiments.send(call, true)
    if (!isSuccess) return undefined
    // Tokens of the contract that were given up for it are no loss: they were what had to be given back.
    const start = scene.amountsOf(owner).map((amount, asset) => {
      const which = scene.assets[asset]!
      return which.kind !== 'ether' && which.address === contract.address ? amount : before[asset]!
    })
    const payers = scene.protocol.filter(
      (each, i) => each !== contract && gains(changes(held[i]!, scene.amountsOf(each.address))).length > 0,
    )
    const then: ExitSearch = {
      ...search,
      knowledge: { ...search.knowledge, words: [...words, ...(search.knowledge.words ?? [])] },
    }
    let inner: Found | undefined
    for (const payer of [contract, ...payers]) {
      for (const claim of candidatesOf(then, payer, numbers, LATE_VECTORS)) {
        const one = attempt(then, [call], claim, { start })
        if (one !== undefined && (inner === undefined || one.score > inner.score)) inner = one
        if (inner !== undefined && inner.score >= GOOD) return inner
      }
    }
    return inner
  })
  if (found === undefined || experiments.isExhausted || search.isNone(found.abi, found.calls, found.worth))
    return undefined
  return found
}

/** Two calls: one that gives nothing yet, and one that does, at once or later. */
function findRequest(search: ExitSearch, numbers: readonly bigint[]): Found | undefined {
  const { scene, contract, owner } = search
  const { experiments } = scene
  const { machine } = experiments.world
  let best: Found | undefined
  let requests = 0
  const tried = new Set<string>()
  for (const { abi, call } of [
    ...sendingShares(search),
    ...candidatesOf(search, contract, numbers, LATE_VECTORS),
  ]) {
    if (requests >= REQUESTS_MAX) break
    if (tried.has(abi.signature) || DEPOSIT_NAME.test(abi.name) || search.isNone(abi, [call], [])) continue
    const found = experiments.undone(() => {
      const before = scene.amountsOf(owner)
      const hash = machine.stateHash()
      const { isSuccess, words } = experiments.send(call, true)
      if (!isSuccess || machine.stateHash() === hash) return undefined
      // What pays at once is no request: it was looked at as a way out by itself. Nor may it cost anything but shares.
      const differences = withoutShares(scene, changes(before, scene.amountsOf(owner)))
      if (differences.some((amount) => amount !== 0n)) return undefined
      tried.add(abi.signature)
      requests++
      const then: ExitSearch = {
        ...search,
        knowledge: { ...search.knowledge, words: [...words, ...(search.knowledge.words ?? [])] },
      }
      let inner: Found | undefined
      for (const seconds of [0, ...WAITS]) {
        for (const claim of candidatesOf(then, contract, numbers, LATE_VECTORS)) {
          const one = attempt(
            then,
            [call],
            { abi: claim.abi, call: { ...claim.call, seconds } },
            { start: before },
          )
          if (one !== undefined && (inner === undefined || one.score > inner.score)) inner = one
          if (inner !== undefined && inner.score >= GOOD) return inner
        }
        if (inner !== undefined && inner.score >= ENOUGH) return inner
      }
      return inner
    })
    if (found === undefined || search.isNone(found.abi, found.calls, found.worth)) continue
    if (experiments.isExhausted) break
    if (best === undefined || found.score > best.score) best = found
    if (best.score >= ENOUGH) return best
  }
  return best
}

/** Shares that are sent to their own contract, which pays for them when it is asked to: as liquidity tokens of pairs are. */
function sendingShares(search: ExitSearch): readonly Candidate[] {
  const { scene, contract, owner } = search
  const share = scene.assets.findIndex(
    (asset) => asset.kind === 'erc20' && asset.isShare && asset.address === contract.address,
  )
  const amount = share < 0 ? 0n : scene.holdings.amountOf(share, owner)
  const data = amount === 0n ? undefined : encoded(TRANSFER, [contract.address, amount])
  if (data === undefined) return []
  return [{ abi: TRANSFER, call: { from: owner, to: contract.address, value: 0n, data, seconds: 0 } }]
}

/**
 * Whether the contract's own numbers say that what was gained is owed now: one rose by that much and none fell. Of a contract
 * that keeps its numbers to itself nothing is known.
 */
function isLoan(search: ExitSearch, call: PlainCall, worth: readonly AssetAmount[]): boolean {
  const { scene, owner, contract } = search
  const { experiments } = scene
  return experiments.undone(() => {
    experiments.wait(call.seconds)
    const before = ownAnswers(scene, contract, owner)
    if (!experiments.send({ ...call, seconds: 0 }).isSuccess) return false
    const after = ownAnswers(scene, contract, owner)
    if (after.length !== before.length) return false
    const isMoved = (from: readonly bigint[], to: readonly bigint[]): boolean =>
      from.some((number, i) => worth.some(({ amount }) => (to[i]! - number) * 2n >= amount))
    return isMoved(before, after) && !isMoved(after, before)
  })
}

/** So many others in a line are served before somebody. */
const TURNS_MAX = 8

/** Names only decide what is tried first. */
const EXIT_NAME =
  /withdraw|redeem|exit|unstake|burn|remove|claim|release|cancel|refund|leave|unlock|unwrap|collect|close|end|sell|repay|finali[sz]e|request|initiate|cooldown|unbond|queue|start/i
const DEPOSIT_NAME = /^(deposit|mint|stake|supply|provide|add|join|fund|contribute|lock|enter|buy|bid)/i

function candidatesOf(
  search: ExitSearch,
  contract: SurveyedContract,
  numbers: readonly bigint[],
  vectors: number,
): readonly Candidate[] {
  const { scene, owner, knowledge, paid } = search
  const amounts = [...(knowledge.amounts ?? []), ...paid.map(({ amount }) => amount), ...numbers]
  const assets = paid.map(({ asset }) => asset)
  const context = scene.contextFor(contract, owner, { ...knowledge, amounts, assets })
  const functions = [...scene.changingFunctions(contract)].sort((left, right) => rank(left) - rank(right))
  return functions.flatMap((abi) =>
    scene.argumentsFor(contract, abi, context, vectors).flatMap((values): readonly Candidate[] => {
      const data = encoded(abi, values)
      return data === undefined
        ? []
        : [{ abi, call: { from: owner, to: contract.address, value: 0n, data, seconds: 0 } }]
    }),
  )
}

/**
 * Makes a call, and makes it again as long as it pays somebody and gives its sender nothing: of a line, it serves others first. Whether it
 * went well at first; what it does stays.
 */
export function takesTurns(scene: Scene, call: PlainCall): boolean {
  const { experiments } = scene
  const before = scene.amountsOf(call.from)
  let held = scene.amountsOf(call.to)
  if (!experiments.send(call).isSuccess) return false
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const left = scene.amountsOf(call.to)
    const isPaying = losses(changes(held, left)).length > 0
    if (!isPaying || gains(changes(before, scene.amountsOf(call.from))).length > 0) break
    if (!experiments.send({ ...call, seconds: 0 }).isSuccess) break
    held = left
  }
  return true
}

function rank({ name }: AbiFunction): number {
  return EXIT_NAME.test(name) ? 0 : DEPOSIT_NAME.test(name) ? 2 : 1
}

type AttemptOptions = {
  /** What the owner had before the calls that came earlier. */
  readonly start?: Amounts
  /** The call goes well, whatever it gives. */
  readonly goesWell?: () => void
}

function attempt(
  search: ExitSearch,
  earlier: readonly PlainCall[],
  { abi, call }: Candidate,
  { start, goesWell }: AttemptOptions = {},
): Found | undefined {
  const { scene, owner, paid } = search
  const { experiments } = scene
  const differences = experiments.undone(() => {
    const before = start ?? scene.amountsOf(owner)
    // Who has asked for it may stand in a line behind others.
    const isSuccess = earlier.length > 0 ? takesTurns(scene, call) : experiments.send(call).isSuccess
    return isSuccess ? changes(before, scene.amountsOf(owner)) : undefined
  })
  if (differences === undefined) return undefined
  goesWell?.()
  // Shares that were given back are no loss.
  if (losses(withoutShares(scene, differences)).length > 0) return undefined
  const worth = gains(differences)
  const score = scoreOf(scene, worth, paid, search.paysAnything)
  if (score === 0n) return undefined
  // Of two calls it is asked when both are undone.
  if (earlier.length === 0 && search.isNone(abi, [call], worth)) return undefined
  if (isLoan(search, call, worth)) return undefined
  // What could not be asked any more is not known to be sound.
  if (experiments.isExhausted) return undefined
  return { calls: [...earlier, call], abi, worth, score }
}

/**
 * Thousandths of what was paid that come back, of the asset of which most does. More than was paid is somebody else's, or
 * yield: good for want of better. What was not paid with at all counts little.
 */
function scoreOf(
  scene: Scene,
  worth: readonly AssetAmount[],
  paid: readonly AssetAmount[],
  paysAnything: boolean,
): bigint {
  let score = 0n
  for (const { asset, amount } of worth) {
    const put = paid.find((each) => each.asset === asset)
    const isShare = isShareAsset(scene, asset)
    let own: bigint
    if (put === undefined) own = isShare ? 0n : paysAnything ? GOOD : 1n
    else {
      const part = (amount * 1_000n) / put.amount
      own = part > 1_050n ? ENOUGH : part > 1_000n ? 1_000n : part >= ENOUGH ? part : 0n
    }
    if (own > score) score = own
  }
  return score
}

function withoutShares(scene: Scene, differences: readonly bigint[]): readonly bigint[] {
  return differences.map((amount, asset) => (isShareAsset(scene, asset) ? 0n : amount))
}

function isShareAsset(scene: Scene, asset: number): boolean {
  const which = scene.assets[asset]!
  return which.kind !== 'ether' && which.isShare
}
