// How the envelope of a transaction reaches the core.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { Precompiles } from './precompiles/precompiles.ts'
import type { TransactionDoor, TransactionState } from './transaction.ts'
import { writeBlobHashes, writeGasPrice, writeOrigin } from './transaction-env.ts'
import type { ExecutionResult, Transaction } from './types.ts'

export type TransactionDoorParts = {
  readonly core: Core
  readonly machine: TransactionState
  readonly precompiles: Precompiles
  /** Executes the message that is written but for its data. */
  readonly run: (data: Uint8Array, gas: bigint, creates: boolean) => ExecutionResult
}

/** The door for one transaction. */
export function transactionDoor(parts: TransactionDoorParts, transaction: Transaction): TransactionDoor {
  const { core, machine, precompiles } = parts
  const { doors } = core
  return {
    machine,
    precompiles,
    begin: (gasPrice) => {
      writeOrigin(core, transaction.from)
      writeGasPrice(core, gasPrice)
      writeBlobHashes(core, transaction.blobHashes ?? [])
      doors.beginTransaction()
    },
    warmAddress: (address) => {
      core.setAddress(L.WORDS, address)
      doors.warmAddress()
    },
    warmSlot: (address, slot) => {
      core.setAddress(L.WORDS, address)
      core.setWord(L.WORDS + 32, slot)
      doors.warmStorage()
    },
    execute: (gas) => {
      const { from, to, value, data } = transaction
      core.setAddress(L.MESSAGE + L.MSG_FROM, from)
      core.u32[(L.MESSAGE + L.MSG_KIND) >> 2] = to === undefined ? 1 : 0
      if (to !== undefined) core.setAddress(L.MESSAGE + L.MSG_TO, to)
      core.setWord(L.MESSAGE + L.MSG_VALUE, value)
      core.words[(L.MESSAGE + L.MSG_GAS) >> 3] = gas
      core.u32[(L.MESSAGE + L.MSG_STATIC) >> 2] = 0
      core.u32[(L.MESSAGE + L.MSG_SCOPE) >> 2] = 0
      core.u32[(L.MESSAGE + L.MSG_NONCE_RAISED) >> 2] = 1
      return parts.run(data, gas, to === undefined)
    },
    touch: (address) => {
      core.setAddress(L.WORDS, address)
      doors.touchAddress()
    },
    finish: () => doors.finishTransaction(),
  }
}
