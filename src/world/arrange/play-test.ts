// What a test puts up before it comes to its point. A test arranges, acts and looks: contracts are created, users get tokens and
// pay something in, and then somebody does what the test is about. Its calls are made once more, each as a transaction of its
// own, as long as nobody but who makes the call has less of anything afterwards.

import { isCreation } from '../../evm/host.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { VM_ADDRESS } from '../addresses.ts'
import { traceOfTest } from '../trace-of-test.ts'
import type { World } from '../types.ts'
import { balancesOf, hasGainer, hasLoser } from './balances.ts'
import { accountsIn, stepsOf } from './test-steps.ts'

const LIMITS = { eventsMax: 20_000, bytesMax: 2 ** 18 } as const
const STEPS_MAX = 200
const TEST_GAS_MAX = 100_000_000n

/**
 * Plays a test up to the last call that created something or gave somebody something, before the first after which somebody else
 * has less. Result: the calls that were made; none if there is nothing to play, and nothing has changed then.
 */
export function playTest(world: World, abi: AbiFunction): readonly TraceCall[] {
  const steps =
    traceOfTest(world, abi, { ...LIMITS, gasMax: TEST_GAS_MAX }, (outer) =>
      stepsOf(outer, world.test.address),
    ) ?? []
  const accounts = accountsIn(steps)
  let end = world.mark()
  let kept = 0
  // What the test contract writes down before its next call belongs to the last one.
  let isNews = false
  const keep = (): void => {
    if (isNews) end = world.mark()
    isNews = false
  }
  const made: TraceCall[] = []
  let before = balancesOf(world, accounts)
  for (const step of steps.slice(0, STEPS_MAX)) {
    if (step.kind === 'storage') {
      world.setStorage(step.change.address, step.change.slot, step.change.after)
      continue
    }
    keep()
    const { call } = step
    if (call.to === VM_ADDRESS) {
      if (!isDone(world, call)) break
      before = balancesOf(world, accounts)
      continue
    }
    const again = repeated(world, call)
    // A call that failed in the test too (expectRevert) is left out; one that goes another way now ends it.
    if (call.status !== 'success') continue
    if (again === undefined) break
    const after = balancesOf(world, accounts)
    if (hasLoser(before, after, [call.from])) break
    made.push(again)
    if (isMaking(again) || hasGainer(before, after)) {
      isNews = true
      kept = made.length
    }
    before = after
  }
  keep()
  world.rollback(end)
  return made.slice(0, kept)
}

/** The call made again with the same outcome; else undefined, and nothing has changed. */
function repeated(world: World, call: TraceCall): TraceCall | undefined {
  const { from, to, value, input } = call
  // Its address depends on the frame that it is in.
  if (call.kind !== 'call' && call.kind !== 'create') return undefined
  if (call.status !== 'success') return undefined
  const mark = world.mark()
  try {
    const { result, trace } = world.machine.trace(
      () =>
        call.kind === 'create'
          ? world.create({ from, initcode: input, value })
          : world.call({ from, to, value, data: input, gasMax: TEST_GAS_MAX }),
      LIMITS,
    )
    const [again] = trace.calls
    if (result.status === 'success' && result.verdict === 'ran' && again?.to === to) return again
  } catch {
    // A cheatcode that is not there, or a limit of the Machine.
  }
  world.rollback(mark)
  return undefined
}

function isDone(world: World, { from, to, input }: TraceCall): boolean {
  try {
    return world.call({ from, to, data: input }).status === 'success'
  } catch {
    return false
  }
}

/** Something was created in it, however deep. */
function isMaking({ kind, status, events }: TraceCall): boolean {
  if (status !== 'success') return false
  if (isCreation(kind)) return true
  return events.some((event) => event.kind === 'call' && isMaking(event.call))
}
