// Dilution: the price of a share was moved, and who comes next pays for it. Known as the first depositor's attack: one share, and a
// donation that makes it so dear that the next deposit buys none. Found by letting a newcomer deposit and leave at once.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { NEWCOMER } from '../../world/honest-users.ts'
import { asAccount, makesWell, withWord } from '../../world/survey/plain-call.ts'
import { CONVERT_TO_ASSETS } from '../../world/survey/standard-functions.ts'
import { sharesOf } from '../../world/survey/share-books.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Entrance } from '../../world/survey/types.ts'
import { amountText, assetName, shareText } from './amount-text.ts'
import { dustOf, type Scene } from './scene.ts'
import type { Detector, Verdict } from './types.ts'

/** Who gets back nine tenths at once has paid a fee, or lost to rounding what a vault with few shares takes from everybody. */
const BACK = 9n
const OF = 10n
/** Of what the newcomer lost the attacker must have at least this part more than it began with. */
const PART_GAINED = 10n

type Way = Pick<Entrance, 'contract' | 'book' | 'exit' | 'got'>

export function dilution(scene: Scene): Detector {
  const { entrances } = scene.survey
  const had = new Map(entrances.map((each) => [each, sharesOfAttackers(scene, each)]))
  return {
    name: 'dilution',
    rule:
      'Without any time passing, a newcomer who puts into a vault what a newcomer could put in after the setup gets fewer shares for it, and if it leaves at once ' +
      'less than nine tenths of it; and the attacker, who has shares, gets out with more than it began with and less of no other asset.',
    judge: () => {
      if (scene.hasTimePassed) return undefined
      for (const entrance of entrances) {
        // Whoever has no share gets nothing of what others lose by them.
        if (sharesOfAttackers(scene, entrance) <= had.get(entrance)!) continue
        const found = judgeEntrance(scene, entrance)
        if (found !== undefined) return found
      }
      return undefined
    },
    touch: () => {
      scene.touchAttackers()
      for (const entrance of entrances) {
        const { contract, book } = entrance
        for (const attacker of scene.attackers) sharesOf(scene.world.machine, contract, book, attacker)
        scene.trials.undone(() => stay(scene, entrance))
      }
    },
  }
}

function judgeEntrance(scene: Scene, entrance: Entrance): Verdict | undefined {
  const { paid, contract, book, got } = entrance
  // Cheap, and true of nearly all states: a share is no dearer than it was.
  const fewer = scene.trials.undone(() => sharesGot(scene, entrance) < got)
  if (!fewer) return undefined
  const back = scene.trials.undone(() => stay(scene, entrance))
  if (back === undefined || back * OF >= paid.amount * BACK) return undefined
  const lost = paid.amount - back
  const gains = scene.trials.undone(() => gainsOfAttackers(scene, entrance))
  const gain = gains?.[paid.asset] ?? 0n
  if (gains === undefined || gain <= dustOf(scene.asset(paid.asset)) || gain * PART_GAINED < lost)
    return undefined
  if (gains.some((each, asset) => asset !== book.asset && each < -dustOf(scene.asset(asset))))
    return undefined
  const asset = scene.asset(paid.asset)
  const name = scene.nameOf(contract)
  return {
    words: `who comes next to ${name} loses ${assetName(asset)} to the attacker`,
    details:
      `A newcomer who puts ${amountText(paid.amount, asset)} into ${name} and leaves at once gets back ${amountText(back, asset)}: ` +
      `${shareText(lost, paid.amount)} is lost; after the setup it got back all of it. The attacker, by leaving too, ends with ${amountText(gain, asset)} ` +
      'more than it began with.',
    evidence: { kind: 'entrance', entrance },
  }
}

/** The shares that the newcomer gets: as many as after the setup if it is not let in. */
function sharesGot(scene: Scene, entrance: Entrance): bigint {
  const before = sharesHeld(scene, entrance, NEWCOMER)
  return makesWell(scene.world.machine, entrance.enter)
    ? sharesHeld(scene, entrance, NEWCOMER) - before
    : entrance.got
}

/** Of a token as fast as it goes: nobody who watches is told what was read. */
function sharesHeld(scene: Scene, { contract, book }: Way, account: Address): bigint {
  return book.asset === undefined
    ? sharesOf(scene.world.machine, contract, book, account)
    : scene.holdings.amountOf(book.asset, account)
}

function sharesOfAttackers(scene: Scene, way: Way): bigint {
  return scene.attackers.reduce((sum, attacker) => sum + sharesHeld(scene, way, attacker), 0n)
}

/** What the newcomer gets back; undefined if it is not let in. */
function stay(scene: Scene, entrance: Entrance): bigint | undefined {
  const { enter, paid } = entrance
  if (!makesWell(scene.world.machine, enter)) return undefined
  const before = scene.holdings.amountOf(paid.asset, NEWCOMER)
  if (sharesHeld(scene, entrance, NEWCOMER) > 0n) leave(scene, entrance, NEWCOMER)
  const back = scene.holdings.amountOf(paid.asset, NEWCOMER) - before
  return back > 0n ? back : 0n
}

/** By asset: what the attackers have more than after the setup when the newcomer is in and they have left. */
function gainsOfAttackers(scene: Scene, entrance: Entrance): readonly bigint[] | undefined {
  if (!makesWell(scene.world.machine, entrance.enter)) return undefined
  for (const attacker of scene.attackers) {
    if (sharesHeld(scene, entrance, attacker) > 0n) leave(scene, entrance, attacker)
  }
  return scene.survey.assets.map((_, asset) => scene.attackersHave(asset) - scene.attackersHad(asset))
}

/** Gives back all shares: by their number, or by what they are worth if the exit wants to hear that. */
function leave(scene: Scene, way: Way, account: Address): void {
  const { contract, exit, got } = way
  const shares = sharesHeld(scene, way, account)
  const worth = readByCall(scene.world.machine, contract, encodeCall(CONVERT_TO_ASSETS, [shares]))
  for (const amount of [shares, worth ?? 0n]) {
    for (const call of exit)
      if (!makesWell(scene.world.machine, withWord(asAccount(call, account), got, amount))) break
    // An exit that wants the worth has given a few of the smallest units now, or none; one that wants shares has none left.
    if (sharesHeld(scene, way, account) === 0n) break
  }
}
