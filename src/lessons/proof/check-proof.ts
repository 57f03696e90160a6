// Runs a proof that was compiled, on our own EVM as `faultline test` runs tests.

import type { Address } from '../../evm/types.ts'
import type { ContractArtifact, Project } from '../../project/types.ts'
import { setUpWorld } from '../../world/create-world.ts'
import { runTest } from '../../world/run-test.ts'
import { BaseError } from '../../primitives/errors.ts'
import type { SetupOptions } from '../../world/types.ts'

export type ProofRun = {
  /** 'passed': the attack works. */
  readonly status: 'passed' | 'failed'
  /** Why it failed. */
  readonly reason: string
  /** Where the test contract stood, if it came to that. */
  readonly address?: Address
}

/** Sets the proof's contract up and runs its test. Does not throw for what contracts do. */
export function runProof(
  artifact: ContractArtifact,
  test: string,
  options: Omit<SetupOptions, 'artifact' | 'traceSetup'> & { readonly project: Project },
): ProofRun {
  try {
    const setup = setUpWorld({ ...options, artifact })
    if (setup.status !== 'ready') return { status: 'failed', reason: `setUp(): ${setup.reason}` }
    const fn = artifact.abi.functions.find(({ name }) => name === test)
    if (fn === undefined) return { status: 'failed', reason: `there is no function ${test}()` }
    const { address } = setup.world.test
    const { status, reason } = runTest(setup.world, fn, [])
    return status === 'passed'
      ? { status, reason: '', address }
      : { status: 'failed', reason: reason || status, address }
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return { status: 'failed', reason: error.message }
  }
}
