// Honest users' ways out, tried in the present state and undone: what they give now, after more time, and what they would give
// had nobody but time done anything.

import { MachineInputError } from '../../evm/errors.ts'
import type { Address, Snapshot } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { letPass } from '../../world/passing-time.ts'
import { withPartOf } from '../../world/survey/plain-call.ts'
import type { PlainCall, Position } from '../../world/survey/types.ts'
import type { Scene } from './scene.ts'

/**
 * What the owner has more of afterwards, by asset: 0 of those that were not looked at. Of an exit that works with a part of its
 * amounts only: the most that it may give. Undefined: some call of it reverts, whatever part it asks for.
 */
export type ExitOutcome = readonly bigint[] | undefined

/** A position whose exit works on the state after setup. */
export type OpenPosition = {
  readonly position: Position
  /** 'Vault.withdraw of alice'. */
  readonly name: string
  /** What it gave then. */
  readonly base: readonly bigint[]
  /** What its owner had besides. */
  readonly had: readonly bigint[]
  /** What it gave anything of. */
  readonly assets: readonly number[]
}

const EXIT_GAS = 30_000_000n
/** An exit may ask for one wei too much: when it reverts, these parts of its amounts are tried, in percent. */
const PARTS: readonly bigint[] = [99n, 50n, 1n]
const WHOLE = 100n
/** More would make asking cost more than the calls of the search. */
const POSITIONS_MAX = 6
/** So many are tried also if one stands for all. */
const POSITIONS_LEAST = 2
const TRIED_MAX = 40
/** Those that are tried one after another. */
const CLAIMS_MAX = 12
/** So many others may stand before somebody in a line: whoever serves it serves them first. */
const TURNS_MAX = 64

