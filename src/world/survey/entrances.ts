// How somebody new would put something into a vault of shares, and get it out again at once: what an attacker who moved the
// price of a share lies in wait for.

import { NEWCOMER } from '../honest-users.ts'
import { depositFunctions, depositsBy } from './deposits.ts'
import { fundUser } from './honest-users.ts'
import { type IsGated, waysOut } from './positions.ts'
import { asAccount, wordsIn } from './plain-call.ts'
import type { Scene } from './scene.ts'
import { possibleBooks, sharesOf } from './share-books.ts'
import { BALANCE_OF } from './standard-functions.ts'
import type { Entrance, Position } from './types.ts'

const ENTRANCES_MAX = 4
const CALLS_MAX = 2_000
/** Of what is put in, in hundredths: who gets less back at once pays a fee, and is no measure. */
const PERCENT_BACK = 99n

/**
 * One for each contract whose own shares are had for one asset. Gives the newcomer its wealth, which stays.
 * @param positions of users
 */
export function findEntrances(
  scene: Scene,
  isGated: IsGated,
  positions: readonly Position[],
): readonly Entrance[] {
  const byTokens = entrancesByTokens(scene, isGated)
  const isOthers = ({ contract }: Position): boolean =>
    positions.some((each) => each.contract === contract && !each.isOurs)
  const ways = positions.filter((each) => !isOthers(each))
  const byBooks = scene.experiments.undone(() => {
    if (ways.length > 0) fundUser(scene, NEWCOMER)
    return entrancesByBooks(scene, ways)
  })
  if (byTokens.length === 0 && byBooks.length > 0) fundUser(scene, NEWCOMER)
  return [...byTokens, ...byBooks].slice(0, ENTRANCES_MAX)
}

function entrancesByTokens(scene: Scene, isGated: IsGated): readonly Entrance[] {
  const vaults = scene.protocol.flatMap((contract) => {
    const share = scene.assets.findIndex(
      (asset) => asset.kind === 'erc20' && asset.isShare && asset.address === contract.address,
    )
    return share < 0 ? [] : [{ contract, share }]
  })
  if (vaults.length === 0) return []
  fundUser(scene, NEWCOMER)
  return scene.experiments.within(CALLS_MAX, () =>
    vaults.slice(0, ENTRANCES_MAX).flatMap(({ contract, share }): Entrance[] => {
      for (const abi of depositFunctions(scene, contract)) {
        const [deposit] = depositsBy(scene, contract, abi, NEWCOMER, 1)
        const got = deposit?.got.find((each) => each.asset === share)?.amount
        const [paid, ...more] = deposit?.paid ?? []
        if (deposit === undefined || got === undefined || paid === undefined || more.length > 0) continue
        const exit = waysOut(scene, deposit, isGated)
        const back = exit?.worth.find(({ asset }) => asset === paid.asset)?.amount ?? 0n
        if (exit === undefined || back * 100n < paid.amount * PERCENT_BACK) continue
        if (exit.calls.some(({ seconds }) => seconds > 0)) continue
        const book = { abi: BALANCE_OF, word: 0, asset: share }
        return [{ contract: contract.address, enter: deposit.call, paid, book, got, exit: exit.calls }]
      }
      return []
    }),
  )
}

/**
 * Of contracts that keep shares in books of their own: as users of ours have entered and can leave. Who comes next to somebody of the
 * setup has little to fear: what is given belongs to that one, too.
 */
function entrancesByBooks(scene: Scene, positions: readonly Position[]): readonly Entrance[] {
  const found: Entrance[] = []
  const tokens = new Set(scene.assets.map((asset) => (asset.kind === 'ether' ? undefined : asset.address)))
  scene.experiments.within(CALLS_MAX, () => {
    for (const { contract, enter, exit, paid } of positions) {
      if (found.length >= ENTRANCES_MAX || found.some((each) => each.contract === contract)) continue
      if (enter === undefined || paid.length !== 1 || tokens.has(contract)) continue
      if (exit.some(({ seconds }) => seconds > 0)) continue
      const entrance = scene.experiments.undone(() =>
        enteredByBooks(scene, {
          contract,
          enter: asAccount(enter, NEWCOMER),
          paid: paid[0]!,
          exit: exit.map((call) => asAccount(call, NEWCOMER)),
        }),
      )
      if (entrance !== undefined) found.push(entrance)
    }
  })
  return found
}

/** With what the contract says of the newcomer; undefined if it says nothing, or a share is always worth the same. */
function enteredByBooks(scene: Scene, way: Omit<Entrance, 'book' | 'got'>): Entrance | undefined {
  const { contract, enter, paid, exit } = way
  const { experiments, holdings } = scene
  const { machine } = experiments.world
  const surveyed = scene.protocol.find(({ address }) => address === contract)
  if (surveyed === undefined) return undefined
  const books = possibleBooks(surveyed).map((book) => ({
    book,
    before: sharesOf(machine, contract, book, NEWCOMER),
  }))
  if (!experiments.send(enter).isSuccess) return undefined
  const grown = books
    .map(({ book, before }) => ({ book, got: sharesOf(machine, contract, book, NEWCOMER) - before }))
    .filter(({ got }) => got > 0n)
  const named = exit.flatMap(({ data }) => wordsIn(data))
  const isNamed = ({ got }: { readonly got: bigint }): boolean => named.includes(got)
  const shares = grown.find(isNamed) ?? grown.find(({ got }) => got === paid.amount)
  if (shares === undefined) return undefined
  const leave = (): bigint =>
    experiments.undone(() => {
      const had = holdings.amountOf(paid.asset, NEWCOMER)
      return exit.every((call) => experiments.send(call).isSuccess)
        ? holdings.amountOf(paid.asset, NEWCOMER) - had
        : 0n
    })
  const back = leave()
  if (back * 100n < paid.amount * PERCENT_BACK) return undefined
  const held = holdings.amountOf(paid.asset, contract)
  if (!holdings.setAmount(paid.asset, contract, held + paid.amount)) return undefined
  return leave() > back ? { ...way, ...shares } : undefined
}
