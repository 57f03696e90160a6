// Functions that take something of a user and keep it: found by calling each as a user of ours who has some of everything.

import type { StorageChange, TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { RECEIVE } from '../../project/abi/plain-ether.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import { SSTORE, usesOpcode } from '../../project/uses-opcode.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import { HONEST_USERS } from '../honest-users.ts'
import { wholeUnit } from './assets.ts'
import { encoded } from './experiments.ts'
import { withReplaced } from './plain-call.ts'
import { changes, gains, losses, type Scene } from './scene.ts'
import { supplyCall } from './asset-calls.ts'
import { readByCall } from './storage-reads.ts'
import type { AssetAmount, PlainCall, SurveyedContract } from './types.ts'

const VECTORS = 10
const VALUES_MAX = 4
const MANY = 10n
const NO_DATA = new Uint8Array(0)
const ETHER = 0
/** So many payable functions, most of a contract's, are no way to be paid. */
const MANY_PAYABLE = 6

/** A call by which a user put something into the protocol. */
export type Deposit = {
  readonly contract: SurveyedContract
  readonly abi: AbiFunction
  readonly values: readonly AbiValue[]
  readonly call: PlainCall
  readonly paid: readonly AssetAmount[]
  /** What the user got for it: shares. */
  readonly got: readonly AssetAmount[]
  /** Words that the call gave out. */
  readonly words: readonly bigint[]
  /** The protocol remembers it: shares were made, or something was written besides balances of tokens. */
  readonly isRecorded: boolean
}

/** Names only decide what is tried first. */
const DEPOSIT_NAME =
  /deposit|stake|supply|provide|add|join|fund|contribute|lock|enter|create|open|bid|mint|buy/i

/** Functions that may take something, the likeliest first. */
export function depositFunctions(scene: Scene, contract: SurveyedContract): readonly AbiFunction[] {
  const functions = scene.changingFunctions(contract)
  const { hasReceive, hasFallback, isFallbackPayable } = contract.artifact.abi
  return [
    ...functions.filter(({ name }) => DEPOSIT_NAME.test(name)),
    ...functions.filter(({ name }) => !DEPOSIT_NAME.test(name)),
    ...(hasReceive || (hasFallback && isFallbackPayable) ? [RECEIVE] : []),
  ]
}

/**
 * Whether somebody would leave it there though nothing says how it comes out again: a wallet or a fund that has nothing yet,
 * but not a helper through which things only pass.
 */
export function isWorthKeeping(scene: Scene, { abi, isRecorded, contract, paid }: Deposit): boolean {
  if (paid.every(({ asset }) => scene.holdings.amountOf(asset, contract.address) > 0n)) return false
  if (isRecorded) return true
  if (abi.mutability !== 'payable' || abi.inputs.length > 0) return false
  return remembers(scene, contract.address) && !isPayableForGas(contract)
}

/** Where nearly everything is payable, that is to save gas, and nobody is asked for ether. */
function isPayableForGas({ artifact }: SurveyedContract): boolean {
  const changing = artifact.abi.functions.filter((abi) => isStateChanging(abi))
  const payable = changing.filter(({ mutability }) => mutability === 'payable')
  return payable.length >= MANY_PAYABLE && payable.length * 2 > changing.length
}

/** Whether it has something in its storage, or code that could put something there. */
function remembers(scene: Scene, address: Address): boolean {
  const { machine } = scene.experiments.world
  const storage = machine.dump().get(address)?.storage
  return (storage !== undefined && storage.size > 0) || usesOpcode(machine.getCode(address), SSTORE)
}

/** Calls of one function by which `user` pays, the likeliest first, at most `max`. The state stays as it is. */
export function depositsBy(
  scene: Scene,
  contract: SurveyedContract,
  abi: AbiFunction,
  user: Address,
  max: number,
): readonly Deposit[] {
  const found: Deposit[] = []
  const context = scene.contextFor(contract, user)
  const unit = wholeUnit(scene.assets[0]!)
  const ether = [...new Set([unit, ...scene.answersOf(contract).numbers])].slice(0, VALUES_MAX)
  // One may be less than is noticed.
  if (!ether.includes(unit * MANY)) ether.push(unit * MANY)
  const etherValues = abi.mutability === 'payable' ? [...ether, 0n] : [0n]
  for (const values of scene.argumentsFor(contract, abi, context, VECTORS)) {
    const data = abi === RECEIVE ? NO_DATA : encoded(abi, values)
    if (data === undefined) continue
    let unrecorded: Deposit | undefined
    for (const value of etherValues) {
      const call: PlainCall = { from: user, to: contract.address, value, data, seconds: 0 }
      const effect = scene.experiments.undone(() => effectOf(scene, call))
      if (effect === undefined) continue
      const isEtherLost = value > 0n && isUnnoticed(scene, call, effect)
      // Nobody sends ether that a function does not look at: it is tried without.
      if (isEtherLost && effect.paid.some(({ asset }) => asset !== ETHER)) continue
      const isRecorded =
        !isEtherLost && (effect.got.length > 0 || recordOf(scene, call, effect.paid).size > 0)
      const deposit: Deposit = { contract, abi, values, call, ...effect, isRecorded }
      unrecorded ??= deposit
      if (!isRecorded && value > 0n) continue
      unrecorded = undefined
      found.push(deposit)
      if (found.length >= max) return found
      break
    }
    if (unrecorded !== undefined) found.push(unrecorded)
    if (found.length >= max) return found
  }
  return found
}

/** The same deposit by another user. */
export function depositOfOther(scene: Scene, deposit: Deposit, user: Address): Deposit | undefined {
  const values = asOther(deposit.values, deposit.call.from, user, scene)
  const data = deposit.abi === RECEIVE ? NO_DATA : encoded(deposit.abi, values)
  if (data === undefined) return undefined
  const call: PlainCall = { ...deposit.call, from: user, data }
  const effect = scene.experiments.undone(() => effectOf(scene, call))
  return effect === undefined ? undefined : { ...deposit, values, call, ...effect }
}

/** Makes the call; undefined if the user paid nothing for good, or got something of others in return. */
function effectOf(scene: Scene, call: PlainCall): Pick<Deposit, 'paid' | 'got' | 'words'> | undefined {
  const { experiments, assets } = scene
  const before = scene.amountsOf(call.from)
  const heldBefore = assets.map((_, asset) => scene.heldByContracts(asset))
  const stocksBefore = assets.map((_, asset) => knownStock(scene, asset))
  const suppliesBefore = new Map<number, bigint | undefined>()
  assets.forEach((_, asset) => suppliesBefore.set(asset, supplyOf(scene, asset)))
  const sent = experiments.send(call, true)
  if (!sent.isSuccess) return undefined
  const { words } = sent
  const differences = changes(before, scene.amountsOf(call.from))
  const paid = losses(differences)
  const kept = paid.filter(
    ({ asset, amount }) => (scene.heldByContracts(asset) - heldBefore[asset]!) * 2n >= amount,
  )
  if (kept.length === 0) return undefined
  const got = gains(differences)
  for (const { asset, amount } of got) {
    // Not all of these say how much there is: then it was made if nobody has less.
    if (suppliesBefore.get(asset) === undefined && assets[asset]!.kind === 'erc1155') {
      if (knownStock(scene, asset) < stocksBefore[asset]! + amount) return undefined
      continue
    }
    const minted = (supplyOf(scene, asset) ?? 0n) - (suppliesBefore.get(asset) ?? 0n)
    // What was there before went from somebody to the user: a swap or a purchase.
    if (minted * 2n < amount) return undefined
  }
  for (const { asset } of got) scene.noteShare(asset)
  return { paid, got, words }
}

/** Whether a call that pays ether does the same without it: a payable function that makes no difference of what it is sent. */
function isUnnoticed(scene: Scene, call: PlainCall, { got }: Pick<Deposit, 'got'>): boolean {
  const plain: PlainCall = { ...call, value: 0n }
  const { experiments } = scene
  const gotWithout = experiments.undone(() => {
    const before = scene.amountsOf(call.from)
    return experiments.send(plain).isSuccess ? gains(changes(before, scene.amountsOf(call.from))) : undefined
  })
  if (gotWithout === undefined || gotWithout.length !== got.length) return false
  if (got.some(({ asset, amount }, i) => gotWithout[i]!.asset !== asset || gotWithout[i]!.amount !== amount))
    return false
  const [record, recordWithout] = [recordOf(scene, call, []), recordOf(scene, plain, [])]
  return (
    record.size > 0 &&
    record.size === recordWithout.size &&
    [...record].every(([key, value]) => recordWithout.get(key) === value)
  )
}

/**
 * What the call leaves written in storage of the protocol that is no token's: by address and slot.
 * @param paid of a token that is called itself, balances that changed by it are no record either
 */
function recordOf(scene: Scene, call: PlainCall, paid: readonly AssetAmount[]): ReadonlyMap<string, bigint> {
  const tokens = new Set(scene.assets.map((asset) => (asset.kind === 'ether' ? undefined : asset.address)))
  const isRecord = (address: Address): boolean =>
    scene.protocol.some((contract) => contract.address === address) &&
    (!tokens.has(address) || address === call.to)
  const { experiments } = scene
  const { machine } = experiments.world
  return experiments.undone(() => {
    const { trace } = machine.trace(() => experiments.send(call), { bytesMax: 64, eventsMax: 5_000 })
    // The first value of each slot, to tell a lock that was taken and given back from a record.
    const first = new Map<string, StorageChange>()
    const visit = ({ events }: TraceCall): void => {
      for (const event of events)
        if (event.kind === 'call') visit(event.call)
        else if (event.kind === 'storage' && isRecord(event.change.address)) {
          const key = `${event.change.address}${event.change.slot}`
          if (!first.has(key)) first.set(key, event.change)
        }
    }
    trace.calls.forEach(visit)
    const moved = paid.flatMap(({ asset, amount }) => {
      const which = scene.assets[asset]!
      return which.kind === 'erc20' && which.address === call.to ? [amount, -amount] : []
    })
    const record = new Map<string, bigint>()
    for (const [key, { address, slot, before }] of first) {
      const now = machine.getStorage(address, slot)
      const at = address === call.to ? moved.indexOf(now - before) : -1
      if (at >= 0) moved.splice(at, 1)
      else if (now !== before) record.set(key, now)
    }
    return record
  })
}

/** What contracts, known accounts and users of ours have of an ERC-1155 asset. */
function knownStock({ assets, accounts, contracts, holdings }: Scene, asset: number): bigint {
  if (assets[asset]!.kind !== 'erc1155') return 0n
  const all = [...contracts.map(({ address }) => address), ...accounts, ...HONEST_USERS]
  return all.reduce((sum, account) => sum + holdings.amountOf(asset, account), 0n)
}

function supplyOf(scene: Scene, asset: number): bigint | undefined {
  const which = scene.assets[asset]!
  if (which.kind !== 'erc20' && which.kind !== 'erc1155') return undefined
  const { machine } = scene.experiments.world
  return readByCall(machine, which.address, supplyCall(which))
}

/** Arguments of another user: its address and its tokens where the first one's were. */
function asOther(values: readonly AbiValue[], from: Address, to: Address, scene: Scene): readonly AbiValue[] {
  const ids = scene.grantedIds.get(from) ?? []
  const others = scene.grantedIds.get(to) ?? []
  const by = (plain: bigint | string): AbiValue => {
    if (plain === from) return to
    return typeof plain === 'bigint' && ids.includes(plain) ? (others[ids.indexOf(plain)] ?? plain) : plain
  }
  return values.map((value) => withReplaced(value, by))
}
