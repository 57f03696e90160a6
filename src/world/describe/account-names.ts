// What people call an account: its label, its contract's name, its role. One account, one name; one name, one account.

import type { Address } from '../../evm/types.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../attacker/attacker.ts'
import { BORROWED_STORAGE } from '../attacker/borrowed-storage.ts'
import { FORCED_ETHER } from '../attacker/forced-ether.ts'
import { CONSOLE_ADDRESS, CREATE2_FACTORY, VM_ADDRESS } from '../addresses.ts'
import { cloneTarget } from '../clone-target.ts'
import { HONEST_USER_NAMES, HONEST_USERS, NEWCOMER } from '../honest-users.ts'
import { storageNames } from '../storage-names.ts'
import type { KnownContract, World } from '../types.ts'

/** Names of accounts, safe to print. */
export type Names = {
  /** 'alice', 'Vault', 'Token 2', 'outsider 1'; a short form of the address if nothing is known of it. */
  nameOf(address: Address): string
  /** As nameOf, but undefined if nothing is known of it. */
  knownName(address: Address): string | undefined
  /** By lower-case address, what formatValue takes. */
  readonly map: ReadonlyMap<string, string>
}

export type NamesOptions = {
  /** Accounts that the search sends from: those without a label are 'outsider 1', 'outsider 2', in this order. */
  readonly senders?: readonly Address[]
  /** Contracts that were there before, and may be there no more: they keep their names. */
  readonly before?: readonly KnownContract[]
}

const NAME_CHARACTERS_MAX = 40

const FIXED: readonly (readonly [Address, string])[] = [
  [VM_ADDRESS, 'VM'],
  [CONSOLE_ADDRESS, 'console'],
  [CREATE2_FACTORY, 'Create2Deployer'],
  ['0x0000000000000000000000000000000000000000', 'address(0)'],
  [ATTACKER_ACCOUNTS[0], 'attacker'],
  [ATTACKER_ACCOUNTS[1], 'attacker 2'],
  [ATTACKER_CONTRACT, "attacker's contract"],
  [NEWCOMER, 'newcomer'],
  [FORCED_ETHER, 'ForcedEther'],
  [BORROWED_STORAGE, 'borrowed storage'],
  [ATTACKER_NEWBORN, "attacker's constructor"],
  ...HONEST_USERS.map((address, i): readonly [Address, string] => [address, HONEST_USER_NAMES[i]!]),
]

/**
 * Names of everything that the world knows now. Of several accounts with one name, all but the first in order of creation get
 * a number behind it: a label cannot pass one account off as another.
 */
export function accountNames(world: World, options: NamesOptions = {}): Names {
  const map = new Map<string, string>()
  const taken = new Map<string, number>()
  const give = (address: Address, wanted: string): void => {
    const key = address.toLowerCase()
    if (map.has(key)) return
    const base = clippedText(wanted, NAME_CHARACTERS_MAX).trim() || 'unnamed'
    let count = (taken.get(base) ?? 0) + 1
    // 'Token 2' may be somebody's own label.
    while (count > 1 && taken.has(`${base} ${count}`)) count++
    taken.set(base, count)
    const name = count === 1 ? base : `${base} ${count}`
    if (count > 1) taken.set(name, 1)
    map.set(key, name)
  }
  for (const [address, name] of FIXED) give(address, name)
  give(world.test.address, world.labels.get(world.test.address) ?? world.test.artifact.name)
  // Contracts before accounts without code: who reads 'Vault' should not meet a sender of that name.
  const byAddress = new Map(
    [...(options.before ?? []), ...world.contracts()].map((each) => [each.address, each]),
  )
  const contracts = [...byAddress.values()]
  const countOf = new Map<string, number>()
  for (const { artifact } of contracts)
    if (artifact !== undefined) countOf.set(artifact.name, (countOf.get(artifact.name) ?? 0) + 1)
  const variables = variableNames(world)
  for (const { address, artifact } of contracts) {
    const label = world.labels.get(address)
    const isOnly = artifact !== undefined && countOf.get(artifact.name) === 1
    // 'Vault' says more than the variable 'v' that holds it, but 'weth' more than the second of three MockERC20.
    const own = artifact?.name ?? cloneName(world, address)
    const name = label === undefined || (isOnly && variables.get(address) === label) ? own : label
    if (name !== undefined) give(address, name)
  }
  for (const [address, label] of world.labels) give(address, label)
  let outsiders = 0
  for (const sender of options.senders ?? [])
    if (!map.has(sender.toLowerCase())) give(sender, `outsider ${++outsiders}`)
  give(world.sender, 'test sender')

  const knownName = (address: Address): string | undefined => map.get(address.toLowerCase())
  return { map, knownName, nameOf: (address) => knownName(address) ?? shortAddress(address) }
}

/** 'Pool clone', of a clone of the contract Pool: its own code has no source. */
function cloneName(world: World, address: Address): string | undefined {
  const target = cloneTarget(world.machine.getCode(address))
  const behind = target === undefined ? undefined : world.artifactAt(target)
  return behind === undefined ? undefined : `${behind.name} clone`
}

/** Names that are nobody's label but a variable of the test contract's: the world takes them for labels. */
function variableNames({ test, machine }: World): ReadonlyMap<Address, string> {
  return storageNames(test.artifact.storageLayout, (slot) => machine.getStorage(test.address, slot))
}

/** '0x7109…Dd12': enough to recognise it, in a line that also says other things. */
export function shortAddress(address: Address): string {
  const full = checksumAddress(address)
  return full.length === 42 ? `${full.slice(0, 6)}…${full.slice(-4)}` : full
}
