// The numbers of ERC-1155 contracts of which somebody has something: each is an asset of its own.

import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { topicOf } from '../../project/abi/selector.ts'
import type { World } from '../types.ts'
import type { Observed } from './observed-calls.ts'
import { BALANCE_OF_ID } from './standard-functions.ts'
import { readByCall } from './storage-reads.ts'
import type { SurveyedContract } from './types.ts'

/** Numbers that are looked at, of all contracts; accounts that may have them; numbers of one contract that count. */
const CANDIDATES_MAX = 64
const HOLDERS_MAX = 48
const IDS_MAX = 6
/** Contracts number from here. */
const SMALL_IDS: readonly bigint[] = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]

const TRANSFER_SINGLE = topicOf('TransferSingle(address,address,address,uint256,uint256)')
const TRANSFER_BATCH = topicOf('TransferBatch(address,address,address,uint256[],uint256[])')

/** By contract, ascending. Found by asking who has any of the numbers that the setup spoke of, and of the first few. */
export function findItems(
  world: World,
  contracts: readonly SurveyedContract[],
  accounts: readonly Address[],
  observed: Observed,
): ReadonlyMap<Address, readonly bigint[]> {
  const stores = contracts.filter(({ roles }) => roles.includes('erc1155'))
  if (stores.length === 0) return new Map()
  const holders = [...contracts.map(({ address }) => address), ...accounts, world.test.address].slice(
    0,
    HOLDERS_MAX,
  )
  const candidates = [...new Set([...loggedIds(world), ...saidIds(observed), ...SMALL_IDS])].slice(
    0,
    CANDIDATES_MAX,
  )
  return new Map(
    stores.map(({ address }) => {
      const isHeld = (id: bigint): boolean =>
        holders.some(
          (holder) =>
            (readByCall(world.machine, address, encodeCall(BALANCE_OF_ID, [holder, id])) ?? 0n) > 0n,
        )
      const ids = candidates.filter(isHeld).slice(0, IDS_MAX)
      return [address, ids.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))]
    }),
  )
}

/** Numbers of transfers in the setup, if it was traced. */
function loggedIds(world: World): readonly bigint[] {
  const ids = new Set<bigint>()
  const visit = ({ events }: TraceCall): void => {
    for (const event of events) {
      if (event.kind === 'call') visit(event.call)
      if (event.kind !== 'log' || ids.size >= CANDIDATES_MAX) continue
      const { topics, data } = event.log
      if (topics[0] === TRANSFER_SINGLE && data.length >= 32) ids.add(readWord(data, 0))
      if (topics[0] === TRANSFER_BATCH) for (const id of listAt(data)) ids.add(id)
    }
  }
  world.setupTrace?.calls.forEach(visit)
  return [...ids]
}

/** The first of two lists in the data of an event. */
function listAt(data: Uint8Array): readonly bigint[] {
  const at = 64
  const length = data.length >= at + 32 ? Number(readWord(data, at) & 0xffn) : 0
  return Array.from({ length }, (_, i) => at + 32 * (i + 1))
    .filter((place) => place + 32 <= data.length)
    .map((place) => readWord(data, place))
}

function saidIds({ calls }: Observed): readonly bigint[] {
  const words = calls.flatMap(({ data }) =>
    Array.from({ length: Math.max(0, (data.length - 4) >> 5) }, (_, i) => readWord(data, 4 + 32 * i)),
  )
  return [...new Set(words)].slice(0, CANDIDATES_MAX / 2)
}
