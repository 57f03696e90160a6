// Every table of cheatcodes that a world runs.

import type { CheatTable } from './context.ts'
import { arbitraryStorageCheats } from './hooks/arbitrary-storage.ts'
import { assumeCheats } from './hooks/assume.ts'
import { broadcastCheats, readCallersCheats } from './hooks/broadcast.ts'
import { expectCallCheats } from './hooks/expect-call.ts'
import { expectCreateCheats } from './hooks/expect-create.ts'
import { expectEmitCheats } from './hooks/expect-emit.ts'
import { expectRevertCheats } from './hooks/expect-revert.ts'
import { interceptInitcodeCheats } from './hooks/intercept-initcode.ts'
import { labelCheats } from './hooks/labels.ts'
import { lastCallGasCheats } from './hooks/last-call-gas.ts'
import { mappingCheats } from './hooks/mapping.ts'
import { mockFunctionCheats } from './hooks/mock-function.ts'
import { mockCheats } from './hooks/mock.ts'
import { noEffectCheats } from './hooks/no-effect.ts'
import { warmthCheats } from './meet-account.ts'
import { pauseGasCheats } from './hooks/pause-gas.ts'
import { prankCheats } from './hooks/prank.ts'
import { rawTransactionCheats } from './hooks/raw-transaction.ts'
import { recordCheats } from './hooks/record.ts'
import { sectionGasCheats } from './hooks/section-gas.ts'
import { snapshotCheats } from './hooks/snapshot.ts'
import { stateDiffCheats } from './hooks/state-diff.ts'
import { plainTables } from './plain/tables.ts'

export const CHEAT_TABLES: readonly CheatTable[] = [
  prankCheats,
  broadcastCheats,
  readCallersCheats,
  expectRevertCheats,
  expectEmitCheats,
  expectCallCheats,
  expectCreateCheats,
  assumeCheats,
  mockCheats,
  mockFunctionCheats,
  rawTransactionCheats,
  recordCheats,
  mappingCheats,
  arbitraryStorageCheats,
  sectionGasCheats,
  snapshotCheats,
  stateDiffCheats,
  labelCheats,
  interceptInitcodeCheats,
  lastCallGasCheats,
  pauseGasCheats,
  noEffectCheats,
  warmthCheats,
  ...plainTables,
]
