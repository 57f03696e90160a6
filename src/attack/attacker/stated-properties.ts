// What a test that names an attacker says that attacker must not be able to bring about: asked beside the detectors, while ours
// plays. Tests that name nobody may count on handlers that the attacker passes by.

import { statefulTestsOf } from '../../project/attackable-contracts.ts'
import type { Address } from '../../evm/types.ts'
import { readTargetGetters } from '../../world/target-getters.ts'
import type { Survey } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'
import type { Property } from '../types.ts'

/** Whether the world's test says what must hold. */
export function hasStatedProperties({ test, project }: World): boolean {
  return statefulTestsOf(test.artifact, project).some(({ kind }) => kind !== 'optimize')
}

/** Contracts that the test wants nobody to call: they are there to judge. */
export function contractsLeftOut(world: World): ReadonlySet<Address> {
  return new Set(readTargetGetters(world).excludeContracts)
}

/** Invariants and boolean properties of the world's test, none if its setup names no attacker. */
export function statedProperties(world: World, { actors }: Survey): readonly Omit<Property, 'index'>[] {
  if (!actors.some(({ kinds }) => kinds.includes('attacker'))) return []
  const { artifact, address } = world.test
  return statefulTestsOf(artifact, world.project)
    .filter(({ kind }) => kind !== 'optimize')
    .map(({ abi, isBoolean }) => ({
      kind: isBoolean ? 'boolean' : 'invariant',
      name: abi.signature,
      to: address,
      abi,
      isAtEnd: false,
      target: -1,
    }))
}