export class Exits {
  readonly positions: readonly OpenPosition[]
  /** Those whose exits are also tried one after another: each counts, also where one stands for all. */
  readonly claims: readonly OpenPosition[]
  readonly #scene: Scene
  readonly #all: readonly number[]
  readonly #baseHash: bigint
  /** The state after setup: taken whenever it is met, as a commit ends what was taken before. */
  #image: Snapshot | undefined
  #known: { readonly hash: bigint; readonly timestamp: bigint; readonly number: bigint } | undefined
  #times = 0
  #outcomes: readonly ExitOutcome[] = []
  /** Those of the positions whose exits paid an attacker. */
  #paying: readonly OpenPosition[] = []
  #hasPaidAttackers = false

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    this.#scene = scene
    this.#all = scene.survey.assets.map((_, asset) => asset)
    const open = scene.survey.positions.slice(0, TRIED_MAX).flatMap((position): OpenPosition[] => {
      const base = this.#try(position, 0n, this.#all)
      if (base === undefined || base.every((amount) => amount <= 0n)) return []
      const assets = this.#all.filter((asset) => base[asset] !== 0n)
      const had = this.#all.map((asset) => scene.amountByCall(asset, position.owner))
      return [{ position, base, had, assets, name: nameOf(scene, position) }]
    })
    this.positions = representatives(open)
    this.claims = open.slice(0, CLAIMS_MAX)
    this.#baseHash = scene.world.machine.stateHash()
  }

  /** What each position's exit gives now of the assets that it gave anything of. */
  outcomes(): readonly ExitOutcome[] {
    const { machine } = this.#scene.world
    const hash = machine.stateHash()
    if (hash === this.#baseHash) this.#image = machine.imageState()
    const { timestamp, number } = machine.block
    const known = this.#known
    if (known?.hash !== hash || known.timestamp !== timestamp || known.number !== number) {
      const paying: OpenPosition[] = []
      this.#outcomes = this.positions.map((open) => {
        const outcome = this.#try(open.position, 0n, open.assets)
        if (outcome !== undefined && this.#hasPaidAttackers) paying.push(open)
        return outcome
      })
      this.#paying = paying
      this.#known = { hash, timestamp, number }
    }
    return this.#outcomes
  }

  /** The next time that somebody asks, the exits are tried again, whatever the state is: who watches sees what they read. */
  forget(): void {
    this.#known = undefined
    this.#times++
  }

  /** How often that was asked for: who else remembers something of states begins anew with each. */
  get timesForgotten(): number {
    return this.#times
  }

  /** Positions whose exits work now, and pay ether to attackers on their way. */
  payingAttackers(): readonly OpenPosition[] {
    this.outcomes()
    return this.#paying
  }

  /** Whether the exit gives its owner anything now, with all of its amounts or a part. */
  givesAnything({ position, assets }: OpenPosition): boolean {
    return [...waysOut(position)].some((calls) => {
      const gained = this.#scene.trials.undone(() => this.#run(position.owner, calls, assets))
      return gained?.some((amount) => amount > 0n) === true
    })
  }

  /** What `judge` says of the first position of which it says anything, given what its exit gives now. */
  firstFound<Found>(
    judge: (open: OpenPosition, outcome: ExitOutcome) => Found | undefined,
  ): Found | undefined {
    for (const [i, outcome] of this.outcomes().entries()) {
      const found = judge(this.positions[i]!, outcome)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Whether the exit works with all that it asks for, and not with a part alone. */
  worksInWhole({ owner, exit }: Position, seconds: bigint = 0n): boolean {
    return (
      this.#scene.trials.undone(() => {
        letPass(this.#scene.world, seconds)
        return this.#run(owner, exit, NONE)
      }) !== undefined
    )
  }

  /** What the exit gives now, of all assets. */
  outcomeOf(position: Position): ExitOutcome {
    return this.#try(position, 0n, this.#all)
  }

  /** What the exit gives now at the very least, of all assets: all of it, or the greatest part of its amounts that works. */
  mostOf({ position }: OpenPosition): ExitOutcome {
    return this.#scene.trials.undone(() => {
      const [calls] = this.#greatestWayOut(position)
      return calls && this.#run(position.owner, calls, this.#all)
    })
  }

  /**
   * What the claims give one after another, each on what those before it left. What owners got already counts.
   * @param seconds that pass before each of them
   * @param isExact each takes as much as it can, to the percent; else, where all is refused, the first part that works
   */
  inTurn(seconds: bigint = 0n, isExact: boolean = false): readonly ExitOutcome[] {
    const had = this.claims.map((open) => this.received(open))
    return this.#scene.trials.undone(() =>
      this.claims.map((open, i): ExitOutcome => {
        const { owner } = open.position
        const received = had[i]!
        letPass(this.#scene.world, seconds)
        for (const calls of isExact ? this.#greatestWayOut(open.position) : waysOut(open.position)) {
          if (
            calls.length > 1 &&
            this.#scene.trials.undone(() => this.#run(owner, calls, NONE)) === undefined
          )
            continue
          const gained = this.#run(owner, calls, open.assets)
          if (gained !== undefined) return gained.map((amount, asset) => amount + received[asset]!)
        }
        return received.some((amount) => amount > 0n) ? received : undefined
      }),
    )
  }

  /** Everything that asking reads, by calls: see Detector.touch. */
  touch(): void {
    this.outcomes()
    for (const { position } of this.claims)
      for (const asset of this.#all) this.#scene.amountByCall(asset, position.owner)
  }

  /** What the owner has more of than after the setup: whoever may get an owner out has not robbed it. */
  received({ position: { owner }, had }: OpenPosition): readonly bigint[] {
    return had.map((before, asset) => {
      const now = this.#scene.holdings.amountOf(asset, owner)
      return now > before ? now - before : 0n
    })
  }

  /** Whether the exit works when so many more seconds have passed. */
  worksLater(position: Position, seconds: bigint): boolean {
    return this.#try(position, seconds, NONE) !== undefined
  }

  /**
   * What the exit would give at the present time if nothing but time had come after the setup. 'unknown' if there is no way
   * back to that state from here.
   */
  withoutAttack(position: Position): ExitOutcome | 'unknown' {
    return this.untouched(() => this.#run(position.owner, position.exit, this.#all))
  }

  /** What `run` says at the present time if nothing but time had come after the setup; it is undone. */
  untouched<Result>(run: () => Result): Result | 'unknown' {
    const { machine } = this.#scene.world
    const image = this.#image
    if (image === undefined) return 'unknown'
    return this.#scene.trials.undone(() => {
      try {
        machine.returnToImage(image)
      } catch (error) {
        if (error instanceof MachineInputError) return 'unknown'
        throw error
      }
      return run()
    })
  }

  #try(position: Position, seconds: bigint, assets: readonly number[]): ExitOutcome {
    const { owner, exit, amounts } = position
    const run = (calls: readonly PlainCall[]): ExitOutcome =>
      this.#scene.trials.undone(() => {
        letPass(this.#scene.world, seconds)
        return this.#run(owner, calls, assets)
      })
    const whole = run(exit)
    if (whole !== undefined) return whole
    let refused = WHOLE
    for (const percent of PARTS) {
      const calls = withPartOf(exit, amounts, percent)
      if (calls === undefined) return undefined
      const part = run(calls)
      // More than the part that worked may work, and less than the one that did not.
      if (part !== undefined) return part.map((amount) => (amount * refused) / percent)
      refused = percent
    }
    return undefined
  }

  /** The exit with the greatest part of its amounts, to the percent, that works now; none if no part does. */
  #greatestWayOut({ owner, exit, amounts }: Position): readonly (readonly PlainCall[])[] {
    const isOpen = (calls: readonly PlainCall[]): boolean =>
      this.#scene.trials.undone(() => this.#run(owner, calls, NONE)) !== undefined
    if (isOpen(exit)) return [exit]
    let greatest: readonly PlainCall[] | undefined
    let [works, refused] = [0n, WHOLE]
    while (refused - works > 1n) {
      const percent = (works + refused) / 2n
      const calls = withPartOf(exit, amounts, percent)
      if (calls === undefined) return []
      if (isOpen(calls)) [greatest, works] = [calls, percent]
      else refused = percent
    }
    return greatest === undefined ? [] : [greatest]
  }

  #run(owner: Address, exit: readonly PlainCall[], assets: readonly number[]): ExitOutcome {
    const { world, holdings } = this.#scene
    const gains = this.#all.map(() => 0n)
    for (const asset of assets) gains[asset] = -holdings.amountOf(asset, owner)
    const { machine } = world
    const { origin } = machine
    const attackersHad = this.#attackersEther()
    machine.setOrigin(owner)
    try {
      for (const { from, to, value, data, seconds } of exit) {
        letPass(world, BigInt(seconds))
        const { status } = machine.call({ from, to, value, data, gas: EXIT_GAS })
        if (status !== 'success') return undefined
      }
      const last = exit.at(-1)
      const isServed = (): boolean =>
        assets.some((asset) => gains[asset]! + holdings.amountOf(asset, owner) !== 0n)
      if (last !== undefined && assets.length > 0) this.#takeTurns(last, isServed)
    } finally {
      machine.setOrigin(origin)
    }
    for (const asset of assets) gains[asset]! += holdings.amountOf(asset, owner)
    this.#hasPaidAttackers = this.#attackersEther() > attackersHad
    return gains
  }

  #attackersEther(): bigint {
    return this.#scene.attackers.reduce((sum, each) => sum + this.#scene.world.machine.getBalance(each), 0n)
  }

  /**
   * Makes the last call of an exit again where it did something, but nothing for the owner: of a line, it may have served who stood
   * before. Until it serves the owner, or nobody.
   */
  #takeTurns({ from, to, value, data }: PlainCall, isServed: () => boolean): void {
    const { machine } = this.#scene.world
    for (let turn = 0; turn < TURNS_MAX && !isServed(); turn++) {
      const before = machine.stateHash()
      const { status } = machine.call({ from, to, value, data, gas: EXIT_GAS })
      if (status !== 'success' || machine.stateHash() === before) return
    }
  }
}

