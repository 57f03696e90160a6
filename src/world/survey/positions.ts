// Who has put something in, and how they get it out again. First whom the user's setup left with something; then honest
// users of our own, who deposit whatever is taken: an empty vault cannot be robbed.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { type Deposit, depositFunctions, depositOfOther, depositsBy, isWorthKeeping } from './deposits.ts'
import { type Exit, findExit, takesTurns } from './find-exit.ts'
import { withLeastDemands } from './least-demands.ts'
import { asAccount } from './plain-call.ts'
import { TOTAL_SUPPLY } from './standard-functions.ts'
import { readByCall } from './storage-reads.ts'
import { changes, gains, type Knowledge, ownNumbers, type Scene } from './scene.ts'
import type { AssetAmount, PlainCall, Position, SurveyedContract } from './types.ts'

const DEPOSITS_PER_FUNCTION = 2
const LARGER = 10n
const POSITIONS_PER_CONTRACT = 4
const POSITIONS_MAX = 24
const OWNERS_MAX = 12
const CALLS_FOR_FOUND = 4_000
const CALLS_PER_OWNER = 800

/** Whether a function of a contract is for a privileged account. */
export type IsGated = (contract: Address, abi: AbiFunction) => boolean
export type Rights = {
  readonly isGated: IsGated
  /** Whether a call works for its sender because of who that is. */
  readonly isOfHolder: (call: PlainCall) => boolean
}

/** Notes which tokens are made in return for others, by one contract or by any. The state stays as it is. */
export function findShares(scene: Scene, user: Address, by?: Address): void {
  for (const contract of scene.protocol.filter(({ address }) => by === undefined || address === by))
    for (const abi of depositFunctions(scene, contract)) depositsBy(scene, contract, abi, user, 1)
}

/** Positions that are there already: of accounts that the setup knows, and of the test contract. The state stays. */
export function findPositions(scene: Scene, owners: readonly Address[], rights: Rights): readonly Position[] {
  return scene.experiments.within(CALLS_FOR_FOUND, () => {
    const depositors = scene.protocol.flatMap((contract) => depositorsOf(scene, contract, owners))
    const exits = new Map<Depositor, Exit>()
    // What takes long comes when everybody had a turn.
    for (const isThorough of [false, true])
      for (const depositor of depositors) {
        if (exits.has(depositor) || exits.size >= POSITIONS_MAX) continue
        const exit = findOwnExit(scene, depositor, rights, isThorough)
        if (exit !== undefined) exits.set(depositor, exit)
      }
    return depositors.flatMap((depositor) => {
      const exit = exits.get(depositor)
      return exit === undefined ? [] : [positionOf(scene, depositor.contract, depositor.owner, exit)]
    })
  })
}

/** Somebody who may have put something in. */
type Depositor = {
  readonly contract: SurveyedContract
  readonly owner: Address
  /** Numbers that it may name: its shares, and what it said and sent in the setup. */
  readonly amounts: readonly bigint[]
}

function depositorsOf(
  scene: Scene,
  contract: SurveyedContract,
  owners: readonly Address[],
): readonly Depositor[] {
  const callers = scene.setupUsersOf(contract)
  const shares = scene.assets.flatMap((asset, i) =>
    asset.kind !== 'ether' && asset.address === contract.address ? i : [],
  )
  const found: Depositor[] = []
  // Who was seen to call comes first: of the others there may be many.
  for (const owner of new Set([...callers.keys(), ...owners])) {
    if (found.length >= OWNERS_MAX) break
    const held = shares.map((share) => scene.holdings.amountOf(share, owner)).filter((amount) => amount > 0n)
    const said = callers.get(owner) ?? []
    if (held.length === 0 && said.length === 0 && ownNumbers(scene, contract, owner).length === 0) continue
    found.push({ contract, owner, amounts: [...held, ...said] })
  }
  return found
}

function findOwnExit(
  scene: Scene,
  { contract, owner, amounts }: Depositor,
  { isGated, isOfHolder }: Rights,
  isThorough: boolean,
): Exit | undefined {
  return scene.experiments.within(CALLS_PER_OWNER, () =>
    findExit({
      scene,
      owner,
      contract,
      paid: [],
      knowledge: { amounts },
      paysAnything: true,
      isThorough,
      isNone: (abi, calls, gained) =>
        isGated(contract.address, abi) ||
        (gained.length > 0 && (isOfHolder(calls.at(-1)!) || givesStranger(scene, calls, gained))),
    }),
  )
}

