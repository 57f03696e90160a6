// Blocked: what anybody could do by paying works for nobody any more, as the protocol first pays the attacker, who need not take it.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { letPass } from '../../world/passing-time.ts'
import { makesWell } from '../../world/survey/plain-call.ts'
import type { PlainCall } from '../../world/survey/types.ts'
import { worksWithAbsent } from './absent-contracts.ts'
import { amountText } from './amount-text.ts'
import type { Scene } from './scene.ts'
import type { Detector, Verdict } from './types.ts'
import { WAITS } from './waits.ts'

const ETHER = 0
/** Who spends more than twice of what users pay may have bought something. */
const PRICES = 2n
const GAS = 5_000_000n
/** Functions without arguments that may put it right. */
const HELP_MAX = 6
/** PUSH1 0, PUSH1 0, REVERT. */
export const REFUSING: Uint8Array = Uint8Array.of(0x60, 0, 0x60, 0, 0xfd)

export function blocked(scene: Scene): Detector {
  const { doors } = scene.survey
  const attackers = whoMayRefuse(scene)
  const opens = (door: PlainCall, values: readonly bigint[], isRefusing: boolean): boolean =>
    scene.trials.undone(() => {
      if (isRefusing) for (const each of attackers) scene.world.machine.setCode(each, REFUSING)
      return values.some((value) => makesWell(scene.world.machine, { ...door, value }, GAS))
    })
  return {
    name: 'blocked',
    rule:
      'What any user could do by paying, without saying anything else, reverts now and after a day, a month and 400 days, however much is paid, ' +
      'if the attacker does not take what the protocol pays it, and would work if it did; the attacker spent at most twice of what users pay.',
    judge: () => {
      for (const door of doors) {
        if (opens(door, [door.value], true)) continue
        const found = judgeDoor(scene, door, opens, attackers)
        if (found !== undefined) return found
      }
      return undefined
    },
    touch: () => {
      for (const door of doors) opens(door, [door.value], true)
    },
  }
}

/**
 * Accounts that could as well be contracts that take no ether. What the attacker's contract does is up to its reactions; any contract
 * could stand where another account of the attacker does.
 */
export function whoMayRefuse({ attackers }: Scene): readonly Address[] {
  return attackers.filter((each) => each !== ATTACKER_CONTRACT)
}

function judgeDoor(
  scene: Scene,
  door: PlainCall,
  opens: (door: PlainCall, values: readonly bigint[], isRefusing: boolean) => boolean,
  refusing: readonly Address[],
): Verdict | undefined {
  if (scene.hasSpent((asset) => (asset === ETHER ? door.value * PRICES : 0n))) return undefined
  const { machine } = scene.world
  const all = machine.getBalance(door.from)
  const values = [door.value, door.value * 10n, all / 4n, all]
  if (!opens(door, values, false)) return undefined
  for (const seconds of [0n, ...WAITS]) {
    const isOpen = scene.trials.undone(() => {
      letPass(scene.world, seconds)
      return helps(scene, door).some((help) =>
        scene.trials.undone(() => {
          if (help !== undefined) makesWell(scene.world.machine, help, GAS)
          return opens(door, values, true)
        }),
      )
    })
    if (isOpen) return undefined
  }
  const isAbsentNeeded = scene.trials.undone(() => worksWithAbsent(scene, () => opens(door, values, true)))
  if (isAbsentNeeded) return undefined
  const name = nameOf(scene, door)
  return {
    words: `${name} works for nobody any more if the attacker refuses what it is paid`,
    details:
      `${name} worked for users with ${amountText(door.value, scene.asset(ETHER))} after the setup. Now it pays the attacker first, and reverts ` +
      'if that is a contract that does not take it: also with more ether, and after a day, a month and 400 days.',
    evidence: { kind: 'door', door, refusing },
  }
}

/** Nothing, and what a user may call besides. */
export function helps({ survey }: Scene, door: PlainCall): readonly (PlainCall | undefined)[] {
  const artifact = survey.contracts.find(({ address }) => address === door.to)?.artifact
  const functions = (artifact?.abi.functions ?? []).filter(
    (abi) => isStateChanging(abi) && abi.inputs.length === 0 && abi.selector !== selectorIn(door.data),
  )
  return [
    undefined,
    ...functions
      .slice(0, HELP_MAX)
      .map((abi): PlainCall => ({ ...door, value: 0n, data: encodeCall(abi, []) })),
  ]
}

function nameOf(scene: Scene, { to, data }: PlainCall): string {
  const artifact = scene.survey.contracts.find(({ address }) => address === to)?.artifact
  const abi = artifact?.abi.functions.find(({ selector }) => selector === selectorIn(data))
  return abi === undefined ? `paying ${scene.nameOf(to)}` : `${scene.nameOf(to)}.${abi.name}`
}
