// The chain under a world that a contract chooses while it runs (vm.createSelectFork), after the Machine was made.
//
// A Machine gets its fork source when it is made, and keeps what it was told. So a world whose test may choose a fork gets a
// source that knows nothing until then: accounts that were asked for before (the test contract, the senders) stay what they
// were, as persistent accounts do in Foundry, and everything else comes from the chain. Because facts are kept, one world
// stands on one block of one chain; a second one is refused by name (forks.ts).

import type { ForkAccount, ForkBlock, ForkSource } from '../../../evm/fork-source.ts'
import type { Machine } from '../../../evm/machine.ts'
import type { Address } from '../../../evm/types.ts'
import type { ContractArtifact } from '../../../project/types.ts'
import { selectorOf, selectorText } from '../../../project/abi/selector.ts'

/** Where a fork comes from: an endpoint and a block of it. */
export type ForkRequest = { readonly url: string; readonly block: bigint | 'latest' }

/** Opens the source of a fork. Blocks. @throws ForkError */
export type OpenFork = (request: ForkRequest) => ForkSource

const SELECTORS = [
  'createSelectFork(string)',
  'createSelectFork(string,uint256)',
  'createSelectFork(string,bytes32)',
  'selectFork(uint256)',
].map((signature) => selectorText(selectorOf(signature)).slice(2))

const late = new WeakMap<Machine, LateFork>()

/** Whether the test's own code names a cheatcode that chooses a fork. */
export function mayChooseFork(artifact: ContractArtifact): boolean {
  return SELECTORS.some((selector) => artifact.creation.object.includes(selector))
}

/** Makes `fork` the one that cheatcodes of this Machine choose from; it must be the Machine's source. */
export function bindLateFork(machine: Machine, fork: LateFork): void {
  late.set(machine, fork)
}

export function lateForkOf(machine: Machine): LateFork | undefined {
  return late.get(machine)
}

/** A source that is chosen later. Belongs to one Machine. */
export class LateFork implements ForkSource {
  /** The block of the world before it stands on a chain. */
  readonly block: ForkBlock
  readonly open: OpenFork
  #chosen: ForkSource | undefined

  constructor(block: ForkBlock, open: OpenFork) {
    this.block = block
    this.open = open
  }

  /** What was chosen first; it stays, because the Machine keeps what it learned of it. */
  get chosen(): ForkSource | undefined {
    return this.#chosen
  }

  /** @throws RangeError if another one was chosen before. */
  choose(source: ForkSource): void {
    if (this.#chosen !== undefined && this.#chosen !== source) throw new RangeError('A world has one fork.')
    this.#chosen = source
  }

  account(address: Address): ForkAccount | undefined {
    return this.#chosen?.account(address)
  }
  storage(address: Address, slot: bigint): bigint {
    return this.#chosen?.storage(address, slot) ?? 0n
  }
  blockHash(number: bigint): bigint {
    return this.#chosen?.blockHash(number) ?? 0n
  }
}
