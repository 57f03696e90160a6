// A signature that is accepted twice: in the setup's own calls, and in the finding; or twice in the finding. The counterfactual:
// the later time ECRECOVER answers nothing, as it does to a signature that is not valid.

import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import type { Frame } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const ECRECOVER: Address = '0x0000000000000000000000000000000000000001'
const NOTHING = { status: 'return', output: new Uint8Array(0) } as const

export function examineSignature(examined: Examined): Mechanism | undefined {
  const { look, parts } = examined
  const known = new Set<string>()
  for (const call of parts.world.setupTrace?.calls ?? []) noteSignatures(call, known)
  const ofSetup = new Set(known)
  const again: Frame[] = []
  for (const frame of look.frames) {
    if (!isSigner(frame.call)) continue
    const input = bytesToHex(frame.call.input)
    if (known.has(input) && look.hasLasted(frame)) again.push(frame)
    known.add(input)
  }
  const [first] = again
  if (first === undefined) return undefined
  const seen = new Set(ofSetup)
  const { isGone } = replay(examined, {
    after: ({ codeAddress, input }) => {
      if (codeAddress !== ECRECOVER) return undefined
      const key = bytesToHex(input)
      if (seen.has(key)) return NOTHING
      seen.add(key)
      return undefined
    },
  })
  if (!isGone) return undefined
  const reader = first.parent
  const before = ofSetup.has(bytesToHex(first.call.input))
    ? 'had been used before the attack'
    : 'was used before'
  return {
    id: 'signature-replay',
    sentence: `${reader === undefined ? 'The protocol' : look.functionOf(reader)} accepts a signature that ${before}.`,
    step: first.step,
    path: reader === undefined ? [] : look.pathTo(reader),
    place: reader && first.event && look.placeOf(reader, first.event),
  }
}

function noteSignatures(call: TraceCall, known: Set<string>): void {
  if (isSigner(call)) known.add(bytesToHex(call.input))
  for (const event of call.events) if (event.kind === 'call') noteSignatures(event.call, known)
}

/** It said who signed. */
function isSigner({ codeAddress, status, output }: TraceCall): boolean {
  return codeAddress === ECRECOVER && status === 'success' && output.length === 32
}
