// Does what a node would with a proof's transactions, on our own EVM: to see that they are enough.

import { hexToBytes } from '../../../primitives/hex.ts'
import type { World } from '../../../world/types.ts'
import type { Action, Check, ProofTransactions, Read } from './transactions.ts'
import { readByCall } from '../../../world/survey/storage-reads.ts'

const GAS = 1_000_000_000n

/** Undefined: all that must succeed does, and the loss is there. Else what is wrong. The world is empty, and is used. */
export function playTransactions(proof: ProofTransactions, world: World): string | undefined {
  for (const action of proof.setup) if (!isDone(world, action)) return `setting up: ${action.what} failed`
  const before = proof.checks.map((check) => lookUp(world, check))
  for (const action of proof.attack) if (!isDone(world, action)) return `${action.what} failed`
  const wrong = proof.checks.find((check, i) => !isRight(check, before[i]!, lookUp(world, check)))
  return wrong === undefined ? undefined : `it is not so that ${wrong.what}`
}

function isDone(world: World, action: Action): boolean {
  const { machine } = world
  switch (action.kind) {
    case 'balance':
      machine.setBalance(action.account, BigInt(action.wei))
      return true
    case 'storage':
      machine.setStorage(action.address, BigInt(action.slot), BigInt(action.word))
      return true
    case 'code':
      machine.setCode(action.address, hexToBytes(action.code))
      if (action.nonce !== undefined) machine.setNonce(action.address, BigInt(action.nonce))
      return true
    case 'time': {
      const { number, timestamp } = machine.block
      const later = (text: string, now: bigint): bigint => (text.startsWith('+') ? now : 0n) + BigInt(text)
      world.setTime(later(action.number, number), later(action.timestamp, timestamp))
      return true
    }
    case 'send': {
      const { from, to, at, nonce, wei, data, mustSucceed } = action
      // What a sender has sent cannot be taken back.
      if (nonce !== undefined && machine.getNonce(from) > BigInt(nonce)) return false
      if (nonce !== undefined) machine.setNonce(from, BigInt(nonce))
      const sent = { from, value: BigInt(wei), data: hexToBytes(data), gas: GAS, origin: from }
      const { status } = machine.call(to === null ? sent : { ...sent, to })
      if (to !== null) machine.setNonce(from, machine.getNonce(from) + 1n)
      if (status !== 'success') return !mustSucceed
      return at === undefined || machine.getCode(at).length > 0
    }
  }
}

/** The number that a check is about. */
function lookUp(world: World, check: Check): bigint {
  if ('sum' in check) return sumOf(world, check.sum)
  if ('read' in check) return readIn(world, check.read)
  if ('isGone' in check) return BigInt(world.machine.getCode(check.isGone).length)
  const mark = world.mark()
  const had = 'gives' in check ? sumOf(world, check.gives) : 0n
  const works = ('gives' in check ? check.calls : check.works).every(({ from, to, wei, data }) => {
    const { status } = world.machine.call({
      from,
      to,
      value: BigInt(wei),
      data: hexToBytes(data),
      gas: GAS,
      origin: from,
    })
    return status === 'success'
  })
  const answer = 'gives' in check ? sumOf(world, check.gives) - had : works ? 1n : 0n
  world.rollback(mark)
  return answer
}

function isRight(check: Check, had: bigint, has: bigint): boolean {
  if ('least' in check) return has - had >= BigInt(check.least)
  if ('most' in check) return has - had <= BigInt(check.most)
  if ('read' in check)
    return (check.before === null || had === BigInt(check.before)) && has === BigInt(check.after)
  if ('isGone' in check) return had > 0n && has === 0n
  if ('works' in check) return had === 1n && has === 0n
  return had >= BigInt(check.before) && has <= BigInt(check.after)
}

function sumOf(world: World, reads: readonly Read[]): bigint {
  return reads.reduce((sum, read) => sum + readIn(world, read), 0n)
}

function readIn({ machine }: World, read: Read): bigint {
  if ('balance' in read) return machine.getBalance(read.balance)
  if ('storage' in read) return machine.getStorage(read.storage, BigInt(read.slot))
  if ('code' in read) return BigInt(machine.getCode(read.code).length)
  return readByCall(machine, read.to, hexToBytes(read.data)) ?? 0n
}
