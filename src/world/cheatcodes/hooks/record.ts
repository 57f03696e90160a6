// vm.record, vm.recordLogs and their answers: what contracts read, wrote and logged.

import type { StorageTouch } from '../../../evm/intercept.ts'
import type { Address, Log } from '../../../evm/types.ts'
import { bigIntToBytes32 } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import { appended, type AppendList, EMPTY_LIST, listItems } from './append-list.ts'

type Access = { readonly address: Address; readonly slot: bigint; readonly isWrite: boolean }

export const isRecordingSlot: CheatSlot<boolean> = cheatSlot('isRecording', false)
const accessesSlot: CheatSlot<AppendList<Access>> = cheatSlot('accesses', EMPTY_LIST)
/** Undefined: logs are not recorded. */
export const recordedLogsSlot: CheatSlot<AppendList<Log> | undefined> = cheatSlot('recordedLogs', undefined)

const RECORDED_MAX = 1_000_000

export function recordAccess(context: CheatContext, touch: StorageTouch): void {
  if (!context.get(isRecordingSlot)) return
  const { address, slot, kind } = touch
  const accesses = context.get(accessesSlot)
  checkLimit('recorded accesses', accesses.length, RECORDED_MAX)
  const access = { address, slot, isWrite: kind === 'write' }
  context.set(accessesSlot, appended(accesses, access))
}

export function recordLog(context: CheatContext, log: Log): void {
  const logs = context.get(recordedLogsSlot)
  if (logs === undefined) return
  checkLimit('recorded logs', logs.length, RECORDED_MAX)
  context.set(recordedLogsSlot, appended(logs, log))
}

function takeLogs(context: CheatContext): readonly Log[] {
  const logs = context.get(recordedLogsSlot)
  context.set(recordedLogsSlot, EMPTY_LIST)
  return logs === undefined ? [] : listItems(logs)
}

export const recordCheats: CheatTable = {
  'record()': (context) => {
    context.set(isRecordingSlot, true)
    context.set(accessesSlot, EMPTY_LIST)
  },
  'stopRecord()': (context) => context.set(isRecordingSlot, false),
  'accesses(address)': (context, [account]) => {
    const own = listItems(context.get(accessesSlot)).filter(({ address }) => address === account)
    // A write reads first what it replaces.
    return [
      own.map(({ slot }) => bigIntToBytes32(slot)),
      own.filter(({ isWrite }) => isWrite).map(({ slot }) => bigIntToBytes32(slot)),
    ]
  },
  'recordLogs()': (context) => context.set(recordedLogsSlot, EMPTY_LIST),
  'getRecordedLogs()': (context) => [
    takeLogs(context).map(({ topics, data, address }) => [
      topics.map((topic) => bigIntToBytes32(topic)),
      data,
      address,
    ]),
  ],
  'getRecordedLogsJson()': (context) => [
    JSON.stringify(
      takeLogs(context).map(({ topics, data, address }) => ({
        topics: topics.map((topic) => bytesToHex(bigIntToBytes32(topic))),
        data: bytesToHex(data),
        emitter: checksumAddress(address),
      })),
    ),
  ],
}
