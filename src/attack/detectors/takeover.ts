// Takeover: an outsider holds what a function of the protocol asks for, or chose the code that the protocol runs.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, equalBytes } from '../../primitives/bytes.ts'
import { ADDRESS_MAX } from '../../primitives/hex.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isView } from '../../project/abi/mutability.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { templateBytes } from '../../project/bytecode-template.ts'
import { CALLER, DELEGATECALL, ORIGIN, usesOpcode } from '../../project/uses-opcode.ts'
import { asAccount } from '../../world/survey/plain-call.ts'
import { ADMIN_SLOT, BEACON_SLOT, IMPLEMENTATION_SLOT } from '../../world/survey/proxy.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { HolderSlot, SurveyedContract } from '../../world/survey/types.ts'
import { lapsingRights } from './lapsing-seats.ts'
import { PaidOut } from './paid-out.ts'
import type { Scene } from './scene.ts'
import type { Evidence } from './evidence.ts'
import type { Detector, Verdict } from './types.ts'

/** Where proxies keep what they depend on (EIP-1967). */
const PROXY_SLOTS: readonly (readonly [string, bigint])[] = [
  ['implementation', IMPLEMENTATION_SLOT],
  ['admin', ADMIN_SLOT],
  ['beacon', BEACON_SLOT],
]
/** Getters of an account that decides, for contracts that nobody was seen to have a right in: one that was never initialized. */
const HOLDER_GETTERS =
  /^_?(get)?(owner|admin|proxyAdmin|governance|governor|gov|authority|controller|guardian|operator|upgrader|implementation)(Address)?$/i
const ROLES_MAX = 16
const JOINING_GAS = 10_000_000n

/** Something that an attacker must not hold. */
type Right = {
  /** 'owner() of Vault'. */
  readonly name: string
  readonly contract: Address
  /** Whether the attacker holds it now; asked by calls, so that whoever watches is told what was read. */
  readonly isHeld: () => boolean
  /** The same of an account, if it is a getter that names the holder. */
  readonly isHeldBy?: (account: Address) => boolean
  /** Where it shows that the attacker holds it. */
  readonly evidence: () => Evidence
}

export function takeover(scene: Scene): Detector {
  const rights = [...holders(scene), ...memberships(scene)].filter(({ isHeld }) => !isHeld())
  const lapsing = lapsingOf(scene, rights)
  const paidOut = new PaidOut(scene)
  const slots = proxySlots(scene)
  const seats = hiddenSeats(scene)
  const { machine } = scene.world
  // What a proxy may point to without anybody else's code running: the world's own contracts.
  const ours = new Set(scene.world.contracts().map(({ address }) => BigInt(address)))
  return {
    name: 'takeover',
    rule:
      'Without spending anything, an outsider holds what a gate of the protocol depends on: its owner or a role; ' +
      'or the implementation, admin or beacon of a proxy is an account that the setup did not know.',
    judge: () => {
      for (const { address, name, slot, value } of slots) {
        const now = machine.getStorage(address, slot)
        if (now !== value && !ours.has(now) && !hasPaid(scene))
          return verdict(`the ${name} of ${scene.nameOf(address)} was replaced`, {
            kind: 'slot',
            address,
            slot,
          })
      }
      for (const right of [...rights, ...seats]) {
        if (!right.isHeld() || hasPaid(scene)) continue
        if ((scene.hasTimePassed && lapsing.has(right)) || paidOut.isOver(right.contract)) continue
        return verdict(`the attacker is ${right.name}`, right.evidence())
      }
      return undefined
    },
    touch: () => {
      for (const { address, slot } of seats) scene.trials.touchSlots(address, [slot])
      for (const { address, slot } of slots) scene.trials.touchSlots(address, [slot])
      for (const { isHeld } of rights) isHeld()
    },
  }
}

function verdict(words: string, evidence: Evidence): Verdict {
  return { words, details: `${words[0]!.toUpperCase()}${words.slice(1)}.`, evidence }
}

/** Who has paid for it, as for a throne in a game, has bought it. */
function hasPaid(scene: Scene): boolean {
  return scene.hasSpent(() => 0n)
}

