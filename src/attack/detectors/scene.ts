// Who had what after the setup, and who has what now. What detectors compare.

import type { Address } from '../../evm/types.ts'
import { INVESTED, LEDGER, PERHAPS_GIVEN } from '../../world/attacker/attacker.ts'
import { type Names, accountNames } from '../../world/describe/account-names.ts'
import type { Holdings } from '../../world/survey/holdings.ts'
import { balanceCall, isCounted, supplyCall } from '../../world/survey/asset-calls.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Asset, Survey } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'
import { Trials } from './trials.ts'

export type SceneOptions = {
  readonly world: World
  readonly survey: Survey
  readonly holdings: Holdings
  readonly attackers: readonly Address[]
  /** Everybody else who may have something; the attackers among them are left out. */
  readonly others: readonly Address[]
}

/** What others have less of an asset than after the setup. */
export type OthersLoss = {
  readonly amount: bigint
  /** What those who have less now had. */
  readonly held: bigint
  /** Who lost most, and how much. */
  readonly loser: Address
  readonly most: bigint
}

/** Rounding: so many of the smallest units of anything that is divisible, and of what is counted in whole ones. */
const DUST = 1_000n
const DUST_OF_WHOLE = 10n

/**
 * What somebody may have less or more of another asset and still not have paid or been paid anything: this part of what others have of
 * it, and no more than dust. A fair swap of it gives the same part of the other asset, which is next to nothing there.
 */
const PART_OF_PAYMENT = 1_000_000_000n

/** As much of an asset as rounding explains. */
export function dustOf(asset: Asset): bigint {
  if (isCounted(asset)) return 0n
  return asset.decimals === 0 ? DUST_OF_WHOLE : DUST
}

/** The state after the setup as numbers, and the way to the same numbers of the present. */
export class Scene {
  readonly world: World
  readonly survey: Survey
  readonly holdings: Holdings
  readonly attackers: readonly Address[]
  readonly names: Names
  readonly trials: Trials
  readonly block: { readonly number: bigint; readonly timestamp: bigint }
  readonly #others: readonly Address[]
  /** By asset: what the attackers had together. */
  readonly #attackersHad: readonly bigint[]
  /** By asset, then other. */
  readonly #othersHad: readonly (readonly bigint[])[]
  readonly #othersSum: readonly bigint[]
  readonly #contractsHad: readonly bigint[]
  readonly #supplyCalls: Uint8Array[] = []
  readonly #supplies: readonly (bigint | undefined)[]
  /** By asset. */
  readonly #calls: readonly Map<Address, Uint8Array>[]

