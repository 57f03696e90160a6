// Implementations of proxies that nobody has initialized: whoever does it first decides in their own name what they run, and
// proxies run their code. And templates: contracts that are there to be copied, before the first copy.

import type { Address } from '../../evm/types.ts'
import { isStateChanging, isView } from '../../project/abi/mutability.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { Experiments } from './experiments.ts'
import { plausibleArguments } from './plausible-arguments.ts'
import type { SurveyedContract } from './types.ts'

const INITIALIZER_NAME = /^_{0,2}init/i
/** What factories call the contract that they make clones of, or put behind proxies. */
const TEMPLATE_GETTER = /implementation|template|master_?copy|blueprint|prototype/i
const VECTORS = 4

/** Those that an outsider can initialize directly. The state stays as it is. */
export function openImplementations(
  experiments: Experiments,
  implementations: readonly SurveyedContract[],
  outsider: Address,
): readonly SurveyedContract[] {
  return implementations.filter(
    ({ origin, address, artifact }) =>
      origin === 'protocol' && isOpen(experiments, address, artifact, outsider),
  )
}

/**
 * Contracts that another one names as what it makes copies of (`poolImplementation()`), that nobody has initialized, and that hold
 * no ether: nobody uses them as they are. The state stays as it is.
 */
export function templates(
  experiments: Experiments,
  contracts: readonly Pick<SurveyedContract, 'address' | 'artifact'>[],
  outsider: Address,
): ReadonlySet<Address> {
  const { machine } = experiments.world
  const named = new Set<bigint>()
  for (const { address, artifact } of contracts)
    for (const abi of artifact.abi.functions) {
      if (!TEMPLATE_GETTER.test(abi.name) || !isView(abi) || abi.inputs.length > 0) continue
      const word = experiments.askWord(address, abi)
      if (word !== undefined && word !== BigInt(address)) named.add(word)
    }
  return new Set(
    contracts.flatMap(({ address, artifact }) =>
      named.has(BigInt(address)) &&
      machine.getBalance(address) === 0n &&
      isOpen(experiments, address, artifact, outsider)
        ? [address]
        : [],
    ),
  )
}

/** Whether an outsider can initialize it directly. */
function isOpen(
  experiments: Experiments,
  address: Address,
  { abi: { functions } }: SurveyedContract['artifact'],
  outsider: Address,
): boolean {
  return functions.some(
    (abi) =>
      INITIALIZER_NAME.test(abi.name) && isStateChanging(abi) && works(experiments, address, abi, outsider),
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