/** Rights that fall to whoever asks for them when time has passed. */
function lapsingOf(scene: Scene, rights: readonly Right[]): ReadonlySet<Right> {
  const lapsing = new Set<Right>()
  for (const contract of protocol(scene)) {
    const own = rights.filter((right) => right.contract === contract.address && right.isHeldBy !== undefined)
    if (own.length === 0) continue
    const lapse = lapsingRights(
      scene,
      contract,
      own.map(({ isHeldBy }) => isHeldBy!),
    )
    for (const [i, right] of own.entries()) if (lapse[i] === true) lapsing.add(right)
  }
  return lapsing
}

// ---- rights ----------------------------------------------------------------------------------------------------------

/** Getters of gates, and those that say by their name that they hold a right. */
function holders(scene: Scene): readonly Right[] {
  const found = new Map<string, Right>()
  const add = (contract: Address, getter: AbiFunction): void => {
    const key = `${contract}.${getter.signature}`
    if (found.has(key)) return
    const data = encodeCall(getter, [])
    const holder = (): bigint | undefined => readByCall(scene.world.machine, contract, data)
    found.set(key, {
      name: `${getter.name} of ${scene.nameOf(contract)}`,
      contract,
      isHeld: () => isAttacker(scene, holder()),
      isHeldBy: (account) => holder() === BigInt(account),
      evidence: () => ({ kind: 'answer', to: contract, data }),
    })
  }
  for (const { contract, getter } of scene.survey.gates)
    if (getter !== undefined && getter.inputs.length === 0) add(contract, getter)
  for (const contract of protocol(scene)) {
    // What nobody held is no right, whatever its name, where no code asks who somebody is or runs somebody else's: a receiver of tokens
    // notes who sent them.
    const asks = usesOpcode(templateBytes(contract.artifact.runtime), CALLER, ORIGIN, DELEGATECALL)
    for (const abi of contract.artifact.abi.functions) {
      const gives = abi.outputs.length === 1 ? abi.outputs[0]!.type.kind : undefined
      const isNamed =
        isView(abi) && abi.inputs.length === 0 && gives === 'address' && HOLDER_GETTERS.test(abi.name)
      if (isNamed && (asks || isHeldByAnybody(scene, contract.address, abi))) add(contract.address, abi)
    }
  }
  return [...found.values()]
}

function isHeldByAnybody({ world }: Scene, contract: Address, getter: AbiFunction): boolean {
  const holder = readByCall(world.machine, contract, encodeCall(getter, []))
  return holder !== undefined && holder !== 0n
}

/** Variables without a getter that gates depend on, read as they stand in storage. */
function hiddenSeats(scene: Scene): readonly (Right & Pick<HolderSlot, 'address' | 'slot'>)[] {
  const { machine } = scene.world
  const found = new Map<string, Right & Pick<HolderSlot, 'address' | 'slot'>>()
  for (const { abi, contract, slot: place } of scene.survey.gates) {
    if (place === undefined) continue
    const { address, slot, shift } = place
    const key = `${address}.${slot}.${shift}`
    if (found.has(key)) continue
    found.set(key, {
      name: `who alone may call ${abi.name} of ${scene.nameOf(contract)}`,
      contract,
      isHeld: () => isAttacker(scene, (machine.getStorage(address, slot) >> shift) & ADDRESS_MAX),
      address,
      slot,
      evidence: () => ({ kind: 'slot', address, slot }),
    })
  }
  return [...found.values()].filter(({ isHeld }) => !isHeld())
}

function isAttacker({ attackers }: Scene, word: bigint | undefined): boolean {
  return word !== undefined && attackers.some((attacker) => BigInt(attacker) === word)
}

/**
 * Yes-or-no questions about an account that are answered with yes for a gate's holder, and whose answer opens the gate: hasRole,
 * wards, isAdmin. Only where they are not for ordinary users: anybody may become what they are.
 */
