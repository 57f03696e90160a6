// Contracts that came into being during a campaign, for functions that are called on whichever of them exist.
//
// What exists is part of the world's state, so everything here is a function of the present state: nothing goes from lane to
// lane, or from worker to worker.

import type { Address } from '../evm/types.ts'
import type { KnownContract, World } from '../world/types.ts'
import type { Reenactment } from './reenact.ts'
import { makeCall } from './arena.ts'
import type { Call, CallSequence, CampaignTarget, TargetFunction } from './types.ts'

/** What can be called in states with the same created contracts. */
type Present = {
  /** By ContractArtifact.id, in order of creation. */
  readonly addresses: ReadonlyMap<string, readonly Address[]>
  readonly functions: readonly number[]
}

const NOBODY: readonly Address[] = []

export class CreatedContracts {
  readonly #world: World
  /** Functions of sequences; where all have left is looked at apart. */
  readonly #functions: readonly TargetFunction[]
  readonly #all: readonly number[]
  readonly #hasOpen: boolean
  // By identity: the list is replaced when it changes.
  readonly #present = new WeakMap<readonly KnownContract[], Present>()

  constructor(world: World, target: CampaignTarget) {
    this.#world = world
    this.#functions = target.functions.filter(({ isTest, fixed }) => !isTest && fixed?.isDeparture !== true)
    this.#all = this.#functions.map(({ index }) => index)
    this.#hasOpen = this.#functions.some(isOpen)
  }

  /** Positions of the functions that can be called in the present state, tests left out. */
  callable(): readonly number[] {
    return this.#hasOpen ? this.#look().functions : this.#all
  }

  /** Contracts of the present state that the function is called on, if it has no address of its own. */
  of(fn: TargetFunction): readonly Address[] {
    return this.#look().addresses.get(fn.artifact.id) ?? NOBODY
  }

  #look(): Present {
    const { created } = this.#world
    let present = this.#present.get(created)
    if (present === undefined) {
      const addresses = new Map<string, Address[]>()
      for (const { address, artifact } of created) {
        if (artifact === undefined) continue
        const known = addresses.get(artifact.id)
        if (known === undefined) addresses.set(artifact.id, [address])
        else known.push(address)
      }
      const functions = this.#functions
        .filter((fn) => !isOpen(fn) || addresses.has(fn.artifact.id))
        .map(({ index }) => index)
      present = { addresses, functions }
      this.#present.set(created, present)
    }
    return present
  }
}

/** Whether the function is called on contracts that come into being during the campaign. */
export function isOpen(fn: TargetFunction): boolean {
  return fn.to === undefined
}

/**
 * The sequence, with calls to created contracts that no longer come into being at their address sent to the latest of their
 * kind instead: leaving a call out, or changing its arguments, moves what is created later. Runs the sequence if it has such
 * calls; the world is anywhere then.
 */
export function rebound({ world, root, target }: Reenactment, sequence: CallSequence): CallSequence {
  const openOf = ({ target: index }: Call): TargetFunction | undefined => {
    const fn = target.functions[index]
    return fn !== undefined && isOpen(fn) ? fn : undefined
  }
  if (!sequence.some((call) => openOf(call) !== undefined)) return sequence
  world.load(root)
  const calls: Call[] = []
  for (const call of sequence) {
    const bound = boundCall(world, call, openOf(call))
    makeCall(world, bound)
    calls.push(bound)
  }
  return calls
}

function boundCall(world: World, call: Call, fn: TargetFunction | undefined): Call {
  if (fn === undefined) return call
  const { created } = world
  if (created.some(({ address }) => address === call.to)) return call
  const latest = created.findLast(({ artifact }) => artifact?.id === fn.artifact.id)
  return latest === undefined ? call : { ...call, to: latest.address }
}
