// The interface of a contract whose source the project does not have: a pool or a factory that was deployed from bytecode. It is
// one of the interfaces of the project, if the code knows all of its functions and its getters answer.

import type { Address } from '../../evm/types.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { isGetter } from '../../project/abi/mutability.ts'
import { ProjectError } from '../../project/project-error.ts'
import type { ContractArtifact } from '../../project/types.ts'
import type { Experiments } from './experiments.ts'

/** Fewer may be in a code by chance, or for another purpose than to be called. */
const FUNCTIONS_LEAST = 3
const PUSH1 = 0x60
const PUSH32 = 0x7f
const PUSH4 = 0x63

/** What is asked of a project's interfaces, which are read once. */
export type InterfaceIndex = {
  /** The interface with the most functions of which the contract knows every one; the first by id of several. */
  of(contract: Address, implementation: Address | undefined): ContractArtifact | undefined
}

export function createInterfaceIndex(experiments: Experiments): InterfaceIndex {
  const { machine, project } = experiments.world
  const { contracts } = project
  let interfaces: readonly ContractArtifact[] | undefined
  return {
    of: (contract, implementation) => {
      interfaces ??= contracts.ids.flatMap((id) => {
        const artifact = readable(() => contracts.get(id))
        const isInterface =
          artifact?.creation.object === '' && artifact.abi.functions.length >= FUNCTIONS_LEAST
        return isInterface ? [artifact] : []
      })
      const known = selectorsIn(machine.getCode(implementation ?? contract))
      let best: ContractArtifact | undefined
      for (const artifact of interfaces) {
        const { functions } = artifact.abi
        if (functions.length <= (best?.abi.functions.length ?? 0)) continue
        if (!functions.every(({ selector }) => known.has(selector))) continue
        // A factory has the code of what it creates inside of its own.
        if (functions.every((abi) => !isGetter(abi) || experiments.ask(contract, abi) !== undefined))
          best = artifact
      }
      return best === undefined
        ? undefined
        : withViews(best, (abi) => experiments.ask(contract, abi) !== undefined)
    },
  }
}

/** Older interfaces do not say which functions only answer: those do that answer a static call. */
function withViews(artifact: ContractArtifact, answers: (abi: AbiFunction) => boolean): ContractArtifact {
  const functions = artifact.abi.functions.map((abi): AbiFunction => {
    const mayBeView = abi.mutability === 'nonpayable' && abi.inputs.length === 0 && abi.outputs.length > 0
    return mayBeView && answers(abi) ? { ...abi, mutability: 'view' } : abi
  })
  return { ...artifact, abi: { ...artifact.abi, functions } }
}

/** Constants of four bytes, or of fewer for selectors that begin with zeros: all that a dispatcher compares with. */
function selectorsIn(code: Uint8Array): ReadonlySet<number> {
  const found = new Set<number>()
  for (let at = 0; at < code.length; at++) {
    const op = code[at]!
    if (op < PUSH1 || op > PUSH32) continue
    const size = op - PUSH1 + 1
    if (op <= PUSH4) {
      let word = 0
      for (let i = 1; i <= size; i++) word = word * 256 + (code[at + i] ?? 0)
      found.add(word)
    }
    at += size
  }
  return found
}

/** A broken artifact must not keep the others from being found. */
function readable(read: () => ContractArtifact): ContractArtifact | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProjectError) return undefined
    throw error
  }
}
