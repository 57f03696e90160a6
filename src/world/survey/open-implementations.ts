// Implementations of proxies that nobody has initialized: whoever does it first decides in their own name what they run, and
// proxies run their code.

import type { Address } from '../../evm/types.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { Experiments } from './experiments.ts'
import { plausibleArguments } from './plausible-arguments.ts'
import type { SurveyedContract } from './types.ts'

const INITIALIZER_NAME = /^_{0,2}init/i
const VECTORS = 4

/** Those that an outsider can initialize directly. The state stays as it is. */
export function openImplementations(
  experiments: Experiments,
  implementations: readonly SurveyedContract[],
  outsider: Address,
): readonly SurveyedContract[] {
  return implementations.filter(
    ({ origin, address, artifact }) =>
      origin === 'protocol' &&
      artifact.abi.functions.some(
        (abi) =>
          INITIALIZER_NAME.test(abi.name) &&
          isStateChanging(abi) &&
          works(experiments, address, abi, outsider),
      ),
  )
}

function works(experiments: Experiments, address: Address, abi: AbiFunction, outsider: Address): boolean {
  const context = {
    caller: outsider,
    amounts: [1n],
    addresses: [address],
    ids: [0n, 1n],
    words: [],
    known: new Map(),
    now: experiments.world.machine.block.timestamp,
  }
  return plausibleArguments(abi, context, VECTORS).some((values) =>
    experiments.undone(() => experiments.sendAbi({ from: outsider, to: address, abi, values }).isSuccess),
  )
}
