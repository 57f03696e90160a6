// Functions that are for somebody: they revert for an outsider and work for a holder, and it is being the holder that makes
// the difference. Found by writing the outsider where the holder stands and calling again.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, WORD_MAX } from '../../primitives/bytes.ts'
import { ADDRESS_MAX } from '../../primitives/hex.ts'
import { isView } from '../../project/abi/mutability.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import { encoded } from './experiments.ts'
import { fundUser } from './honest-users.ts'
import { asAccount } from './plain-call.ts'
import { ownNumbers, type Scene } from './scene.ts'
import { readsOf, type SlotPlace, withWord } from './storage-reads.ts'
import type { Gate, HolderSlot, PlainCall, SurveyedContract } from './types.ts'

const VECTORS = 6
const HOLDERS_MAX = 10
const CALLS_PER_CONTRACT = 1_500
const ROLES_MAX = 8
/** Variables of their own stand in the first slots; what stands elsewhere belongs to mappings and arrays. */
const PLAIN_SLOTS = 64n
const HAS_ROLE = 'hasRole(bytes32,address)'

/** Where a holder stands: changed to an outsider, that one is the holder. */
export type Seat = {
  readonly holder: Address
  /** A function without arguments of the gated contract that gives the holder. */
  readonly getter: AbiFunction | undefined
  /** Undefined: it is in the code, and nobody can change it. */
  readonly change: { readonly place: SlotPlace; readonly word: bigint } | undefined
  /** The call that asks whether the holder is on it, of lists. */
  readonly list?: Uint8Array
  /** Of a variable that no getter tells. */
  readonly hidden?: HolderSlot
}

/** By contract: where holders stand that may matter to it. */
export type Seats = ReadonlyMap<Address, readonly Seat[]>

/** Where the holders stand that the protocol's contracts may ask for. The state stays as it is. */
export function findSeats(scene: Scene): Seats {
  const [outsider] = scene.outsiders
  if (outsider === undefined) return new Map()
  const ofGetters = scene.protocol.map((contract) => seatsOfGetters(scene, contract, outsider))
  return new Map(
    scene.protocol.map((contract, i) => {
      const own = ofGetters[i]!
      const foreign = ofGetters.flatMap((seats, other) =>
        other === i ? [] : seats.map((seat): Seat => ({ ...seat, getter: undefined })),
      )
      // What is in the code and cannot be tried comes last: something that can be tried may explain it.
      const seats = [
        ...own.filter(({ change }) => change !== undefined),
        ...seatsOfLists(scene, contract, outsider),
        ...hiddenSeats(scene, contract, outsider, own),
        ...foreign.filter(({ change }) => change !== undefined),
        ...own.filter(({ change }) => change === undefined),
      ]
      return [contract.address, seats]
    }),
  )
}

/** Gates of the protocol's contracts, in order of contracts and their functions. The state stays as it is. */
export function findGates(scene: Scene, seats: Seats): readonly Gate[] {
  const [outsider] = scene.outsiders
  if (outsider === undefined) return []
  return scene.protocol.flatMap((contract) => {
    const own = seats.get(contract.address) ?? []
    if (own.length === 0) return []
    return scene.experiments.within(CALLS_PER_CONTRACT, () =>
      scene.changingFunctions(contract).flatMap((abi) => gatesOf(scene, contract, abi, own, outsider)),
    )
  })
}

/** Whether a call works for an outsider, too, that stands where its sender does. */
export function isOfHolder(scene: Scene, seats: Seats, call: PlainCall): boolean {
  const [outsider] = scene.outsiders
  if (outsider === undefined) return false
  const { experiments } = scene
  const asOutsider = asAccount(call, outsider)
  return (seats.get(call.to) ?? []).some(
    ({ holder, change }) =>
      holder === call.from &&
      change !== undefined &&
      withWord(experiments.world.machine, change.place, change.word, () =>
        experiments.undone(() => experiments.send(asOutsider).isSuccess),
      ),
  )
}

function gatesOf(
  scene: Scene,
  contract: SurveyedContract,
  abi: AbiFunction,
  seats: readonly Seat[],
  outsider: Address,
): readonly Gate[] {
  const { experiments } = scene
  const { machine } = experiments.world
  const works = (call: PlainCall): boolean => experiments.undone(() => experiments.send(call).isSuccess)
  const found: Gate[] = []
  const holders = [...new Set(seats.map(({ holder }) => holder))].slice(0, HOLDERS_MAX)
  for (const holder of holders) {
    for (const values of scene.argumentsFor(
      contract,
      abi,
      scene.contextFor(contract, holder, { amounts: [1n] }),
      VECTORS,
    )) {
      const data = encoded(abi, values)
      if (data === undefined) break
      const call: PlainCall = { from: holder, to: contract.address, value: 0n, data, seconds: 0 }
      if (!works(call)) continue
      const asOutsider = { ...call, from: outsider }
      // Anybody may.
      if (works(asOutsider)) return []
      const opens = (each: Seat): boolean => {
        if (each.holder !== holder) return false
        if (each.change !== undefined)
          return withWord(machine, each.change.place, each.change.word, () => works(asOutsider))
        // Nor may it be money that the holder has and the outsider has not.
        return ownNumbers(scene, contract, holder).length === 0 && !worksWithMeans(scene, asOutsider)
      }
      const seat = seats.find(opens)
      if (experiments.isExhausted) return found
      if (seat !== undefined && found.every((each) => each.holder !== holder)) {
        const lists = seats.flatMap((each) =>
          each.list !== undefined && (each === seat || opens(each)) ? [each.list] : [],
        )
        const { getter, hidden } = seat
        found.push({ contract: contract.address, abi, holder, getter, lists, slot: hidden })
      }
      break
    }
  }
  return found
}

