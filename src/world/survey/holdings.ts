// Who has how much of what. Detectors ask this after every call, so a balance that is stored as it is gets read where it is
// stored; others are asked for by calls.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { knownAccounts } from '../known-accounts.ts'
import type { RecordedWrite } from '../setup-record.ts'
import type { World } from '../types.ts'
import { findNumberSlot, type NumberSlot, readNumberSlot, writeNumberSlot } from './number-slot.ts'
import { isWrappedEther } from './wrapped-ether.ts'
import { balanceCall, supplyCall } from './asset-calls.ts'
import { OWNER_OF } from './standard-functions.ts'
import { readByCall, readsOf, withWord } from './storage-reads.ts'
import type { Asset } from './types.ts'

/** Ids that no collection has by itself: what is granted of ERC-721 has these. */
const FIRST_GRANTED_ID = 7_000_001n
const GRANTED_IDS_MAX = 16n
/** Answers are small: a token that says more than this of itself is no money. */
export const AMOUNT_LIMIT: bigint = 1n << 200n

type Token = Exclude<Asset, { readonly kind: 'ether' }>

type Account = { readonly slot: NumberSlot | undefined; readonly data: Uint8Array }

/** Reads and grants amounts of the assets of one world. Says 0 for tokens that do not answer. */
export class Holdings {
  readonly assets: readonly Asset[]
  readonly #world: World
  readonly #machine: Machine
  /** By asset, then account in lower case as the Machine gives it. */
  readonly #accounts: readonly Map<Address, Account>[]
  #isSettled = false
  readonly #wrapped = new Map<number, boolean>()
  readonly #supplies = new Map<number, NumberSlot | undefined>()

  constructor(world: World, assets: readonly Asset[]) {
    this.#world = world
    this.#machine = world.machine
    this.assets = assets
    this.#accounts = assets.map(() => new Map<Address, Account>())
  }

