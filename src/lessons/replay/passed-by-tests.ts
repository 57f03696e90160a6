// Whether the check that refuses an attack lets the users of the project's own tests pass: then it is no wall that was put in front of
// everybody. Tests that have no arguments are run once more, on the state after setup.

import type { Reenactment } from '../../attack/reenact.ts'
import type { TraceCall } from '../../evm/trace.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { framesWithSteps } from '../../world/describe/frame-steps.ts'
import { createSourcePlaces } from '../../world/describe/source-places.ts'
import type { World } from '../../world/types.ts'
import type { Refusal } from './types.ts'

const TESTS_MAX = 24
const TEST_GAS_MAX = 100_000_000n
const STEPS_MAX = 400_000
const EVENTS_MAX = 20_000
const JUMPI = 0x57

/** The world is anywhere afterwards. */
export function isPassedByTests({ world, root }: Reenactment, { place }: Refusal): boolean {
  const tests = world.test.artifact.abi.functions.filter(
    ({ name, inputs }) => /^test(?!Fail)/.test(name) && inputs.length === 0,
  )
  return tests.slice(0, TESTS_MAX).some((test) => {
    world.load(root)
    return passes(world, test, place)
  })
}

/** The test passes, and in a call of it that succeeds code of this line decides something. */
function passes(world: World, test: AbiFunction, place: string): boolean {
  const data = encodeCall(test, [])
  let isPassed = false
  const { trace } = world.trace(
    () => {
      try {
        const { status, verdict, isFailed } = world.call({
          to: world.test.address,
          data,
          gasMax: TEST_GAS_MAX,
        })
        isPassed = status === 'success' && verdict === 'ran' && !isFailed
      } catch {
        // A cheatcode that is not there, or a limit of the Machine: it shows nothing.
      }
    },
    { steps: true, stacks: false, stepsMax: STEPS_MAX, eventsMax: EVENTS_MAX },
  )
  if (!isPassed) return false
  const places = createSourcePlaces(world, trace.calls)
  const opcodes = framesWithSteps(trace)
  const seen = new Set<string>()
  const decides = (call: TraceCall): boolean => {
    if (call.status !== 'success') return false
    const frame = opcodes.get(call)
    for (const [index, { opcode, pc }] of (frame?.steps ?? []).entries()) {
      if (opcode !== JUMPI || frame === undefined) continue
      const key = `${call.codeAddress} ${pc}`
      if (seen.has(key)) continue
      seen.add(key)
      const found = places.ownPlace(frame, index, false)
      if (found !== undefined && `${found.path}:${found.line}` === place) return true
    }
    return call.events.some((event) => event.kind === 'call' && decides(event.call))
  }
  return trace.calls.some(decides)
}
