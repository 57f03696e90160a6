// Contracts that are on the real chain and not in this world: wrapped ether at an address that the code names, say, to which a protocol
// turns when a payment was refused. Whether something fails only because they are absent is found out by letting them oblige.

import type { Address } from '../../evm/types.ts'
import { addressIn } from '../../world/survey/address-in.ts'
import type { Scene } from './scene.ts'

const EXTCODESIZE = 0x3b
/** One may lead to the next. */
const ROUNDS_MAX = 4
/** PUSH1 1, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN: takes everything and says yes. */
const OBLIGING: Uint8Array = Uint8Array.of(0x60, 1, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3)

/**
 * Whether something that fails works where accounts without code, that it asks for their code or calls with data, are contracts that
 * oblige. Nobody whom the survey knows is one of them. The state is as `run` and these contracts leave it: go back.
 *
 * @param run makes the calls and says whether they went well; undoes what it does itself
 */
export function worksWithAbsent(scene: Scene, run: () => boolean): boolean {
  const { machine } = scene.world
  const present = new Set<Address>([
    ...scene.attackers,
    ...scene.survey.actors.map(({ address }) => address),
    ...scene.survey.positions.map(({ owner }) => owner),
  ])
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const found = new Set<Address>()
    const note = (address: Address | undefined): void => {
      if (address !== undefined && !present.has(address) && machine.getCode(address).length === 0)
        found.add(address)
    }
    let isDone = false
    const { trace } = machine.trace(() => void (isDone = run()), {
      steps: true,
      stacks: false,
      stepsMax: 0,
      bytesMax: 4,
      replaceTop: {
        opcode: EXTCODESIZE,
        by: ({ top }) => {
          note(addressIn(top))
          return undefined
        },
      },
    })
    if (isDone) return true
    const look = (calls: typeof trace.calls): void => {
      for (const { runs, input, to, events } of calls) {
        if (runs === 'none' && input.length > 0) note(addressIn(BigInt(to)))
        look(events.flatMap((event) => (event.kind === 'call' ? [event.call] : [])))
      }
    }
    look(trace.calls)
    if (found.size === 0) return false
    for (const address of found) machine.setCode(address, OBLIGING)
  }
  return false
}