  /** In the asset's smallest unit. May be asked from host code, in the middle of an execution. */
  amountOf(asset: number, account: Address): bigint {
    const which = this.assets[asset]
    if (which === undefined) return 0n
    if (which.kind === 'ether') return this.#machine.getBalance(account)
    const known = this.#accounts[asset]!.get(account) ?? this.#look(asset, which, account)
    return known.slot === undefined
      ? (readByCall(this.#machine, which.address, known.data) ?? 0n)
      : readNumberSlot(this.#machine, known.slot)
  }

  /**
   * Gives an account that much more out of nothing: a token's total supply grows with it. Not of shares: a claim that nobody
   * paid for would take from those who did. Outside of executions.
   * @returns false if it cannot; nothing has changed then
   */
  grant(asset: number, account: Address, amount: bigint): boolean {
    const which = this.assets[asset]
    if (which === undefined || amount <= 0n) return which !== undefined && amount === 0n
    if (which.kind === 'ether') {
      this.#world.setBalance(account, this.#machine.getBalance(account) + amount)
      return true
    }
    if (which.isShare) return false
    if (which.kind === 'erc721') return this.grantTokens(asset, account, amount).length > 0
    const writes: RecordedWrite[] = []
    if (!this.#grantFungible(asset, which, account, amount, writes)) return false
    const id = which.kind === 'erc1155' ? { id: which.id } : {}
    this.#world.setupRecord.note({ kind: 'grant', token: which.address, ...id, account, amount, writes })
    // Wrapped ether is backed by ether: granted without, it would be taken from those who wrapped theirs.
    if (which.kind === 'erc20' && this.#isWrappedEther(asset, which.address))
      this.#world.setBalance(which.address, this.#machine.getBalance(which.address) + amount)
    return true
  }

  /**
   * Sets what an account has, and nothing else: no total supply, no backing. For asking what would be with less, which
   * somebody else keeps meanwhile. Outside of executions.
   * @returns false if it cannot; nothing has changed then
   */
  setAmount(asset: number, account: Address, amount: bigint): boolean {
    const which = this.assets[asset]
    if (which === undefined) return false
    if (which.kind === 'ether') {
      this.#machine.setBalance(account, amount)
      return true
    }
    const slot = this.#accounts[asset]!.get(account)?.slot
    return which.kind !== 'erc721' && slot !== undefined && writeNumberSlot(this.#machine, slot, amount)
  }

  #grantFungible(
    asset: number,
    which: Token,
    account: Address,
    amount: bigint,
    writes: RecordedWrite[],
  ): boolean {
    const known = this.#accounts[asset]!.get(account) ?? this.#find(asset, which, account)
    if (known.slot === undefined) return this.#grantComputed(which.address, known.data, amount, writes)
    const before = readNumberSlot(this.#machine, known.slot)
    if (before + amount >= AMOUNT_LIMIT || before + amount > known.slot.mask) return false
    const supply = this.#supplyOf(asset, which)
    if (supply !== undefined) {
      const total = readNumberSlot(this.#machine, supply)
      // A supply that is as great as a number can be cannot grow: somebody who has next to all of it gives.
      if (
        total + amount > supply.mask
          ? !this.#takeFromRichest(asset, which, amount, writes)
          : !this.#writeNumber(supply, total + amount, writes)
      )
        return false
    }
    return this.#writeNumber(known.slot, before + amount, writes)
  }

  #writeNumber(place: NumberSlot, value: bigint, writes: RecordedWrite[]): boolean {
    const { address, slot } = place
    const before = this.#machine.getStorage(address, slot)
    if (!writeNumberSlot(this.#machine, place, value)) return false
    writes.push({ address, slot, before, word: this.#machine.getStorage(address, slot) })
    return true
  }

  /** Takes it from an account that has more than anybody could count. False if there is none. */
  #takeFromRichest(asset: number, token: Token, amount: bigint, writes: RecordedWrite[]): boolean {
    for (const account of knownAccounts(this.#world)) {
      const { slot } = this.#accounts[asset]!.get(account) ?? this.#find(asset, token, account)
      if (slot === undefined) continue
      const has = readNumberSlot(this.#machine, slot)
      if (has >= AMOUNT_LIMIT) return this.#writeNumber(slot, has - amount, writes)
    }
    return false
  }

  /** The ids of new tokens of a collection that the account has now; none if it cannot be done for `amount` of them. */
  grantTokens(asset: number, account: Address, amount: bigint): readonly bigint[] {
    const which = this.assets[asset]
    if (which?.kind !== 'erc721' || amount > GRANTED_IDS_MAX) return []
    const known = this.#accounts[asset]!.get(account) ?? this.#find(asset, which, account)
    if (known.slot === undefined) return []
    const ids: bigint[] = []
    for (let id = FIRST_GRANTED_ID; BigInt(ids.length) < amount && id < FIRST_GRANTED_ID + 4_096n; id++) {
      const data = encodeCall(OWNER_OF, [id])
      const owner = readByCall(this.#machine, which.address, data)
      if (owner !== undefined && owner !== 0n) continue
      if (!this.#setOwner(which.address, data, account)) return []
      ids.push(id)
    }
    const writes: RecordedWrite[] = []
    this.#writeNumber(known.slot, readNumberSlot(this.#machine, known.slot) + amount, writes)
    for (const write of writes) this.#world.setupRecord.note({ kind: 'storage', write })
    return ids
  }

  /** From now on nothing is looked for: what is not known of an account is asked by calls, which depends on the state alone. */
  settle(): void {
    this.#isSettled = true
  }

  #look(asset: number, which: Token, account: Address): Account {
    if (!this.#isSettled) return this.#find(asset, which, account)
    const asked: Account = { data: balanceCall(which, account), slot: undefined }
    this.#accounts[asset]!.set(account, asked)
    return asked
  }

  #find(asset: number, which: Token, account: Address): Account {
    const data = balanceCall(which, account)
    const found: Account = { data, slot: findNumberSlot(this.#machine, which.address, data) }
    this.#accounts[asset]!.set(account, found)
    return found
  }

  #supplyOf(asset: number, which: Token): NumberSlot | undefined {
    if (!this.#supplies.has(asset))
      this.#supplies.set(asset, findNumberSlot(this.#machine, which.address, supplyCall(which)))
    return this.#supplies.get(asset)
  }

  #isWrappedEther(asset: number, token: Address): boolean {
    let isWrapped = this.#wrapped.get(asset)
    if (isWrapped === undefined) this.#wrapped.set(asset, (isWrapped = isWrappedEther(this.#machine, token)))
    return isWrapped
  }

  /** A balance that is computed from a number per account (an index times it, say): that number is raised in proportion. */
  #grantComputed(token: Address, data: Uint8Array, amount: bigint, writes: RecordedWrite[]): boolean {
    const before = readByCall(this.#machine, token, data)
    if (before === undefined || before + amount >= AMOUNT_LIMIT) return false
    const wanted = before + amount
    for (const place of readsOf(this.#machine, token, data).slots) {
      const word = this.#machine.getStorage(place.address, place.slot)
      // Only what is the account's own: others' slots (an index, a supply) are not zero where it has nothing.
      if (before === 0n && word !== 0n) continue
      const got = withWord(this.#machine, place, wanted, () => readByCall(this.#machine, token, data))
      if (got === undefined || got === 0n || got >= AMOUNT_LIMIT) continue
      const scaled = (wanted * wanted) / got
      const then = withWord(this.#machine, place, scaled, () => readByCall(this.#machine, token, data))
      if (then === undefined || then < wanted - wanted / 100n || then > wanted + wanted / 100n) continue
      this.#machine.setStorage(place.address, place.slot, scaled)
      writes.push({ address: place.address, slot: place.slot, before: word, word: scaled })
      return true
    }
    return false
  }

  #setOwner(collection: Address, data: Uint8Array, account: Address): boolean {
    for (const place of readsOf(this.#machine, collection, data).slots) {
      if (this.#machine.getStorage(place.address, place.slot) !== 0n) continue
      const owner = BigInt(account)
      const seen = withWord(this.#machine, place, owner, () => readByCall(this.#machine, collection, data))
      if (seen !== owner) continue
      this.#world.setStorage(place.address, place.slot, owner)
      return true
    }
    return false
  }
}
