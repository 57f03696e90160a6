// What setUp() did, as transactions and direct changes of state that need no test contract: for chains without cheatcodes.

import type { TraceCall } from '../../../evm/trace.ts'
import { decodeArguments } from '../../../project/abi/decode.ts'
import { selectorIn } from '../../../project/abi/selector.ts'
import { parseFunctionSignature } from '../../../project/abi/parse-signature.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import type { Address } from '../../../evm/types.ts'
import { bytesToBigInt } from '../../../primitives/bytes.ts'
import { VM_ADDRESS } from '../../../world/addresses.ts'
import { stepsOf } from '../../../world/arrange/test-steps.ts'
import type { SetupStep } from '../../../world/setup-record.ts'
import type { World } from '../../../world/types.ts'

type Block = { number: bigint; timestamp: bigint }

/** Cheatcodes that change the world, and what they come to; undefined: nothing that anybody else sees. */
const CHEATCODES = new Map(
  (
    [
      ['deal(address,uint256)', ([account, wei]) => ({ kind: 'balance', account, wei })],
      ['warp(uint256)', ([timestamp], block) => ({ kind: 'block', ...Object.assign(block, { timestamp }) })],
      ['roll(uint256)', ([number], block) => ({ kind: 'block', ...Object.assign(block, { number }) })],
      ['etch(address,bytes)', ([address, code]) => ({ kind: 'code', address, code })],
      [
        'store(address,bytes32,bytes32)',
        ([address, slot, word]) => ({
          kind: 'storage',
          write: {
            address,
            slot: bytesToBigInt(slot as Uint8Array),
            before: 0n,
            word: bytesToBigInt(word as Uint8Array),
          },
        }),
      ],
      ['label(address,string)', () => undefined],
    ] as readonly (readonly [string, (args: readonly AbiValue[], block: Block) => unknown])[]
  ).map(([signature, make]) => {
    const abi = parseFunctionSignature(signature)
    return [abi.selector, { types: abi.inputs.map(({ type }) => type), make }] as const
  }),
)

/** Of calldata and creation code: every finding's plan has them. */
const BYTES_MAX = 400_000

/** The steps of the world's setUp(); undefined if it used something that only tests have, or if they are too long for a document. */
export function setUpCalls(world: World): readonly SetupStep[] | undefined {
  const outer = world.setupTrace?.calls.at(-1)
  if (outer === undefined || world.setupTrace?.eventsCut === true) return undefined
  const { blockNumber, blockTimestamp } = world.project.config.test
  const block: Block = { number: blockNumber, timestamp: blockTimestamp }
  const steps: SetupStep[] = []
  let bytes = 0
  for (const step of stepsOf(outer, world.test.address)) {
    // What the test writes down is its own affair.
    if (step.kind === 'storage' || step.call.status !== 'success') continue
    const made = stepOf(step.call, block)
    if (made === 'unknown') return undefined
    if (made !== undefined) steps.push(made)
    bytes += step.call.input.length
    if (bytes > BYTES_MAX) return undefined
  }
  return steps
}

function stepOf(call: TraceCall, block: Block): SetupStep | 'unknown' | undefined {
  const { from, to, value, input } = call
  if (to === VM_ADDRESS) {
    const known = CHEATCODES.get(selectorIn(input) ?? -1)
    if (known === undefined) return 'unknown'
    return known.make(decodeArguments(known.types, input.subarray(4)), block) as SetupStep | undefined
  }
  if (call.kind === 'create') return { kind: 'create', from, value, initcode: input, address: to as Address }
  return call.kind === 'call' ? { kind: 'call', from, to, value, data: input } : 'unknown'
}
