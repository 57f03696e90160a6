import type {
  AccountDump,
  AccountState,
  Address,
  BlockEnv,
  Fork,
  HaltReason,
  Log,
  Message,
} from '../../src/evm/types.ts'

/** The world before the first message. */
export type World = {
  readonly fork: Fork
  readonly block: BlockEnv
  readonly accounts: ReadonlyMap<Address, AccountState>
}

/** A world and the messages that run in it, one after the other on the evolving state. */
export type Scenario = World & { readonly messages: readonly Message[] }

/** Everything that a message visibly does. What is in it is the reader's to keep. */
export type Outcome = {
  readonly status: 'success' | 'revert' | 'halt'
  readonly halt: HaltReason | undefined
  readonly output: Uint8Array
  readonly gasUsed: bigint
  readonly gasRefund: bigint
  readonly created: Address | undefined
  readonly logs: readonly Log[]
  /** Every account of the world after the message. */
  readonly state: ReadonlyMap<Address, AccountDump>
}

/** One world on one engine. */
export type OpenWorld = {
  readonly call: (message: Message) => Outcome | Promise<Outcome>
  /** Changes the block that the following messages see. */
  readonly setBlock: (change: Partial<BlockEnv>) => void
}

/** Something that can open worlds. */
export type Engine = {
  readonly name: string
  /** Runs `play` in a new world; nothing of an earlier one is left. */
  readonly inWorld: <Result>(world: World, play: (openWorld: OpenWorld) => Promise<Result>) => Promise<Result>
}

/** What each message of the scenario does on the engine. */
export function outcomesOf(engine: Engine, scenario: Scenario): Promise<readonly Outcome[]> {
  return engine.inWorld(scenario, async (openWorld) => {
    const outcomes: Outcome[] = []
    for (const message of scenario.messages) outcomes.push(await openWorld.call(message))
    return outcomes
  })
}
