// Findings that a test writes itself, and what is said of how they work.

import { findMechanisms } from '../../src/attack/mechanisms/find-mechanisms.ts'
import type { Mechanism } from '../../src/attack/mechanisms/types.ts'
import { ATTACKERS } from '../../src/attack/attacker/attacker-target.ts'
import { reenact } from '../../src/attack/reenact.ts'
import type { Call, CallReaction } from '../../src/attack/types.ts'
import { ATTACKER_CONTRACT } from '../../src/world/attacker/attacker.ts'
import type { Address } from '../../src/evm/types.ts'
import type { AbiValue } from '../../src/project/abi/types.ts'
import { type AttackerStage, attackerStage } from './attacker-stage.ts'

export type MechanismStage = AttackerStage & {
  /** A call of the first attacker; with reactions, of its contract. */
  call(
    contract: string,
    name: string,
    values?: readonly AbiValue[],
    how?: { readonly from?: Address; readonly value?: bigint; readonly reactions?: readonly CallReaction[] },
  ): Call
  /** @throws Error if the sequence is not what this detector reports */
  mechanisms(detector: string, calls: readonly Call[]): readonly Mechanism[]
}

/** As attackerStage, with what setUp() did known. */
export async function mechanismStage(protocol: string, setup: string, mocks = ''): Promise<MechanismStage> {
  const stage = await attackerStage(protocol, setup, mocks, 1n, true)
  const { world, target, engine } = stage
  const parts = { world, root: engine.root, target }
  return {
    ...stage,
    call: (contract, name, values = [], { from, value = 0n, reactions } = {}) => {
      const to = stage.address(contract)
      const data = stage.calldata(contract, name, values)
      return {
        target: target.functions.find((each) => each.to === to && each.abi.name === name)?.index ?? 0,
        to,
        from: from ?? (reactions === undefined ? ATTACKERS[0]! : ATTACKER_CONTRACT),
        value,
        data,
        seconds: 0,
        blocks: 0,
        ...(reactions !== undefined && { reactions }),
      }
    },
    mechanisms: (detector, calls) => {
      const property = target.properties.find(({ name }) => name === detector)!
      if (reenact(parts, property, calls) === undefined) throw new Error(`This is no ${detector}.`)
      return findMechanisms(parts, target.attacker!, property, calls)
    },
  }
}
