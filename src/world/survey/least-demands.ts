// What somebody who only wants to get out insists on: nothing, at any time. A minimum is a guard against a worse price, a deadline one against
// waiting; a way out that only reverts because of them is still a way out.

import type { Address } from '../../evm/types.ts'
import { readWord, writeWord } from '../../primitives/bytes.ts'
import { layoutOf } from '../../project/abi/layout.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { type Exit, takesTurns } from './find-exit.ts'
import { isMinimumName } from './plausible-arguments.ts'
import { changes, gains, type Scene } from './scene.ts'
import type { AssetAmount, PlainCall } from './types.ts'

const SELECTOR_BYTES = 4
const DEADLINE_NAME = /deadline|expir/i
/** A function may refuse to be asked for nothing. */
const MINIMUMS: readonly bigint[] = [0n, 1n]

type Demand = {
  /** Where it stands in calldata. */
  readonly at: number
  /** What is less to ask for than what stands there, the least first. */
  readonly instead: (word: bigint) => readonly bigint[]
}

/** The same way out with the least demands in its last call that have the same outcome on the present state, which stays. */
export function withLeastDemands(scene: Scene, owner: Address, exit: Exit): Exit {
  const last = exit.calls.at(-1)
  if (last === undefined) return exit
  let { calls } = exit
  for (const { at, instead } of demandsOf(exit.abi, last.data)) {
    const call = calls.at(-1)!
    for (const word of instead(readWord(call.data, at))) {
      const data = call.data.slice()
      writeWord(data, at, word)
      const eased = [...calls.slice(0, -1), { ...call, data }]
      if (!gives(scene, owner, eased, exit.worth)) continue
      calls = eased
      break
    }
  }
  return { ...exit, calls }
}

function demandsOf({ inputs }: AbiFunction, data: Uint8Array): readonly Demand[] {
  const found: Demand[] = []
  let at = SELECTOR_BYTES
  for (const { name, type } of inputs) {
    if (type.kind === 'uint' && at + 32 <= data.length) {
      const latest = (1n << BigInt(type.bits)) - 1n
      if (isMinimumName(name)) found.push({ at, instead: (word) => MINIMUMS.filter((each) => each < word) })
      else if (DEADLINE_NAME.test(name))
        found.push({ at, instead: (word) => (word < latest ? [latest] : []) })
    }
    at += layoutOf(type).headBytes
  }
  return found
}

function gives(
  scene: Scene,
  owner: Address,
  calls: readonly PlainCall[],
  worth: readonly AssetAmount[],
): boolean {
  const { experiments } = scene
  const gained = experiments.undone(() => {
    const before = scene.amountsOf(owner)
    for (const [i, call] of calls.entries()) {
      const isLater = i > 0 && i === calls.length - 1
      if (!(isLater ? takesTurns(scene, call) : experiments.send(call).isSuccess)) return []
    }
    return gains(changes(before, scene.amountsOf(owner)))
  })
  return (
    gained.length === worth.length &&
    worth.every(({ asset, amount }, i) => gained[i]!.asset === asset && gained[i]!.amount === amount)
  )
}