function worksWithMeans(scene: Scene, call: PlainCall): boolean {
  return scene.experiments.undone(() => {
    fundUser(scene, call.from)
    const { isSuccess } = scene.experiments.send(call)
    scene.grantedIds.delete(call.from)
    return isSuccess
  })
}

/** Holders that functions without arguments give: owner(), pendingOwner(), vault(). */
function seatsOfGetters(scene: Scene, contract: SurveyedContract, outsider: Address): readonly Seat[] {
  const { machine } = scene.experiments.world
  const seats: Seat[] = []
  for (const [holder, getter] of scene.answersOf(contract).addresses) {
    const data = encoded(getter, [])
    if (data === undefined || getter.outputs.length !== 1) continue
    const { slots } = readsOf(machine, contract.address, data)
    const held = BigInt(holder)
    const changes: SlotPlace[] = []
    for (const place of slots) {
      const word = machine.getStorage(place.address, place.slot)
      if (shiftOf(word, held) !== undefined) changes.push(place)
    }
    for (const place of changes) {
      const word = machine.getStorage(place.address, place.slot)
      seats.push({ holder, getter, change: { place, word: withAddress(word, held, BigInt(outsider)) } })
    }
    if (slots.length === 0) seats.push({ holder, getter, change: undefined })
  }
  return seats
}

/** Holders in variables that no function tells: accounts of the setup, in the words of a contract's first slots. */
function hiddenSeats(
  scene: Scene,
  { address }: SurveyedContract,
  outsider: Address,
  told: readonly Seat[],
): readonly Seat[] {
  const { machine } = scene.experiments.world
  const candidates = new Set([scene.experiments.world.test.address, ...scene.accounts])
  const isTold = (slot: bigint): boolean =>
    told.some(({ change }) => change?.place.address === address && change.place.slot === slot)
  const seats: Seat[] = []
  for (let slot = 0n; slot < PLAIN_SLOTS; slot++) {
    const word = machine.getStorage(address, slot)
    if (word === 0n || isTold(slot)) continue
    for (const holder of candidates) {
      const shift = shiftOf(word, BigInt(holder))
      if (shift === undefined) continue
      const changed = withAddress(word, BigInt(holder), BigInt(outsider))
      seats.push({
        holder,
        getter: undefined,
        change: { place: { address, slot }, word: changed },
        hidden: { address, slot, shift },
      })
    }
  }
  return seats
}

/** Holders that a list names: hasRole(role, account), wards(account), isMinter(account). */
function seatsOfLists(scene: Scene, contract: SurveyedContract, outsider: Address): readonly Seat[] {
  const { machine } = scene.experiments.world
  const candidates = new Set<Address>([
    ...scene.answersOf(contract).addresses.keys(),
    scene.experiments.world.test.address,
    ...scene.accounts,
    ...scene.contracts.map(({ address }) => address),
  ])
  candidates.delete(contract.address)
  const seats: Seat[] = []
  for (const abi of contract.artifact.abi.functions) {
    for (const ask of questionsOf(scene, contract, abi)) {
      const refused = encoded(abi, ask(outsider))
      if (refused === undefined) continue
      const { word, slots } = readsOf(machine, contract.address, refused)
      // What decides is read last; before it come a proxy's implementation, a pause.
      const place = slots.at(-1)
      if (word !== 0n || place === undefined) continue
      for (const holder of candidates) {
        const given = scene.experiments.askWord(contract.address, abi, ask(holder))
        if (given === undefined || given === 0n) continue
        const list = encoded(abi, ask(holder))
        if (list === undefined) continue
        seats.push({ holder, getter: undefined, change: { place, word: given }, list })
      }
    }
  }
  return seats
}

/** The ways to ask a function whether an account is on a list; none for other functions. */
function questionsOf(
  scene: Scene,
  contract: SurveyedContract,
  abi: AbiFunction,
): readonly ((account: Address) => readonly AbiValue[])[] {
  if (!isView(abi)) return []
  const [output] = abi.outputs
  if (abi.signature === HAS_ROLE) {
    const roles = [0n, ...scene.answersOf(contract).words].slice(0, ROLES_MAX)
    return roles.map((role) => (account: Address) => [bigIntToBytes32(role), account])
  }
  const isList =
    abi.inputs.length === 1 &&
    abi.inputs[0]!.type.kind === 'address' &&
    abi.outputs.length === 1 &&
    (output?.type.kind === 'bool' || (output?.type.kind === 'uint' && LIST_NAME.test(abi.name)))
  return isList ? [(account: Address) => [account]] : []
}

/** Numbers per account are mostly amounts; these are not. */
const LIST_NAME = /wards|auth|role|admin|owner|operator|keeper|minter|allowed|permission|can/i

/** How far up in a word an address stands; undefined if it does not. */
function shiftOf(word: bigint, address: bigint): bigint | undefined {
  for (let shift = 0n; shift <= 96n; shift += 8n)
    if (((word >> shift) & ADDRESS_MAX) === address) return shift
  return undefined
}

function withAddress(word: bigint, from: bigint, to: bigint): bigint {
  const shift = shiftOf(word, from) ?? 0n
  return (word & ~(ADDRESS_MAX << shift) & WORD_MAX) | (to << shift)
}
