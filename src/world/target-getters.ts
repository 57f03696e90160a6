// The ten functions of forge-std's StdInvariant that say what is to be fuzzed. A test need not have them.

import type { Address } from '../evm/types.ts'
import { BaseError } from '../primitives/errors.ts'
import { bytesToBigInt } from '../primitives/bytes.ts'
import { AbiDecodeError, decodeArguments } from '../project/abi/decode.ts'
import { encodeWithSelector } from '../project/abi/encode.ts'
import { selectorOf } from '../project/abi/selector.ts'
import type { AbiValue } from '../project/abi/types.ts'
import { parseParameters } from './cheatcodes/signature.ts'
import type { World } from './types.ts'

export type Selection = { readonly address: Address; readonly selectors: readonly number[] }

export type TargetGetters = {
  readonly targetContracts: readonly Address[]
  readonly excludeContracts: readonly Address[]
  readonly targetSenders: readonly Address[]
  readonly excludeSenders: readonly Address[]
  readonly targetSelectors: readonly Selection[]
  readonly excludeSelectors: readonly Selection[]
  readonly targetArtifacts: readonly string[]
  readonly excludeArtifacts: readonly string[]
  readonly targetArtifactSelectors: readonly {
    readonly artifact: string
    readonly selectors: readonly number[]
  }[]
  readonly targetInterfaces: readonly {
    readonly address: Address
    readonly artifacts: readonly string[]
  }[]
}

const ENTRIES_MAX = 5_000

/** A test that names targets which are not there, or leaves none. */
export class TargetError extends BaseError {
  readonly code = 'WORLD_NO_TARGET'
}

/** Asks the test contract; what it does not have, or what fails, is empty. Changes nothing. @throws TargetError */
export function readTargetGetters(world: World): TargetGetters {
  const addresses = (name: string): readonly Address[] => read(world, name, 'address[]') as Address[]
  const texts = (name: string): readonly string[] => read(world, name, 'string[]') as string[]
  const selections = (name: string): readonly Selection[] =>
    (read(world, name, '(address,bytes4[])[]') as [Address, Uint8Array[]][]).map(([address, selectors]) => ({
      address,
      selectors: selectors.map(selectorIn),
    }))
  return {
    targetContracts: addresses('targetContracts'),
    excludeContracts: addresses('excludeContracts'),
    targetSenders: addresses('targetSenders'),
    excludeSenders: addresses('excludeSenders'),
    targetSelectors: selections('targetSelectors'),
    excludeSelectors: selections('excludeSelectors'),
    targetArtifacts: texts('targetArtifacts'),
    excludeArtifacts: texts('excludeArtifacts'),
    targetArtifactSelectors: (
      read(world, 'targetArtifactSelectors', '(string,bytes4[])[]') as [string, Uint8Array[]][]
    ).map(([artifact, selectors]) => ({ artifact, selectors: selectors.map(selectorIn) })),
    targetInterfaces: (read(world, 'targetInterfaces', '(address,string[])[]') as [Address, string[]][]).map(
      ([address, artifacts]) => ({ address, artifacts }),
    ),
  }
}

function read(world: World, name: string, type: string): readonly AbiValue[] {
  const mark = world.mark()
  try {
    const data = encodeWithSelector(selectorOf(`${name}()`), [], [])
    const result = world.call({ to: world.test.address, data })
    if (result.status !== 'success') return []
    const types = parseParameters(type).map((parameter) => parameter.type)
    const found = decodeArguments(types, result.output)[0] as readonly AbiValue[]
    if (found.length > ENTRIES_MAX)
      throw new TargetError(
        `${name}() gives ${found.length} entries; at most ${ENTRIES_MAX} are looked at.`,
        {
          hint: 'A fallback that answers any call may have answered this one.',
        },
      )
    return found
  } catch (error) {
    // A fallback that answers everything.
    if (error instanceof AbiDecodeError) return []
    throw error
  } finally {
    world.rollback(mark)
  }
}

function selectorIn(bytes: Uint8Array): number {
  return Number(bytesToBigInt(bytes))
}
