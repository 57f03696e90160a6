// What a contract does for anybody who pays, without asking anything else: a bid, a claim, a ticket. Tried as a user of ours, so that it is
// known to work for others than the attacker.

import type { Address } from '../../evm/types.ts'
import { RECEIVE } from '../../project/abi/plain-ether.ts'
import { CALL, usesOpcode } from '../../project/uses-opcode.ts'
import { wholeUnit } from './assets.ts'
import { encoded } from './experiments.ts'
import type { IsGated } from './positions.ts'
import type { Scene } from './scene.ts'
import type { PlainCall } from './types.ts'

const DOORS_MAX = 3
const CALLS_MAX = 300
const VALUES_MAX = 6
const MANY = 10n
const NO_DATA = new Uint8Array(0)

/** One call for each payable function without arguments. The state stays as it is. */
export function findDoors(scene: Scene, user: Address, isGated: IsGated): readonly PlainCall[] {
  const { experiments, assets } = scene
  const unit = wholeUnit(assets[0]!)
  return experiments.within(CALLS_MAX, () =>
    scene.protocol
      .flatMap((contract): PlainCall[] => {
        const { address, artifact } = contract
        // Who pays nobody cannot be refused.
        if (!usesOpcode(experiments.world.machine.getCode(address), CALL)) return []
        const { hasReceive, hasFallback, isFallbackPayable } = artifact.abi
        const functions = scene
          .changingFunctions(contract)
          .filter((abi) => abi.inputs.length === 0 && abi.mutability === 'payable' && !isGated(address, abi))
        const isPaidPlainly = hasReceive || (hasFallback && isFallbackPayable)
        const values = [unit, unit * MANY, ...scene.answersOf(contract).numbers].slice(0, VALUES_MAX)
        return [...functions, ...(isPaidPlainly ? [RECEIVE] : [])].flatMap((abi): PlainCall[] => {
          const data = abi === RECEIVE ? NO_DATA : (encoded(abi, []) ?? NO_DATA)
          const calls = values.map((value): PlainCall => ({
            from: user,
            to: address,
            value,
            data,
            seconds: 0,
          }))
          const found = calls.find((call) => experiments.undone(() => experiments.send(call).isSuccess))
          return found === undefined ? [] : [found]
        })
      })
      .slice(0, DOORS_MAX),
  )
}
