// vm.startStateDiffRecording and its answers: calls, creations and storage accesses in order. As foundry's inspector.rs, but
// without the opcodes that look at other accounts (BALANCE, EXTCODESIZE, ... and SELFDESTRUCT), which nobody tells us of.

import type { InterceptedCall, StorageTouch } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { bigIntToBytes32 } from '../../../primitives/bytes.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import { meetAccount } from '../meet-account.ts'
import { appended, type AppendList, EMPTY_LIST, listItems } from './append-list.ts'
import { isCreation } from '../../../evm/host.ts'
import type { EndedCall } from './ended-call.ts'

// AccountAccessKind
const KINDS = { call: 0n, delegatecall: 1n, callcode: 2n, staticcall: 3n, create: 4n, create2: 4n }
const RESUME = 6n
const RECORDED_MAX = 1_000_000
const NO_BYTES = new Uint8Array(0)

type Begun = {
  readonly type: 'begun'
  readonly depth: number
  readonly kind: bigint
  readonly account: Address
  readonly accessor: Address
  readonly isInitialized: boolean
  readonly balance: bigint
  readonly nonce: bigint
  readonly value: bigint
  readonly data: Uint8Array
}
type Ended = {
  readonly type: 'ended'
  readonly depth: number
  readonly hasReverted: boolean
  readonly balance: bigint
  readonly nonce: bigint
  /** Of a creation: the new account and its code. */
  readonly created: Address | undefined
  readonly code: Uint8Array
}
type Storage = {
  readonly type: 'storage'
  readonly depth: number
  readonly account: Address
  readonly slot: bigint
  readonly before: bigint
  readonly after: bigint
  readonly isWrite: boolean
}

/** What happened, in order; undefined: nothing is recorded. */
export const stateDiffSlot: CheatSlot<AppendList<Begun | Ended | Storage> | undefined> = cheatSlot(
  'stateDiff',
  undefined,
)

function record(context: CheatContext, event: () => Begun | Ended | Storage): void {
  const events = context.get(stateDiffSlot)
  if (events === undefined) return
  checkLimit('recorded accesses', events.length, RECORDED_MAX)
  context.set(stateDiffSlot, appended(events, event()))
}

/** A call or creation is about to be made, its caller already changed by pranks. */
export function recordBegun(context: CheatContext, call: InterceptedCall, depth: number): void {
  record(context, () => {
    const { machine } = context
    const { kind, caller, sender: accessor, value, to } = call
    const common = {
      type: 'begun',
      depth,
      kind: KINDS[kind],
      accessor,
      value,
      data: call.input.slice(),
    } as const
    if (to === undefined) return { ...common, account: accessor, isInitialized: true, balance: 0n, nonce: 0n }
    const acts = kind === 'delegatecall' || kind === 'callcode' ? caller : to
    return {
      ...common,
      account: to,
      isInitialized: machine.exists(acts),
      balance: machine.getBalance(acts),
      nonce: machine.getNonce(acts),
    }
  })
}

/** A call or creation came back. */
export function recordEnded(context: CheatContext, call: EndedCall): void {
  record(context, () => {
    const { machine } = context
    const creates = isCreation(call.kind)
    return {
      type: 'ended',
      depth: call.depth,
      hasReverted: call.status === 'revert',
      balance: machine.getBalance(call.address),
      nonce: machine.getNonce(call.address),
      created: creates ? call.address : undefined,
      code: creates && call.status === 'return' ? machine.getCode(call.address) : NO_BYTES,
    }
  })
}

/** A storage access is about to happen. */
export function recordStorage(context: CheatContext, touch: StorageTouch): void {
  record(context, () => {
    const { address, slot, value } = touch
    meetAccount(context, address, slot)
    const before = context.machine.getStorage(address, slot)
    const isWrite = touch.kind === 'write'
    // Within a frame foundry's depth is one more than that of the call which made it.
    return {
      type: 'storage',
      depth: touch.depth + 1,
      account: address,
      slot,
      before,
      after: value ?? before,
      isWrite,
    }
  })
}