/** Lets users of ours deposit wherever that works. Their deposits stay. */
export function makePositions(
  scene: Scene,
  users: readonly Address[],
  isGated: IsGated,
  hasFound: boolean,
): { readonly positions: readonly Position[]; readonly notes: readonly string[] } {
  const [first, ...others] = users
  const positions: Position[] = []
  const notes: string[] = []
  if (first === undefined) return { positions, notes }
  for (const contract of scene.protocol) {
    // The first into an empty vault may be robbed of it; those whom the setup left wait to be the first.
    if (hasFound && isEmptyVault(scene, contract)) continue
    const kept: { readonly deposit: Deposit; readonly exit: Exit }[] = []
    let withoutExit: Deposit | undefined
    for (const abi of depositFunctions(scene, contract)) {
      if (kept.length >= POSITIONS_PER_CONTRACT || positions.length >= POSITIONS_MAX) break
      for (const made of depositsBy(scene, contract, abi, first, DEPOSITS_PER_FUNCTION)) {
        const { deposit, exit } = withExit(scene, made, isGated)
        if (exit === undefined) {
          if (isWorthKeeping(scene, deposit)) withoutExit ??= deposit
          continue
        }
        const isKnown = kept.some(
          (each) => each.exit.abi === exit.abi && sameAssets(each.deposit.paid, deposit.paid),
        )
        if (!isKnown) {
          scene.experiments.send(deposit.call)
          kept.push({ deposit, exit })
          positions.push(positionOf(scene, contract, first, exit, deposit))
        }
        break
      }
    }
    for (const other of others) {
      for (const { deposit } of kept) {
        const same = depositOfOther(scene, deposit, other)
        const exit = same === undefined ? undefined : waysOut(scene, same, isGated)
        if (same === undefined || exit === undefined || positions.length >= POSITIONS_MAX) continue
        scene.experiments.send(same.call)
        positions.push(positionOf(scene, contract, other, exit, same))
      }
    }
    if (kept.length === 0 && withoutExit !== undefined) {
      scene.experiments.send(withoutExit.call)
      notes.push(
        `${contract.name} took a deposit by ${withoutExit.abi.signature}, but no way was found to get it out again.`,
      )
    }
  }
  return { positions, notes }
}

/** A deposit with its way out; if it has none, one of more ether that has: little may be less than comes out again. */
function withExit(
  scene: Scene,
  deposit: Deposit,
  isGated: IsGated,
): { readonly deposit: Deposit; readonly exit: Exit | undefined } {
  const exit = deposit.isRecorded ? waysOut(scene, deposit, isGated) : undefined
  if (exit !== undefined || !deposit.isRecorded || deposit.call.value === 0n) return { deposit, exit }
  const call = { ...deposit.call, value: deposit.call.value * LARGER }
  const larger = depositOfOther(scene, { ...deposit, call }, call.from)
  const exitOfLarger = larger === undefined ? undefined : waysOut(scene, larger, isGated)
  return larger === undefined || exitOfLarger === undefined
    ? { deposit, exit }
    : { deposit: larger, exit: exitOfLarger }
}

/** Whether shares of it are an asset of which there are none yet. */
function isEmptyVault({ assets, experiments }: Scene, { address }: SurveyedContract): boolean {
  const isShare = assets.some((each) => each.kind === 'erc20' && each.address === address)
  return isShare && readByCall(experiments.world.machine, address, encodeCall(TOTAL_SUPPLY, [])) === 0n
}

/** What each position gives on the state as it is now; those that give nothing are left out. */
export function valued(scene: Scene, positions: readonly Position[]): readonly Position[] {
  return positions.flatMap((position) => {
    const worth = worthOf(scene, position)
    return worth.length === 0 ? [] : [{ ...position, worth, amounts: amountsOf(scene, position, worth) }]
  })
}

/** Ids, lengths and the like are smaller. */
const AMOUNT_MIN = 1_000n

function amountsOf(
  scene: Scene,
  { owner, contract, paid, amounts }: Position,
  worth: readonly AssetAmount[],
): readonly bigint[] {
  const surveyed = scene.contracts.find(({ address }) => address === contract)
  const own = surveyed === undefined ? [] : ownNumbers(scene, surveyed, owner)
  const moved = [...worth, ...paid].map(({ amount }) => amount)
  return [...new Set([...amounts, ...moved, ...scene.amountsOf(owner), ...own])].filter(
    (amount) => amount > AMOUNT_MIN,
  )
}

