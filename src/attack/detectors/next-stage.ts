// What ended a way out may be a stage that was due: a raffle that is drawn, a bet that is closed, an epoch that began. Anybody may begin it, and
// whom the protocol trusts goes on from there: brings the random word, says who won, lets users out again.

import type { Address } from '../../evm/types.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isGetter, isStateChanging } from '../../project/abi/mutability.ts'
import { letPass } from '../../world/passing-time.ts'
import { addressIn } from '../../world/survey/address-in.ts'
import { makesWell } from '../../world/survey/plain-call.ts'
import { plausibleArguments } from '../../world/survey/plausible-arguments.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { PlainCall, Position, SurveyedContract } from '../../world/survey/types.ts'
import type { Exits, OpenPosition } from './exits.ts'
import type { Scene } from './scene.ts'

const DAY = 86_400n
/** Before whoever is trusted goes on. */
const DELAYS: readonly bigint[] = [0n, 30n * DAY]
const TRUSTED_MAX = 8
const OWNERS_MAX = 4
const FUNCTIONS_MAX = 40
const VECTORS = 6
const NUMBERS_MAX = 6
const GAS = 2_000_000n

/** Of a getter. */
type Answer = { readonly isAddress: boolean; readonly word: bigint }
type Step = { readonly seconds: bigint; readonly call: PlainCall }

export class NextStages {
  readonly #scene: Scene
  readonly #exits: Exits
  /** What went on before is tried first, which does not change the answer. It ends with the lane: who watches sees what is tried. */
  #known: { readonly step: Step; readonly times: number } | undefined

  constructor(scene: Scene, exits: Exits) {
    this.#scene = scene
    this.#exits = exits
  }

  /**
   * Whether an account that is no attacker's can make a call that it could not have made without the attack, and that serves honest owners: pays one
   * of them half of what the way out gave, lets one take that by a call that was not open either, or, if the attack had to wait for its time, opens
   * the way out again. What anybody may stop at any time and an owner may start again is not that.
   */
  isDue(open: OpenPosition): boolean {
    const contract = this.#scene.survey.contracts.find(({ address }) => address === open.position.contract)
    if (contract === undefined) return false
    const answers = this.#answersOf(contract)
    const calls = this.#trusted(contract, answers).flatMap((from) => this.#callsOf(contract, from, answers))
    const steps = DELAYS.flatMap((seconds) => calls.map((call): Step => ({ seconds, call })))
    const times = this.#exits.timesForgotten
    const known = this.#known?.times === times ? this.#known.step : undefined
    const first = known === undefined ? undefined : steps.find((step) => isSameStep(step, known))
    for (const step of first === undefined ? steps : [first, ...steps]) {
      if (!this.#servesBy(open, step)) continue
      this.#known = { step, times }
      return true
    }
    return false
  }

  /** Who may go on: whom the contract names, whom it obeys, who set it up, and what stands in for services of others. */
  #trusted(contract: SurveyedContract, answers: readonly Answer[]): readonly Address[] {
    const { survey, attackers } = this.#scene
    const found = [
      ...answers.flatMap(({ isAddress, word }) => (isAddress ? (addressIn(word) ?? []) : [])),
      ...survey.gates.flatMap((gate) => (gate.contract === contract.address ? gate.holder : [])),
      ...survey.actors.flatMap(({ address, kinds }) => (kinds.includes('user') ? [] : address)),
      ...survey.contracts.flatMap(({ address, origin }) => (origin === 'environment' ? address : [])),
    ]
    return [...new Set(found)].filter((each) => !attackers.includes(each)).slice(0, TRUSTED_MAX)
  }

  #answersOf({ address, artifact }: SurveyedContract): readonly Answer[] {
    const { machine } = this.#scene.world
    return artifact.abi.functions.flatMap((abi) => {
      if (!isGetter(abi)) return []
      const word = readByCall(machine, address, encodeCall(abi, []))
      return word === undefined ? [] : { isAddress: abi.outputs[0]?.type.kind === 'address', word }
    })
  }

  #callsOf(contract: SurveyedContract, from: Address, answers: readonly Answer[]): readonly PlainCall[] {
    const numbers = answers
      .flatMap(({ isAddress, word }) => (isAddress || word <= 1n ? [] : word))
      .slice(0, NUMBERS_MAX)
    const context = {
      caller: from,
      amounts: [1n, 10n ** 18n],
      addresses: this.#scene.survey.contracts.map(({ address }) => address),
      // What is waited for mostly has a number that the contract says.
      ids: [...numbers, 0n, 1n],
      words: [...numbers, 1n],
      known: new Map(),
      now: this.#scene.world.machine.block.timestamp,
    }
    return contract.artifact.abi.functions
      .filter(isStateChanging)
      .slice(0, FUNCTIONS_MAX)
      .flatMap((abi) =>
        plausibleArguments(abi, context, VECTORS).map((values): PlainCall => ({
          from,
          to: contract.address,
          value: 0n,
          data: encodeCall(abi, values),
          seconds: 0,
        })),
      )
  }

  #servesBy(open: OpenPosition, { seconds, call }: Step): boolean {
    const { world, trials, survey, hasTimePassed } = this.#scene
    const { machine } = world
    const goesWell = (each: PlainCall): boolean => {
      letPass(world, seconds)
      return makesWell(machine, each, GAS)
    }
    // Most attempts end here.
    if (!trials.undone(() => goesWell(call))) return false
    if (this.#exits.untouched(() => goesWell(call)) !== false) return false
    const contract = survey.contracts.find(({ address }) => address === open.position.contract)!
    const owners = ownersOf(survey.positions, open)
    return trials.undone(() => {
      const had = owners.map((owner) => this.#amounts(open, owner))
      if (!goesWell(call)) return false
      if (owners.some((owner, i) => this.#isServed(open, owner, had[i]!))) return true
      if (hasTimePassed && this.#exits.worksLater(open.position, 0n)) return true
      const answers = this.#answersOf(contract)
      return owners.some((owner) =>
        this.#callsOf(contract, owner, answers).some((claim) => {
          const before = this.#amounts(open, owner)
          const isServed = (): boolean =>
            makesWell(machine, claim, GAS) && this.#isServed(open, owner, before)
          if (!trials.undone(isServed)) return false
          return this.#exits.untouched(() => goesWell(claim)) === false
        }),
      )
    })
  }

  #amounts({ assets }: OpenPosition, owner: Address): readonly bigint[] {
    return assets.map((asset) => this.#scene.amountByCall(asset, owner))
  }

  #isServed(open: OpenPosition, owner: Address, had: readonly bigint[]): boolean {
    const has = this.#amounts(open, owner)
    return open.assets.some((asset, i) => {
      const worth = open.base[asset]!
      return worth > 0n && (has[i]! - had[i]!) * 2n >= worth
    })
  }
}

function isSameStep(left: Step, right: Step): boolean {
  return (
    left.seconds === right.seconds &&
    left.call.from === right.call.from &&
    equalBytes(left.call.data, right.call.data)
  )
}

function ownersOf(positions: readonly Position[], { position }: OpenPosition): readonly Address[] {
  const others = positions.filter(({ contract }) => contract === position.contract)
  return [...new Set([position.owner, ...others.map(({ owner }) => owner)])].slice(0, OWNERS_MAX)
}