type StorageAccess = Pick<Storage, 'account' | 'slot' | 'before' | 'after' | 'isWrite'> & {
  hasReverted: boolean
}
type AccountAccess = Omit<Begun, 'account'> & {
  account: Address
  newBalance: bigint
  newNonce: bigint
  code: Uint8Array
  hasReverted: boolean
  readonly storage: StorageAccess[]
}

/** Plays the events back, as foundry keeps them while they happen: a list for each open call, joined when it ends. */
function accessesOf(context: CheatContext): readonly AccountAccess[] {
  const open: AccountAccess[][] = []
  for (const event of listItems(context.get(stateDiffSlot) ?? EMPTY_LIST)) {
    if (event.type === 'begun') open.push([begin(event)])
    else if (event.type === 'storage') addStorage(open.at(-1), event)
    else if (event.depth > 0) end(open, event)
  }
  return open.flat()
}

function begin(begun: Begun): AccountAccess {
  return { ...begun, newBalance: 0n, newNonce: 0n, code: NO_BYTES, hasReverted: false, storage: [] }
}

function addStorage(last: AccountAccess[] | undefined, touch: Storage): void {
  const first = last?.[0]
  if (last === undefined || first === undefined || first.depth >= touch.depth) return
  const { account, slot, before, after, isWrite } = touch
  const access = { account, slot, before, after, isWrite, hasReverted: false }
  const newest = last.at(-1)!
  if (last.length === 1 || newest.kind === RESUME) {
    newest.storage.push(access)
    return
  }
  // After a call the first account goes on: a record of its own keeps the order.
  const none = {
    balance: 0n,
    newBalance: 0n,
    nonce: 0n,
    newNonce: 0n,
    value: 0n,
    data: NO_BYTES,
    code: NO_BYTES,
  }
  last.push({ ...first, ...none, kind: RESUME, storage: [access] })
}

function end(open: AccountAccess[][], event: Ended): void {
  const last = open.pop()
  const first = last?.[0]
  if (last === undefined || first === undefined) return
  if (event.hasReverted) {
    for (const access of last) {
      access.hasReverted = true
      for (const each of access.storage) each.hasReverted = true
    }
  }
  if (first.depth === event.depth) {
    first.newBalance = event.balance
    first.newNonce = event.nonce
    if (event.created !== undefined) {
      first.account = event.created
      first.code = event.code
    }
  }
  const outer = open.at(-1)
  if (outer === undefined) open.push(last)
  else outer.push(...last)
}

function storageValue(access: StorageAccess): AbiValue {
  const { account, slot, isWrite, before, after, hasReverted } = access
  return [
    account,
    bigIntToBytes32(slot),
    isWrite,
    bigIntToBytes32(before),
    bigIntToBytes32(after),
    hasReverted,
  ]
}

function accountValue(access: AccountAccess, chainId: bigint): AbiValue {
  return [
    [0n, chainId],
    access.kind,
    access.account,
    access.accessor,
    access.isInitialized,
    access.balance,
    access.newBalance,
    access.code,
    access.value,
    access.data,
    access.hasReverted,
    access.storage.map(storageValue),
    BigInt(access.depth),
    access.nonce,
    access.newNonce,
  ]
}

export const stateDiffCheats: CheatTable = {
  'startStateDiffRecording()': (context) => context.set(stateDiffSlot, EMPTY_LIST),
  'stopAndReturnStateDiff()': (context) => {
    const accesses = accessesOf(context)
    // It goes on with an empty list: foundry does.
    context.set(stateDiffSlot, EMPTY_LIST)
    return [accesses.map((access) => accountValue(access, context.block.chainId))]
  },
  'getStorageAccesses()': (context) => [
    accessesOf(context).flatMap(({ storage }) => storage.map(storageValue)),
  ],
}