  /** The present state is the one after the setup. */
  constructor(options: SceneOptions) {
    const { world, survey, holdings, attackers, others } = options
    this.world = world
    this.survey = survey
    this.holdings = holdings
    this.attackers = attackers
    this.names = accountNames(world, { senders: attackers })
    this.trials = new Trials(world)
    this.#calls = survey.assets.map(() => new Map<Address, Uint8Array>())
    const { number, timestamp } = world.machine.block
    this.block = { number, timestamp }
    this.#others = [...new Set(others)].filter((each) => !attackers.includes(each) && each !== LEDGER)
    const indices = survey.assets.map((_, asset) => asset)
    this.#attackersHad = indices.map((asset) => this.attackersHave(asset))
    this.#othersHad = indices.map((asset) => this.#others.map((each) => this.amountByCall(asset, each)))
    this.#othersSum = this.#othersHad.map((amounts) => amounts.reduce((sum, each) => sum + each, 0n))
    this.#contractsHad = indices.map((asset) =>
      survey.contracts.reduce((sum, { address }) => sum + holdings.amountOf(asset, address), 0n),
    )
    this.#supplies = indices.map((asset) => this.supplyOf(asset))
  }

  get others(): readonly Address[] {
    return this.#others
  }
  asset(index: number): Asset {
    return this.survey.assets[index]!
  }
  nameOf(address: Address): string {
    return this.attackers.includes(address) ? 'the attacker' : this.names.nameOf(address)
  }

  get hasTimePassed(): boolean {
    const { number, timestamp } = this.world.machine.block
    return number !== this.block.number || timestamp !== this.block.timestamp
  }

  // ---- the attackers ---------------------------------------------------------------------------------------------

  /** What they have together, read as fast as it goes: nobody who watches is told what was read. See touchAttackers. */
  attackersHave(asset: number): bigint {
    let sum = 0n
    for (const attacker of this.attackers) sum += this.holdings.amountOf(asset, attacker)
    return sum
  }
  attackersHad(asset: number): bigint {
    return this.#attackersHad[asset]!
  }
  /** What gifts gave them: kept in a storage that goes back with the state. */
  giftsOf(asset: number): bigint {
    const { machine } = this.world
    const given = machine.getStorage(LEDGER, BigInt(asset))
    const perhaps = machine.getStorage(LEDGER, BigInt(asset) + PERHAPS_GIVEN)
    if (perhaps === 0n) return given
    // What may have been a gift is one as far as they have more: their own money that came back makes them no poorer.
    const more = this.attackersHave(asset) - this.attackersHad(asset) - given
    if (more <= 0n) return given
    return given + (perhaps < more ? perhaps : more)
  }
  /** Whether they had less of something than after the setup at a moment when time passed: what they have more may be its yield. */
  get hasInvested(): boolean {
    return this.world.machine.getStorage(LEDGER, INVESTED) !== 0n
  }
  /** The most that they had less of it than after the setup when time passed. */
  investedOf(asset: number): bigint {
    return this.world.stakeIn(asset)
  }
  touchAttackers(): void {
    for (const [asset, { kind }] of this.survey.assets.entries())
      if (kind === 'ether') this.trials.touchEther()
      else for (const attacker of this.attackers) this.amountByCall(asset, attacker)
  }

  /**
   * Whether they have less of some asset than after the setup, by more than `free` says of it and by more than is no payment. Whoever
   * watches is told what was read.
   */
  hasSpent(free: (asset: number) => bigint): boolean {
    return this.survey.assets.some((which, asset) => {
      if (which.kind === 'ether') this.trials.touchEther()
      let sum = 0n
      for (const attacker of this.attackers) sum += this.amountByCall(asset, attacker)
      const least = this.unpaidOf(asset)
      const most = free(asset)
      return this.attackersHad(asset) - sum > (most > least ? most : least)
    })
  }

  // ---- the others ------------------------------------------------------------------------------------------------

  /** What they had of it together. */
  othersHad(asset: number): bigint {
    return this.#othersSum[asset]!
  }

  /** As much of it as is no payment, of whatever else. Of a token without decimals few units may be worth much: rounding is not all of dust. */
  unpaidOf(asset: number): bigint {
    const dust = dustOf(this.asset(asset))
    const part = this.#othersSum[asset]! / PART_OF_PAYMENT
    return part < dust ? part : dust
  }

  /** What the contracts of the survey had of it together: what there is to be had. A test contract owns ether without end. */
  contractsHad(asset: number): bigint {
    return this.#contractsHad[asset]!
  }

  /** The same of the present. */
  contractsHave(asset: number): bigint {
    return this.survey.contracts.reduce((sum, { address }) => sum + this.amountByCall(asset, address), 0n)
  }

  /**
   * What they have less of it, if that is at least `least`. What came into being for the attackers is no loss: a token's total
   * supply must not have grown as much as they gained.
   */
  othersLoss(asset: number, least: bigint, gain: bigint): OthersLoss | undefined {
    const which = this.asset(asset)
    if (which.kind === 'ether') this.trials.touchEther()
    const supply = this.#supplies[asset]
    if (supply !== undefined) {
      const now = this.supplyOf(asset)
      if (now !== undefined && gain - (now - supply) < least) return undefined
    }
    const had = this.#othersHad[asset]!
    let amount = 0n
    let held = 0n
    let most = 0n
    let loser: Address | undefined
    for (const [i, before] of had.entries()) {
      if (before === 0n) continue
      const change = this.amountByCall(asset, this.#others[i]!) - before
      amount -= change
      if (change >= 0n) continue
      held += before
      if (-change <= most) continue
      most = -change
      loser = this.#others[i]
    }
    if (loser === undefined || amount < least) return undefined
    // It may have gone to others who had nothing, or to a contract that did not exist and is not the attackers' either.
    for (const [i, before] of had.entries())
      if (before === 0n) amount -= this.amountByCall(asset, this.#others[i]!)
    for (const { address } of this.world.created) {
      if (!this.#others.includes(address)) amount -= this.amountByCall(asset, address)
    }
    return amount < least ? undefined : { amount, held, loser, most }
  }

  // ---- reading ---------------------------------------------------------------------------------------------------

  /** An amount of ether, or what balanceOf says, asked by a call: whoever watches is told what it read. */
  amountByCall(asset: number, account: Address): bigint {
    const which = this.asset(asset)
    if (which.kind === 'ether') return this.world.machine.getBalance(account)
    const calls = this.#calls[asset]!
    let data = calls.get(account)
    if (data === undefined) {
      data = balanceCall(which, account)
      calls.set(account, data)
    }
    return readByCall(this.world.machine, which.address, data) ?? 0n
  }

  /** What a token says there is of it, asked by a call. */
  supplyOf(asset: number): bigint | undefined {
    const which = this.asset(asset)
    return which.kind === 'ether'
      ? undefined
      : readByCall(this.world.machine, which.address, (this.#supplyCalls[asset] ??= supplyCall(which)))
  }
}
