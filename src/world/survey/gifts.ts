// What anybody gets for nothing, by design: little, the same for everybody, and not more for those who ask for more.

import type { Address } from '../../evm/types.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { encoded } from './experiments.ts'
import { asAccount } from './plain-call.ts'
import { worthOf } from './positions.ts'
import { changes, gains, losses, type Scene } from './scene.ts'
import type { AssetAmount, Gift, PlainCall, Position, SurveyedContract } from './types.ts'

/** Fresh accounts: the last 20 bytes of keccak256('faultline stranger 1') and '... 2'. */
export const STRANGERS: readonly [Address, Address] = [
  '0xabb11c2d9facb9cf1544793bea6754aa3652c77c',
  '0x388ed724e73728a69404bf251040cfd785e81df9',
]
const VECTORS = 16
const PARTS_ASKED: readonly bigint[] = [1n, 2n, 25n, 1_000n]
/** A gift is at most this part of what the giver has; of who remembers to whom it gave, a larger one. */
const PART_OF_GIVER = 20n
const PART_OF_GIVER_ONCE = 4n
/** Who comes first uses up what was to be had just now: so many seconds later it is there again. */
const WAITS: readonly number[] = [86_400, 30 * 86_400]

/**
 * Gifts of the protocol's contracts, in order of contracts and their functions. The state stays as it is.
 * @param positions of users that the setup left: a call that makes them worth more has brought something
 */
export function findGifts(scene: Scene, positions: readonly Position[]): readonly Gift[] {
  const claims = claimsOf(scene, positions)
  const growth = (asset: number): bigint => {
    const byPrice = growthOf(scene, positions, asset)
    const byNumber = grownNumber(scene, claims, asset)
    return byPrice > byNumber ? byPrice : byNumber
  }
  return scene.protocol.flatMap((contract) =>
    scene.changingFunctions(contract).flatMap((abi) => giftsOf(scene, contract, abi, growth)),
  )
}

function giftsOf(
  scene: Scene,
  contract: SurveyedContract,
  abi: AbiFunction,
  growth: (asset: number) => bigint,
): readonly Gift[] {
  const { experiments, assets } = scene
  const [first, second] = STRANGERS
  const greatest = new Map<number, bigint>()
  const unbounded = new Set<number>()
  const asked = scene.contextFor(contract, first, { amounts: everything(scene, contract) })
  for (const values of scene.argumentsFor(contract, abi, asked, VECTORS)) {
    const data = encoded(abi, values)
    if (data === undefined) break
    const call: PlainCall = { from: first, to: contract.address, value: 0n, data, seconds: 0 }
    experiments.undone(() => {
      const before = assets.map((_, asset) => scene.heldByContracts(asset))
      const held = heldByEach(scene, contract)
      const given = givenTo(scene, call)
      if (given.length === 0) return
      const moved = heldByEach(scene, contract)
      const other = asAccount(call, second)
      const again = experiments.undone(() => givenTo(scene, other))
      for (const { asset, amount } of given) {
        if (amount > (greatest.get(asset) ?? 0n)) greatest.set(asset, amount)
        const isOnce = (): boolean => experiments.undone(() => amountIn(givenTo(scene, call), asset) === 0n)
        const isSmall =
          amount * PART_OF_GIVER <= before[asset]! ||
          (amount * PART_OF_GIVER_ONCE <= before[asset]! && isOnce())
        const same = amountIn(again, asset)
        const isForAll = same === 0n ? isGivenLater(scene, other, asset, amount) : isSame(same, amount)
        // A bounty for who comes first: a small part of what the call brings to where it belongs, and nothing to be had again.
        const isBounty = (): boolean =>
          same < amount &&
          (amount * PART_OF_GIVER <= mostGained(held[asset]!, moved[asset]!) ||
            amount * PART_OF_GIVER <= growth(asset))
        if (!isSmall || !(isForAll || isBounty())) unbounded.add(asset)
      }
    })
  }
  return [...greatest].flatMap(([asset, amount]) =>
    unbounded.has(asset) ? [] : [{ contract: contract.address, abi, asset: assets[asset]!, amount }],
  )
}

