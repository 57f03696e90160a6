// Makes a failing random case smaller while it keeps failing: fewer messages and accounts, shorter programs, less
// storage and calldata.

import type { Message } from '../../src/evm/types.ts'
import type { RandomAccount, RandomCase } from './random-case.ts'

/** Tries per shrink; each runs the case on two engines. */
const TRIES_MAX = 3000

/**
 * The smallest case found that still fails.
 * @param isFailing Must be true for `failing`, and depend on nothing but the case.
 */
export async function shrinkCase(
  failing: RandomCase,
  isFailing: (candidate: RandomCase) => Promise<boolean>,
): Promise<RandomCase> {
  let smallest = failing
  let tries = 0
  const attempt = async (candidate: RandomCase): Promise<boolean> => {
    if (tries >= TRIES_MAX) return false
    tries++
    if (!(await isFailing(candidate))) return false
    smallest = candidate
    return true
  }
  for (let before: RandomCase | undefined; before !== smallest && tries < TRIES_MAX;) {
    before = smallest
    await shrinkList(
      () => smallest.messages,
      (messages) => attempt({ ...smallest, messages }),
    )
    await shrinkList(
      () => smallest.accounts,
      (accounts) => attempt({ ...smallest, accounts }),
    )
    await shrinkTargets(() => smallest, attempt)
    for (const { address } of smallest.accounts) {
      const account = (): RandomAccount => smallest.accounts.find((one) => one.address === address)!
      const withAccount = (change: Partial<RandomAccount>): RandomCase => ({
        ...smallest,
        accounts: smallest.accounts.map((one) => (one.address === address ? { ...one, ...change } : one)),
      })
      await shrinkList(
        () => account().program,
        (program) => attempt(withAccount({ program })),
      )
      await shrinkList(
        () => [...(account().state.storage ?? [])],
        (storage) => attempt(withAccount({ state: { ...account().state, storage: new Map(storage) } })),
      )
    }
    for (let index = 0; index < smallest.messages.length; index++) {
      for (const simpler of simplerMessages(smallest.messages[index]!)) {
        await attempt({ ...smallest, messages: smallest.messages.with(index, simpler) })
      }
    }
  }
  return smallest
}

// Takes out runs of items, long ones first (the greedy half of delta debugging, Zeller 2002).
async function shrinkList<Item>(
  current: () => readonly Item[],
  attempt: (shorter: readonly Item[]) => Promise<boolean>,
): Promise<void> {
  for (let size = Math.ceil(current().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < current().length;) {
      const items = current()
      if (!(await attempt([...items.slice(0, from), ...items.slice(from + size)]))) from += size
    }
  }
}

// Sends messages straight to an account that only another account has called, and does without the other one.
async function shrinkTargets(
  current: () => RandomCase,
  attempt: (simpler: RandomCase) => Promise<boolean>,
): Promise<void> {
  for (const { address } of current().accounts) {
    for (const { address: direct } of current().accounts) {
      if (direct === address) continue
      const messages = current().messages.map((message) =>
        message.to === address ? { ...message, to: direct } : message,
      )
      const accounts = current().accounts.filter((account) => account.address !== address)
      if (await attempt({ ...current(), accounts, messages })) break
    }
  }
}

function simplerMessages(message: Message): readonly Message[] {
  const { origin, static: isStatic, ...plain } = message
  return [
    ...(origin === undefined && isStatic === undefined ? [] : [plain]),
    ...((message.data?.length ?? 0) === 0 || message.to === undefined
      ? []
      : [{ ...message, data: new Uint8Array() }]),
    ...((message.value ?? 0n) === 0n ? [] : [{ ...message, value: 0n }]),
    ...((message.gasPrice ?? 0n) === 0n ? [] : [{ ...message, gasPrice: 0n }]),
  ]
}
