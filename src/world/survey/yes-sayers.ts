// Mocks of whoever decides who may do what. A test that wants to be let in everywhere deploys one that says yes to everybody, and then
// anybody may do what only an owner should: a fault of the setup, not of the protocol. Found by letting the mock say no.

import type { Address } from '../../evm/types.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import type { AbiFunction, AbiParameter, AbiValue } from '../../project/abi/types.ts'
import type { Names } from '../describe/account-names.ts'
import { encoded, type Outcome } from './experiments.ts'
import type { Seat, Seats } from './gates.ts'
import type { Scene } from './scene.ts'
import { withWord } from './storage-reads.ts'
import type { OpenedFunction, SurveyedContract } from './types.ts'

/** A setup has one, if any. */
const YES_SAYERS_MAX = 3
const CALLS_PER_CONTRACT = 1_000
const VECTORS = 6
/** Names in a note. */
const SHOWN_MAX = 6
/** Two whom nobody knows. */
const STRANGERS: readonly Address[] = [
  '0x2b1c0d9e8f7a6b5c4d3e2f10017263544536271f',
  '0x3c5d7e9fa0b1c2d3e4f5061728394a5b6c7d8e9f',
]
/** PUSH1 0, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN: no, whatever it is asked. */
const NO = new Uint8Array([0x60, 0, 0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3])

/**
 * Functions of the protocol that anybody may call only because a mock says yes to everybody, and that a holder of a right (an owner)
 * may call whatever the mock says. Where users are let in by it alone (a list of known customers), it lets in whom it should.
 */
export function openedByMocks(scene: Scene, seats: Seats): readonly OpenedFunction[] {
  const [outsider] = scene.outsiders
  if (outsider === undefined) return []
  const mocks = scene.contracts.filter((contract) => isYesSayer(scene, contract)).slice(0, YES_SAYERS_MAX)
  return mocks.flatMap(({ address: by }) =>
    scene.protocol.flatMap((contract) => {
      const own = seats.get(contract.address) ?? []
      return scene.experiments
        .within(CALLS_PER_CONTRACT, () => openedBy(scene, by, contract, own, outsider))
        .map((abi) => ({ contract: contract.address, abi, by }))
    }),
  )
}

function openedBy(
  scene: Scene,
  by: Address,
  contract: SurveyedContract,
  seats: readonly Seat[],
  outsider: Address,
): readonly AbiFunction[] {
  const { experiments } = scene
  const { world } = experiments
  const send = (data: Uint8Array): Outcome =>
    experiments.undone(() =>
      experiments.send({ from: outsider, to: contract.address, value: 0n, data, seconds: 0 }),
    )
  const refused = <T>(run: () => T): T =>
    experiments.undone(() => {
      world.setCode(by, NO)
      return run()
    })
  const isOpen = (data: Uint8Array): boolean =>
    seats.some(
      ({ change }) =>
        change !== undefined &&
        withWord(world.machine, change.place, change.word, () => send(data).isSuccess),
    )
  /** What the guard says, in words of the contract: of functions for which no argument could be guessed it is all there is. */
  const words = new Set<string>()
  const opened = new Set<AbiFunction>()
  const unclear: { readonly abi: AbiFunction; readonly data: Uint8Array }[] = []
  for (const abi of scene.changingFunctions(contract)) {
    const context = scene.contextFor(contract, outsider, { amounts: [1n] })
    const calls = scene
      .argumentsFor(contract, abi, context, VECTORS)
      .flatMap((values) => encoded(abi, values) ?? [])
    const works = calls.find((data) => send(data).isSuccess)
    if (works === undefined) unclear.push(...calls.slice(0, 1).map((data) => ({ abi, data })))
    else
      refused(() => {
        const { isSuccess, output } = send(works)
        if (isSuccess || !isOpen(works)) return
        opened.add(abi)
        if (output.length > 0) words.add(bytesToHex(output))
      })
  }
  const isGuarded = (data: Uint8Array): boolean =>
    !words.has(bytesToHex(send(data).output)) && words.has(bytesToHex(refused(() => send(data)).output))
  for (const { abi, data } of unclear) if (words.size > 0 && isGuarded(data)) opened.add(abi)
  return [...opened]
}

/** Sentences for the user: 'MockAuthority says yes to whoever asks. What only an owner could ... is not called: Vault.destroy.' */
export function openedNotes(opened: readonly OpenedFunction[], names: Names): readonly string[] {
  return [...Map.groupBy(opened, ({ by }) => by)].map(([by, functions]) => {
    const shown = functions
      .slice(0, SHOWN_MAX)
      .map(({ contract, abi }) => `${names.nameOf(contract)}.${abi.name}`)
    const left = functions.length - shown.length
    const list = `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`
    return `${names.nameOf(by)} says yes to whoever asks. What would else be for an owner alone is not called: ${list}.`
  })
}

/** Whether it is a mock that has a question about an account and says yes to it, whoever it is and whatever else is asked. */
function isYesSayer({ experiments }: Scene, { address, artifact, origin, roles }: SurveyedContract): boolean {
  return (
    origin === 'environment' &&
    roles.length === 0 &&
    artifact.abi.functions.some((abi) => {
      if (abi.outputs.length !== 1 || abi.outputs[0]!.type.kind !== 'bool') return false
      if (!asksOfAccount(abi)) return false
      return STRANGERS.every((stranger) => {
        const values = abi.inputs.map((input) => valueFor(input, stranger))
        if (values.includes(undefined)) return false
        return experiments.askWord(address, abi, values as readonly AbiValue[]) === 1n
      })
    })
  )
}

function asksOfAccount({ inputs }: AbiFunction): boolean {
  return inputs.some(({ type }) => type.kind === 'address')
}

/** Nothing in particular; undefined for what has parts. */
function valueFor({ type }: AbiParameter, account: Address): AbiValue | undefined {
  if (type.kind === 'address') return account
  if (type.kind === 'uint' || type.kind === 'int') return 0n
  if (type.kind === 'bool') return false
  if (type.kind === 'fixedBytes') return new Uint8Array(type.size)
  return undefined
}
