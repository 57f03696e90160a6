// Rights that fall to whoever asks for them when enough time has passed: a lease that ran out, a throne that nobody defends.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { letPass } from '../../world/passing-time.ts'
import { plausibleArguments } from '../../world/survey/plausible-arguments.ts'
import type { SurveyedContract } from '../../world/survey/types.ts'
import type { Scene } from './scene.ts'
import { WAITS } from './waits.ts'

/** Nobody: an address without code, means and rights. */
const STRANGER: Address = '0x1f0e9d8c7b6a5948372615040302010ffeeddccb'
const FUNCTIONS_MAX = 40
const VECTORS = 3
/** Wei: next to nothing, and what a price that fell may ask for. */
const VALUE = 1n
const GAS_MAX = 2_000_000n
/** Calls of one contract that may fail by running out of gas. */
const ENDLESS_MAX = 4

type Attempt = { readonly to: Address; readonly data: Uint8Array; readonly value: bigint }

/**
 * Of each question whether it is answered with yes for a stranger who made one call after waiting, with next to no money, and
 * never for one who did not wait. The present state is the one after the setup, and stays.
 * @param questions whether an account holds a right in the contract
 */
export function lapsingRights(
  scene: Scene,
  contract: SurveyedContract,
  questions: readonly ((account: Address) => boolean)[],
): readonly boolean[] {
  const attempts = attemptsOn(scene, contract)
  const atOnce = heldAfter(scene, attempts, 0n, questions)
  const later = questions.map(() => false)
  for (const seconds of WAITS) {
    const held = heldAfter(scene, attempts, seconds, questions)
    for (const [i, isHeld] of held.entries()) if (isHeld) later[i] = true
    if (later.every((isHeld, i) => isHeld || atOnce[i])) break
  }
  return later.map((isHeld, i) => isHeld && atOnce[i] !== true)
}

function attemptsOn({ survey, world }: Scene, contract: SurveyedContract): readonly Attempt[] {
  const context = {
    caller: STRANGER,
    amounts: [1n, 10n ** 18n],
    addresses: survey.contracts.map(({ address }) => address),
    ids: [0n, 1n],
    words: [],
    known: new Map(),
    now: world.machine.block.timestamp,
  }
  const asked: readonly AbiFunction[] = contract.artifact.abi.functions.filter(isStateChanging)
  return asked.slice(0, FUNCTIONS_MAX).flatMap((abi) =>
    plausibleArguments(abi, context, VECTORS).map((values) => ({
      to: contract.address,
      data: encodeCall(abi, values),
      value: abi.mutability === 'payable' ? VALUE : 0n,
    })),
  )
}

/** Whether some attempt, each by itself, made a stranger hold each right. */
function heldAfter(
  scene: Scene,
  attempts: readonly Attempt[],
  seconds: bigint,
  questions: readonly ((account: Address) => boolean)[],
): boolean[] {
  const { machine } = scene.world
  const held = questions.map(() => false)
  let endless = 0
  for (const attempt of attempts) {
    if (endless >= ENDLESS_MAX) break
    scene.trials.undone(() => {
      letPass(scene.world, seconds)
      machine.setBalance(STRANGER, VALUE)
      const { status } = machine.call({ from: STRANGER, ...attempt, gas: GAS_MAX })
      if (status === 'halt') endless++
      if (status !== 'success') return
      for (const [i, isHeldBy] of questions.entries()) if (isHeldBy(STRANGER)) held[i] = true
    })
  }
  return held
}
