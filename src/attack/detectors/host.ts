// The account that answers for the detectors: one function per detector, which reverts with what it found.

import type { Host, HostOutcome } from '../../evm/host.ts'
import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { encodeWithSelector } from '../../project/abi/encode.ts'
import { selectorIn, selectorOf } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiType } from '../../project/abi/types.ts'
import { LEDGER, PENDING } from '../../world/attacker/attacker.ts'
import { PENDING_STATES } from '../../world/attacker/pending-ledger.ts'
import { ERROR_SELECTOR } from '../../world/revert-reason.ts'
import type { World } from '../../world/types.ts'
import type { Detector, Verdict } from './types.ts'

/** The last 20 bytes of keccak256('faultline detectors'). */
export const DETECTORS_ADDRESS: Address = '0xa4b81f65c64994468207387451653c52511fbd3a'

const STRING: readonly AbiType[] = [{ kind: 'string' }]
const NOTHING: HostOutcome = { status: 'return' }
const UNKNOWN: HostOutcome = { status: 'revert' }

/** The detectors of one world, bound to its Machine. */
export class DetectorHost {
  readonly detectors: readonly Detector[]
  readonly #machine: Machine
  readonly #bySelector: ReadonlyMap<number, Detector>

  constructor(world: World, detectors: readonly Detector[]) {
    this.#machine = world.machine
    this.detectors = detectors
    this.#bySelector = new Map(detectors.map((each) => [selectorOf(`${each.name}()`), each]))
    world.machine.bindHost(DETECTORS_ADDRESS, this.#host)
  }

  readonly #host: Host = (frame) => {
    const detector = this.#bySelector.get(selectorIn(frame.input) ?? -1)
    if (detector === undefined) return UNKNOWN
    const verdict = this.#judge(detector)
    if (verdict === undefined)
      return detector.score === undefined
        ? NOTHING
        : { status: 'return', output: bigIntToBytes32(BigInt.asUintN(256, detector.score())) }
    return { status: 'revert', output: encodeWithSelector(ERROR_SELECTOR, STRING, [verdict.words]) }
  }

  /** What a detector says about the present state, with amounts; undefined if it has nothing to report. */
  describe(name: string): string | undefined {
    return this.verdict(name)?.details
  }

  /** The same as it is. */
  verdict(name: string): Verdict | undefined {
    const detector = this.detectors.find((each) => each.name === name)
    return detector && this.#judge(detector)
  }

  /**
   * Once an honest user has sent a call of its own, others have what they have by its will, too. Only who was harmed by what the
   * attacker did before was robbed.
   */
  #judge(detector: Detector): Verdict | undefined {
    const pending = this.#machine.getStorage(LEDGER, PENDING)
    if (pending === PENDING_STATES.none) return detector.judge()
    // Who has left has nothing to lose any more; who comes next may.
    if (pending === PENDING_STATES.left) return detector.name === 'dilution' ? detector.judge() : undefined
    return pending === PENDING_STATES.harmed && detector.name === 'theft' ? detector.judge() : undefined
  }
}

/** How a detector is asked: a function without arguments that reverts if it fires. */
export function detectorFunction(name: string): AbiFunction {
  const signature = `${name}()`
  return { name, signature, selector: selectorOf(signature), inputs: [], outputs: [], mutability: 'view' }
}