function memberships(scene: Scene): readonly Right[] {
  const { machine } = scene.world
  const users = scene.survey.actors.flatMap(({ address, kinds }) =>
    kinds.every((kind) => kind === 'user') ? [address] : [],
  )
  const found = new Map<string, Right>()
  for (const { contract, holder, lists } of scene.survey.gates) {
    const known = scene.survey.contracts.find(({ address }) => address === contract)
    if (known === undefined || users.includes(holder)) continue
    for (const { abi, first, label } of questions(scene, known)) {
      const key = `${contract}.${abi.signature}.${label}`
      if (found.has(key)) continue
      const asked = encodeCall(abi, [...first, holder])
      if (!lists.some((list) => equalBytes(list, asked))) continue
      const ask = (account: Address): boolean => {
        const word = readByCall(machine, contract, encodeCall(abi, [...first, account]))
        return word !== undefined && word !== 0n
      }
      if (!ask(holder) || ask(NOBODY_IN_PARTICULAR) || users.some(ask)) continue
      if (isOpenToAll(scene, contract, ask)) continue
      found.set(key, {
        name: `among those for whom ${label} of ${scene.nameOf(contract)} is true`,
        contract,
        isHeld: () => scene.attackers.some(ask),
        evidence: () => ({
          kind: 'answer',
          to: contract,
          data: encodeCall(abi, [...first, scene.attackers.find(ask) ?? scene.attackers[0]!]),
        }),
      })
    }
  }
  return [...found.values()]
}

/**
 * Whether somebody became a member by a call of its own in the setup, and nobody in particular would by the same call: anybody may
 * join. Who deployed something is not asked: it may have set up what was then left open.
 */
function isOpenToAll(
  { survey, trials, world }: Scene,
  contract: Address,
  ask: (account: Address) => boolean,
): boolean {
  const deployers = survey.actors.flatMap(({ address, kinds }) =>
    kinds.includes('deployer') ? [address] : [],
  )
  return survey.calls.some(({ from, to, value, data }) => {
    if (to !== contract || deployers.includes(from) || !ask(from)) return false
    const call = asAccount({ from, to, value, data, seconds: 0 }, NOBODY_IN_PARTICULAR)
    return trials.undone(() => {
      world.machine.call({ from: call.from, to, value, data: call.data, gas: JOINING_GAS })
      return ask(NOBODY_IN_PARTICULAR)
    })
  })
}

type Question = {
  readonly abi: AbiFunction
  /** What comes before the account. */
  readonly first: readonly Uint8Array[]
  readonly label: string
}

function questions(scene: Scene, { address, artifact }: SurveyedContract): readonly Question[] {
  const found: Question[] = []
  const roles: { readonly name: string; readonly value: Uint8Array }[] = [
    { name: 'DEFAULT_ADMIN_ROLE', value: new Uint8Array(32) },
  ]
  for (const abi of artifact.abi.functions) {
    const type = abi.outputs.length === 1 ? abi.outputs[0]!.type : undefined
    if (roles.length >= ROLES_MAX || !isView(abi) || abi.inputs.length > 0) continue
    if (type?.kind !== 'fixedBytes' || type.size !== 32) continue
    const word = readByCall(scene.world.machine, address, encodeCall(abi, []))
    if (word !== undefined && word !== 0n) roles.push({ name: abi.name, value: bigIntToBytes32(word) })
  }
  for (const abi of artifact.abi.functions) {
    if (!isView(abi) || abi.outputs.length !== 1) continue
    const answer = abi.outputs[0]!.type
    const kinds = abi.inputs.map(({ type }) => type.kind).join()
    if (kinds === 'fixedBytes,address' && answer.kind === 'bool') {
      for (const { name, value } of roles) found.push({ abi, first: [value], label: `${abi.name}(${name})` })
    } else if (kinds === 'address' && (answer.kind === 'bool' || WARD.test(abi.name)))
      found.push({ abi, first: [], label: abi.name })
  }
  return found
}

/** 1 instead of true (Maker). */
const WARD = /^wards$/
/** An address that nobody has. */
const NOBODY_IN_PARTICULAR: Address = '0x1f0e9d8c7b6a5948372615040302010ffeeddccb'

function protocol({ survey }: Scene): readonly SurveyedContract[] {
  return survey.contracts.filter(({ origin }) => origin === 'protocol')
}

// ---- proxies ---------------------------------------------------------------------------------------------------------

type ProxySlot = {
  readonly address: Address
  readonly name: string
  readonly slot: bigint
  readonly value: bigint
}

function proxySlots(scene: Scene): readonly ProxySlot[] {
  const { machine } = scene.world
  return protocol(scene).flatMap(({ address }) =>
    PROXY_SLOTS.flatMap(([name, slot]) => {
      const value = machine.getStorage(address, slot)
      return value === 0n ? [] : [{ address, name, slot, value }]
    }),
  )
}
