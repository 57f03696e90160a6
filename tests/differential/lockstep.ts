// One world on several engines at once, for scripts whose next message depends on what the last one returned.

import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Message } from '../../src/evm/types.ts'
import { differences } from './compare.ts'
import { REFERENCE } from './reference.ts'
import type { Engine, OpenWorld, World } from './scenario.ts'

/**
 * Runs `play` with an open world that sends each message to the reference and to every engine.
 * @throws Error that says where an engine differs from the reference.
 */
export function inLockstep<Result>(
  world: World,
  engines: readonly Engine[],
  play: (openWorld: OpenWorld) => Promise<Result>,
): Promise<Result> {
  return openAll([REFERENCE, ...engines], world, [], (openWorlds) => play(joined(engines, openWorlds)))
}

function openAll<Result>(
  engines: readonly Engine[],
  world: World,
  opened: readonly OpenWorld[],
  play: (openWorlds: readonly OpenWorld[]) => Promise<Result>,
): Promise<Result> {
  const [next, ...others] = engines
  if (next === undefined) return play(opened)
  return next.inWorld(world, (openWorld) => openAll(others, world, [...opened, openWorld], play))
}

function joined(engines: readonly Engine[], openWorlds: readonly OpenWorld[]): OpenWorld {
  const [reference, ...others] = openWorlds as [OpenWorld, ...OpenWorld[]]
  let sent = 0
  return {
    call: async (message) => {
      const expected = await reference.call(message)
      for (const [index, openWorld] of others.entries()) {
        const lines = differences([expected], [await openWorld.call(message)])
        if (lines.length === 0) continue
        const where = `message number ${sent}, ${REFERENCE.name} against ${engines[index]!.name}`
        throw new Error([where, describe(message), ...lines].join('\n  '))
      }
      sent++
      return expected
    },
    setBlock: (change) => {
      for (const openWorld of openWorlds) openWorld.setBlock(change)
    },
  }
}

function describe({ from, to, value = 0n, gas, data = new Uint8Array() }: Message): string {
  return `${from} -> ${to ?? 'create'}, value ${value}, gas ${gas}, data ${bytesToHex(data)}`
}
