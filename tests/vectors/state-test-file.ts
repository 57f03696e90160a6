// A file of state tests: JSON, an object of tests by name. One test is a pre-state, a block environment and a
// transaction with lists of data, gas limits and values; each entry of `post[fork]` picks one of each and is one case.
// Format: "State Tests" in the documentation of ethereum/execution-spec-tests, and the older one of ethereum/tests.

import type { AccountDump, AccountState, Address, Fork } from '../../src/evm/types.ts'
import { BaseError } from '../../src/primitives/errors.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import type { Hex } from '../../src/primitives/hex.ts'

/** Accounts by lower-case address. */
export type AccountFields = Readonly<
  Record<string, { nonce: string; balance: string; code: string; storage: Readonly<Record<string, string>> }>
>

/** Block environment as the file has it: hex numbers. */
export type EnvFields = {
  readonly currentCoinbase: string
  readonly currentGasLimit: string
  readonly currentNumber: string
  readonly currentTimestamp: string
  readonly currentDifficulty?: string
  readonly currentRandom?: string
  readonly currentBaseFee?: string
  readonly currentExcessBlobGas?: string
}

/** Transaction template as the file has it: hex numbers; `to` is empty for a creation. */
export type TransactionFields = {
  readonly data: readonly string[]
  readonly gasLimit: readonly string[]
  readonly value: readonly string[]
  readonly nonce: string
  readonly to?: string
  readonly sender?: string
  readonly secretKey?: string
  readonly gasPrice?: string
  readonly maxFeePerGas?: string
  readonly maxPriorityFeePerGas?: string
  readonly maxFeePerBlobGas?: string
  readonly blobVersionedHashes?: readonly string[]
  /** One per entry of `data`; null where there is none. */
  readonly accessLists?: readonly (readonly AccessListFields[] | null)[]
  readonly authorizationList?: readonly AuthorizationFields[]
}

/** EIP-2930 entry. */
export type AccessListFields = { readonly address: string; readonly storageKeys: readonly string[] }

/** EIP-7702 tuple; the older name of `yParity` is `v`. */
export type AuthorizationFields = {
  readonly chainId: string
  readonly address: string
  readonly nonce: string
  readonly v?: string
  readonly yParity?: string
  readonly r: string
  readonly s: string
}

/** Positions in the lists of a transaction template. */
export type TransactionIndexes = { readonly data: number; readonly gas: number; readonly value: number }

/** What one case expects. */
export type PostFields = {
  /** State root. */
  readonly hash: Hex
  /** Hash of the logs. */
  readonly logs: Hex
  readonly indexes: TransactionIndexes
  /** The signed transaction. */
  readonly txbytes?: string
  /** Names of the errors of which one must reject the transaction, joined by `|`. */
  readonly expectException?: string
  /** The whole state after the transaction. */
  readonly state?: AccountFields
}

/** Chain parameters; absent: main net. */
export type ConfigFields = {
  readonly chainid?: string
  readonly blobSchedule?: Readonly<Record<string, { readonly baseFeeUpdateFraction: string }>>
}

/** One named test of a file. */
export type StateTest = {
  readonly env: EnvFields
  readonly pre: AccountFields
  readonly transaction: TransactionFields
  readonly post: Readonly<Record<string, readonly PostFields[]>>
  readonly config?: ConfigFields
}

/** One case: a test, a fork and a position in `post[fork]`. */
export type CaseKey = {
  readonly testName: string
  readonly test: StateTest
  /** The fork's name as the file writes it. */
  readonly forkName: string
  readonly index: number
  readonly expected: PostFields
}

const FORKS: ReadonlyMap<string, Fork> = new Map([
  ['London', 'london'],
  ['Paris', 'paris'],
  ['Merge', 'paris'],
  ['Shanghai', 'shanghai'],
  ['Cancun', 'cancun'],
  ['Prague', 'prague'],
  ['Osaka', 'osaka'],
])

/** Our fork of that name; undefined for older ones and for transitions between two. */
export function forkOfName(forkName: string): Fork | undefined {
  return FORKS.get(forkName)
}

/**
 * Every case of a file, in the order of the file.
 * @throws StateTestFileError if the text is not a file of state tests.
 */
export function readCases(text: string): readonly CaseKey[] {
  const cases: CaseKey[] = []
  for (const [testName, test] of Object.entries(parseTests(text)))
    for (const [forkName, posts] of Object.entries(test.post))
      for (const [index, expected] of posts.entries())
        cases.push({ testName, test, forkName, index, expected })
  return cases
}

// Cases of one test begin with the same accounts, and each engine runs each of them.
const read = new WeakMap<AccountFields, ReadonlyMap<Address, AccountDump & AccountState>>()

/**
 * The accounts of a file in the shapes of the Machine. Slots that hold zero are no slots and are left out. The same accounts for the same
 * fields: nobody changes them.
 */
export function readAccounts(fields: AccountFields): ReadonlyMap<Address, AccountDump & AccountState> {
  const known = read.get(fields)
  if (known !== undefined) return known
  const accounts = new Map<Address, AccountDump & AccountState>()
  for (const [address, account] of Object.entries(fields)) {
    const storage = new Map<bigint, bigint>()
    for (const [slot, word] of Object.entries(account.storage)) {
      const value = BigInt(word)
      if (value !== 0n) storage.set(BigInt(slot), value)
    }
    accounts.set(readAddress(address), {
      nonce: BigInt(account.nonce),
      balance: BigInt(account.balance),
      code: hexToBytes(account.code),
      storage,
    })
  }
  read.set(fields, accounts)
  return accounts
}

/** An address in lower case. */
export function readAddress(text: string): Address {
  return text.toLowerCase() as Address
}

function parseTests(text: string): Readonly<Record<string, StateTest>> {
  let tests: unknown
  try {
    tests = JSON.parse(text)
  } catch (error) {
    throw new StateTestFileError(reasonOfText(text), { cause: error })
  }
  if (typeof tests !== 'object' || tests === null || Array.isArray(tests))
    throw new StateTestFileError('not an object of tests')
  for (const [name, test] of Object.entries(tests)) {
    const isStateTest =
      typeof test === 'object' &&
      test !== null &&
      ['env', 'pre', 'transaction', 'post'].every((field) => field in test)
    if (!isStateTest) throw new StateTestFileError(`"${name}" is not a state test`)
  }
  return tests as Readonly<Record<string, StateTest>>
}

function reasonOfText(text: string): string {
  return text.startsWith('version https://git-lfs') ? 'a Git LFS pointer, not the file' : 'not JSON'
}

/** A file that holds no state tests. Its reason stands in the list of skipped files. */
export class StateTestFileError extends BaseError {
  readonly code = 'STATE_TEST_FILE'
  readonly reason: string

  constructor(reason: string, options: { readonly cause?: unknown } = {}) {
    super(`Not a file of state tests: ${reason}.`, options)
    this.reason = reason
  }
}
