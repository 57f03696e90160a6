// Deployed contracts and the accounts that use them, on engines in lockstep.

import { concatBytes } from '../../src/primitives/bytes.ts'
import type { AccountState, Address } from '../../src/evm/types.ts'
import { encodeCall, wordAt, type AbiFunction, type AbiValue } from '../helpers/abi.ts'
import { BLOCK } from '../helpers/block.ts'
import type { Artifact } from './compile.ts'
import { inLockstep } from './lockstep.ts'
import type { Engine, Outcome, OpenWorld, World } from './scenario.ts'

/** Accounts that hold ether and send messages. */
export const ACTORS: readonly Address[] = ['a11ce', 'b0b', 'ca401', 'da7e'].map(
  (name): Address => `0x${name.padStart(40, '0')}`,
)

const GAS = 8_000_000n

/** A contract on the stage. */
export type Deployed = {
  readonly name: string
  readonly address: Address
  readonly functions: readonly AbiFunction[]
}

/** What scripts do. */
export type Stage = {
  readonly openWorld: OpenWorld
  /** Everything deployed so far. */
  readonly contracts: Deployed[]
  /** @throws Error if the constructor fails. */
  readonly deploy: (
    artifact: Artifact,
    constructorArguments?: Uint8Array,
    value?: bigint,
  ) => Promise<Deployed>
  /** Puts a contract on the stage that another contract has created. */
  readonly adopt: (artifact: Artifact, address: Address) => Deployed
  /** Sends a message and gives what it returned. @throws Error if it fails. */
  readonly send: (call: Sent, signature: string, ...values: readonly AbiValue[]) => Promise<Uint8Array>
  /** As `send`, for a message that must revert. @throws Error if it does not. */
  readonly refused: (call: Sent, signature: string, ...values: readonly AbiValue[]) => Promise<Uint8Array>
}

/** Who sends to whom. */
export type Sent = {
  readonly from?: Address
  readonly to: { readonly address: Address }
  readonly value?: bigint
}

/** Opens a world with the actors in it. */
export function onStage(engines: readonly Engine[], script: (stage: Stage) => Promise<void>): Promise<void> {
  const accounts = new Map<Address, AccountState>(ACTORS.map((address) => [address, { balance: 10n ** 24n }]))
  const world: World = { fork: 'osaka', block: BLOCK, accounts }
  return inLockstep(world, engines, (openWorld) => script(stageOf(openWorld)))
}

/** The address in a returned word. */
export function addressAt(output: Uint8Array, index = 0): Address {
  return `0x${wordAt(output, index).toString(16).padStart(40, '0')}`
}

function stageOf(openWorld: OpenWorld): Stage {
  const contracts: Deployed[] = []
  const adopt = ({ name, functions }: Artifact, address: Address): Deployed => {
    const deployed = { name, address, functions }
    contracts.push(deployed)
    return deployed
  }
  const call = (sent: Sent, signature: string, values: readonly AbiValue[]): Promise<Outcome> | Outcome =>
    openWorld.call({
      from: sent.from ?? ACTORS[0]!,
      to: sent.to.address,
      value: sent.value ?? 0n,
      data: encodeCall(signature, ...values),
      gas: GAS,
    })
  return {
    openWorld,
    contracts,
    adopt,
    deploy: async (artifact, constructorArguments = new Uint8Array(), value = 0n) => {
      const data = concatBytes(artifact.initcode, constructorArguments)
      const outcome = await openWorld.call({ from: ACTORS[0]!, data, value, gas: GAS })
      expectStatus(outcome, 'success', `new ${artifact.name}`)
      return adopt(artifact, outcome.created!)
    },
    send: async (sent, signature, ...values) => {
      const outcome = await call(sent, signature, values)
      expectStatus(outcome, 'success', signature)
      return outcome.output
    },
    refused: async (sent, signature, ...values) => {
      const outcome = await call(sent, signature, values)
      expectStatus(outcome, 'revert', signature)
      return outcome.output
    },
  }
}

function expectStatus({ status, halt, output }: Outcome, expected: Outcome['status'], what: string): void {
  if (status === expected) return
  const text = Buffer.from(output)
    .toString('latin1')
    .replaceAll(/[^ -~]+/g, ' ')
  throw new Error(`${what} ended with ${status} ${halt ?? ''} (${text.trim()}), not with ${expected}.`)
}