/** As much, or a little less: a part of a pot that becomes smaller. */
function isSame(again: bigint, amount: bigint): boolean {
  return again <= amount && again * 10n >= amount * 9n
}

/** Whether the call gives the same when time has passed, however much: pay for work that is due again, and not what grows with time. */
function isGivenLater(scene: Scene, call: PlainCall, asset: number, amount: bigint): boolean {
  const later = WAITS.map((seconds) =>
    scene.experiments.undone(() => amountIn(givenTo(scene, { ...call, seconds }), asset)),
  ).filter((given) => given > 0n)
  return later.length > 0 && later.every((given) => isSame(given, amount))
}

/** What positions give more of an asset than after the setup, all together. */
function growthOf(scene: Scene, positions: readonly Position[], asset: number): bigint {
  return positions.reduce(
    (sum, position) => sum + amountIn(worthOf(scene, position), asset) - amountIn(position.worth, asset),
    0n,
  )
}

/** What a user had of a share after the setup, and what the user's exit took of it and gave for that. */
type ShareClaim = {
  readonly owner: Address
  readonly share: number
  readonly had: bigint
  readonly taken: bigint
  readonly given: readonly AssetAmount[]
}

/** On the state after setup: of each user and share once. */
function claimsOf(scene: Scene, positions: readonly Position[]): readonly ShareClaim[] {
  const claims = new Map<string, ShareClaim>()
  for (const { owner, exit } of positions)
    scene.experiments.undone(() => {
      const before = scene.amountsOf(owner)
      if (!exit.every((call) => scene.experiments.send(call).isSuccess)) return
      const differences = changes(before, scene.amountsOf(owner))
      const [paid, ...more] = losses(differences)
      if (paid === undefined || more.length > 0) return
      const { asset: share, amount: taken } = paid
      const key = `${owner} ${share}`
      if (claims.has(key)) return
      claims.set(key, { owner, share, had: before[share]!, taken, given: gains(differences) })
    })
  return [...claims.values()]
}

/** What more shares of users are worth of an asset where their number grows, and an exit takes a number of them: at what that exit gave. */
function grownNumber({ holdings }: Scene, claims: readonly ShareClaim[], asset: number): bigint {
  return claims.reduce((sum, { owner, share, had, taken, given }) => {
    const more = holdings.amountOf(share, owner) - had
    return more > 0n ? sum + (more * amountIn(given, asset)) / taken : sum
  }, 0n)
}

function amountIn(amounts: readonly AssetAmount[], asset: number): bigint {
  return amounts.find((each) => each.asset === asset)?.amount ?? 0n
}

/** By asset: what each contract has, and each account that the giver's own getters name. */
function heldByEach(scene: Scene, giver: SurveyedContract): readonly (readonly bigint[])[] {
  const { assets, contracts, holdings } = scene
  const named = [...scene.answersOf(giver).addresses.keys()]
  const holders = new Set([...contracts.map(({ address }) => address), ...named])
  return assets.map((_, asset) => [...holders].map((holder) => holdings.amountOf(asset, holder)))
}

function mostGained(before: readonly bigint[], after: readonly bigint[]): bigint {
  return after.reduce((most, amount, i) => (amount - before[i]! > most ? amount - before[i]! : most), 0n)
}

/** What a call gives its sender who pays nothing. Shares are claims on what others paid: no gift. */
function givenTo(scene: Scene, call: PlainCall): readonly AssetAmount[] {
  const before = scene.amountsOf(call.from)
  if (!scene.experiments.send(call).isSuccess) return []
  const differences = changes(before, scene.amountsOf(call.from))
  if (losses(differences).length > 0) return []
  return gains(differences).filter(({ asset }) => {
    const which = scene.assets[asset]!
    return which.kind === 'ether' || !which.isShare
  })
}

/** Parts of what the contract has, of each asset: what somebody asks for who asks for everything, and for less and less. */
function everything(scene: Scene, contract: SurveyedContract): readonly bigint[] {
  const amounts = scene.assets
    .map((_, asset) => scene.holdings.amountOf(asset, contract.address))
    .filter((amount) => amount > 0n)
  return [...new Set(PARTS_ASKED.flatMap((part) => amounts.map((amount) => amount / part)))]
}