const NONE: readonly number[] = []

/** The exit as it is, and with ever smaller parts of its amounts: an exit may ask for more than there is. */
export function* waysOut({ exit, amounts }: Position): Generator<readonly PlainCall[], void> {
  yield exit
  for (const percent of PARTS) {
    const calls = withPartOf(exit, amounts, percent)
    if (calls === undefined) return
    yield calls
  }
}

/** One of each kind, mostly: users who get out in the same way fare alike. The first are those that the user's setup made. */
function representatives(open: readonly OpenPosition[]): readonly OpenPosition[] {
  const kinds = new Map<string, OpenPosition[]>()
  for (const each of open) {
    const kind = each.position.exit.map(({ to, data }) => `${to}.${selectorIn(data) ?? ''}`).join()
    const alike = kinds.get(kind)
    if (alike === undefined) kinds.set(kind, [each])
    else alike.push(each)
  }
  const all = [...kinds.values()]
  const seconds = all.flatMap((alike) => alike.slice(1, 2))
  const count = Math.min(POSITIONS_MAX, Math.max(POSITIONS_LEAST, all.length))
  return [...all.map((alike) => alike[0]!), ...seconds].slice(0, count)
}

function nameOf(scene: Scene, { owner, contract, exit }: Position): string {
  const last = exit.at(-1)
  const known = scene.survey.contracts.find(({ address }) => address === (last?.to ?? contract))
  const selector = last === undefined ? undefined : selectorIn(last.data)
  const fn = known?.artifact.abi.functions.find((each) => each.selector === selector)
  const place = scene.nameOf(last?.to ?? contract)
  return `${place}${fn === undefined ? '' : `.${fn.name}`} of ${scene.nameOf(owner)}`
}
