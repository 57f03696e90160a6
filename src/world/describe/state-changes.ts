// What a call sequence changed, by the names of variables.

import type { AccountDump, Address } from '../../evm/types.ts'
import { decodeWord } from '../../project/abi/decode.ts'
import { changesAt } from '../../project/storage-layout.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { VM_ADDRESS } from '../addresses.ts'
import { LEDGER } from '../attacker/attacker.ts'
import { Experiments } from '../survey/experiments.ts'
import { implementationOf } from '../survey/proxy.ts'
import type { World } from '../types.ts'
import type { Names } from './account-names.ts'
import { slotNameByGetter, slotText } from './getter-names.ts'
import { readableNumber, readableValue, readableWei } from './readable-values.ts'

/** Something that is different after than before. All texts but `slot` are safe to print. */
export type StateChange = {
  readonly address: Address
  /** Name of the account. */
  readonly account: string
  readonly kind: 'storage' | 'balance' | 'code'
  /** 'balances[alice]', 'pools[3].fee'; the slot if the layout does not explain it; empty for balances and codes. */
  readonly variable: string
  readonly before: string
  readonly after: string
  /** Exact, for 'storage': the slot and its words before and after, 0 to 2^256-1; for 'balance' wei, with slot 0. */
  readonly words: { readonly slot: bigint; readonly before: bigint; readonly after: bigint }
}

/** All accounts of a world as they are now. */
export type StatePicture = ReadonlyMap<Address, AccountDump>

/** O(the whole state): for findings, not for the search. */
export function pictureOf(world: World): StatePicture {
  return world.machine.dump()
}

/** A sequence that writes more than this is not understood by reading all of it. */
export const CHANGES_MAX = 500

/**
 * What changed, contracts in order of their creation before other accounts, variables in order of their slots. At most
 * CHANGES_MAX. Call it in the state of `after`: the names of mapping keys come from hashes that the Machine remembers.
 */
export function stateChanges(
  world: World,
  before: StatePicture,
  after: StatePicture,
  names: Names,
): readonly StateChange[] {
  const order = new Map(world.contracts().map(({ address }, index) => [address, index]))
  const addresses = [...new Set([...before.keys(), ...after.keys()])]
    .filter((address) => !OURS.has(address))
    .map((address) => ({ address, rank: order.get(address) ?? Number.MAX_SAFE_INTEGER }))
    .sort((left, right) => left.rank - right.rank || (left.address < right.address ? -1 : 1))
  const out: StateChange[] = []
  for (const { address } of addresses) {
    accountChanges(world, address, before.get(address), after.get(address), names, out)
    if (out.length >= CHANGES_MAX) break
  }
  return out.slice(0, CHANGES_MAX)
}

/** Whose storage is notes of ours: nobody's contract knows of them. */
const OURS: ReadonlySet<Address> = new Set([VM_ADDRESS, LEDGER])

const NOTHING: AccountDump = { balance: 0n, nonce: 0n, code: new Uint8Array(0), storage: new Map() }

function accountChanges(
  world: World,
  address: Address,
  before: AccountDump = NOTHING,
  after: AccountDump = NOTHING,
  names: Names,
  out: StateChange[],
): void {
  const account = names.nameOf(address)
  if (before.code.length !== after.code.length) {
    const text = (code: Uint8Array): string =>
      code.length === 0 ? 'no code' : `${code.length} bytes of code`
    out.push({
      address,
      account,
      kind: 'code',
      variable: '',
      before: text(before.code),
      after: text(after.code),
      words: { slot: 0n, before: BigInt(before.code.length), after: BigInt(after.code.length) },
    })
  }
  if (before.balance !== after.balance)
    out.push({
      address,
      account,
      kind: 'balance',
      variable: '',
      before: readableWei(before.balance),
      after: readableWei(after.balance),
      words: { slot: 0n, before: before.balance, after: after.balance },
    })
  const slots = [...new Set([...before.storage.keys(), ...after.storage.keys()])]
    .filter((slot) => (before.storage.get(slot) ?? 0n) !== (after.storage.get(slot) ?? 0n))
    .sort((left, right) => (left < right ? -1 : 1))
  const artifacts = slots.length === 0 ? [] : artifactsOf(world, address)
  for (const slot of slots) {
    if (out.length >= CHANGES_MAX) return
    const words = { slot, before: before.storage.get(slot) ?? 0n, after: after.storage.get(slot) ?? 0n }
    const changed = firstNamed(artifacts, ({ storageLayout: layout }) =>
      layout === undefined
        ? []
        : changesAt(layout, slot, words, (hash) => world.machine.preimage(hash), names.map),
    )
    for (const { variable, before: was, after: is } of changed)
      out.push({
        address,
        account,
        kind: 'storage',
        variable: variable.name,
        before: readableValue(was, variable.type, names),
        after: readableValue(is, variable.type, names),
        words,
      })
    if (changed.length > 0) continue
    const [getter] = firstNamed(artifacts, (artifact) => {
      const name = slotNameByGetter(world, { address, artifact }, slot, names)
      return name === undefined ? [] : [name]
    })
    const text = (word: bigint): string =>
      getter === undefined
        ? readableNumber(word)
        : readableValue(decodeWord(getter.type, word), getter.type, names)
    out.push({
      address,
      account,
      kind: 'storage',
      variable: getter?.name ?? slotText(world, slot, names),
      before: text(words.before),
      after: text(words.after),
      words,
    })
  }
}

/** Whose variables may stand at an address: its own, and those of the code that it delegates to. */
function artifactsOf(world: World, address: Address): readonly ContractArtifact[] {
  if (world.machine.getCode(address).length === 0) return []
  const behind = implementationOf(new Experiments(world), address)
  return [address, ...(behind === undefined ? [] : [behind])].flatMap((each) => world.artifactAt(each) ?? [])
}

function firstNamed<T>(
  artifacts: readonly ContractArtifact[],
  names: (artifact: ContractArtifact) => readonly T[],
): readonly T[] {
  for (const artifact of artifacts) {
    const found = names(artifact)
    if (found.length > 0) return found
  }
  return []
}