/** What a position's exit gives in the present state, which stays as it is. */
export function worthOf(scene: Scene, { owner, exit }: Position): readonly AssetAmount[] {
  const { experiments } = scene
  return experiments.undone(() => {
    const before = scene.amountsOf(owner)
    for (const [i, call] of exit.entries()) {
      const isLater = i > 0 && i === exit.length - 1
      if (!(isLater ? takesTurns(scene, call) : experiments.send(call).isSuccess)) return []
    }
    return gains(changes(before, scene.amountsOf(owner)))
  })
}

/** How a deposit is got out again, on the state that it would leave; undefined if no way was found. */
export function waysOut(scene: Scene, deposit: Deposit, isGated: IsGated): Exit | undefined {
  const { experiments } = scene
  const { contract, call, paid, got, words } = deposit
  // What comes without the deposit too is no way out of it. Asked on the state before it, so gathered first.
  const withDeposit = experiments.world.mark()
  const knowledge: Knowledge = { amounts: got.map(({ amount }) => amount), words }
  try {
    if (!experiments.send(call).isSuccess) return undefined
    const refused = new Set<string>()
    for (let attempts = 0; attempts < 3; attempts++) {
      const exit = findExit({
        scene,
        owner: call.from,
        contract,
        paid,
        knowledge,
        paysAnything: false,
        isThorough: true,
        isNone: (abi, calls) => refused.has(abi.signature) || calls.some((each) => isGated(each.to, abi)),
      })
      if (exit === undefined) return undefined
      const isAnybodys = givesStranger(scene, exit.calls, exit.worth)
      experiments.world.rollback(withDeposit)
      const isFree = isAnybodys || givesAll(scene, exit, call.from)
      experiments.send(call)
      if (!isFree) return exit
      refused.add(exit.abi.signature)
    }
    return undefined
  } finally {
    experiments.world.rollback(withDeposit)
  }
}

/** Whether the exit gives as much on the present state, without the deposit. */
function givesAll(scene: Scene, exit: Exit, owner: Address): boolean {
  const { experiments } = scene
  return experiments.undone(() => {
    const before = scene.amountsOf(owner)
    for (const call of exit.calls) if (!experiments.send(call).isSuccess) return false
    return covers(gains(changes(before, scene.amountsOf(owner))), exit.worth)
  })
}

/**
 * Whether the calls give a stranger who makes them at least half of these: for itself, or just as they are, as what is paid to
 * whoever calls in time.
 */
function givesStranger(scene: Scene, calls: readonly PlainCall[], worth: readonly AssetAmount[]): boolean {
  const { experiments } = scene
  const [stranger] = scene.outsiders
  if (stranger === undefined) return false
  const gives = (made: readonly PlainCall[]): boolean =>
    experiments.undone(() => {
      const before = scene.amountsOf(stranger)
      for (const call of made) if (!experiments.send(call).isSuccess) return false
      return covers(gains(changes(before, scene.amountsOf(stranger))), worth)
    })
  return (
    gives(calls.map((call) => asAccount(call, stranger))) ||
    gives(calls.map((call) => ({ ...call, from: stranger })))
  )
}

function covers(gained: readonly AssetAmount[], worth: readonly AssetAmount[]): boolean {
  return worth.every(({ asset, amount }) => {
    const own = gained.find((each) => each.asset === asset)
    return own !== undefined && own.amount * 2n >= amount
  })
}

/** The deposit is made. */
function positionOf(
  scene: Scene,
  contract: SurveyedContract,
  owner: Address,
  found: Exit,
  made?: Deposit,
): Position {
  const exit = withLeastDemands(scene, owner, found)
  return {
    owner,
    contract: contract.address,
    isOurs: made !== undefined,
    ...(made !== undefined && { enter: made.call }),
    paid: made?.paid ?? [],
    exit: exit.calls,
    worth: exit.worth,
    amounts: exit.worth.map(({ amount }) => amount),
  }
}

function sameAssets(left: readonly AssetAmount[], right: readonly AssetAmount[]): boolean {
  return left.length === right.length && left.every(({ asset }, i) => right[i]!.asset === asset)
}
