/** Makes the calls with which forge made a test fail in a world of ours. */

import { failsAssertion } from '../../src/attack/arena.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import { decodeArguments } from '../../src/project/abi/decode.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import type { Project } from '../../src/project/types.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { runTest } from '../../src/world/run-test.ts'
import type { Address } from '../../src/evm/types.ts'
import type { ForgeCall } from './forge-process.ts'

/**
 * Whether a test fails with these calls: a test with arguments with those of the only call, an invariant after all of
 * them. Null if it cannot be set up.
 */
export function failsInFaultline(
  project: Project,
  suite: string,
  signature: string,
  calls: readonly ForgeCall[],
): boolean | null {
  const artifact = project.contracts.get(suite)
  const fn = artifact.abi.functions.find((each) => each.signature === signature)
  const setup = setUpWorld({ project, artifact, env: process.env, seed: 1n })
  if (fn === undefined || setup.status !== 'ready') return null
  const { world } = setup
  if (fn.inputs.length > 0) {
    const types = fn.inputs.map(({ type }) => type)
    const values = decodeArguments(types, hexToBytes(calls[0]?.calldata ?? '0x').subarray(4))
    return runTest(world, fn, values).status === 'failed'
  }
  for (const call of calls) {
    world.advance(BigInt(call.warp ?? 0), BigInt(call.roll ?? 0))
    const result = world.call({
      ...(call.sender !== null && { from: call.sender.toLowerCase() as Address }),
      to: (call.addr ?? world.test.address).toLowerCase() as Address,
      data: hexToBytes(call.calldata),
      value: BigInt(call.value ?? 0),
    })
    if (failsAssertion(result)) return true
  }
  const result = world.call({ to: world.test.address, data: encodeCall(fn, []) })
  return result.status !== 'success' || result.isFailed
}
