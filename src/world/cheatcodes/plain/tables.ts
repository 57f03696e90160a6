// Cheatcodes that need nothing but their arguments, the state, the block and the project: no hooks into executions.

import type { CheatTable } from '../context.ts'
import { accountCheats } from './accounts.ts'
import { allocsCheats } from './allocs.ts'
import { assertCheats } from './assert.ts'
import { blockCheats } from './block.ts'
import { codeCheats } from './code.ts'
import { cryptoCheats } from './crypto.ts'
import { delegationCheats } from './delegations.ts'
import { eip712Cheats } from './eip712.ts'
import { envCheats } from './env.ts'
import { ffiCheats } from './ffi.ts'
import { fileCheats } from './files.ts'
import { forkCheats } from './forks.ts'
import { jsonCheats, tomlCheats } from './json.ts'
import { randomCheats } from './random.ts'
import { rlpCheats } from './rlp.ts'
import { rpcUrlCheats } from './rpc-urls.ts'
import { serializeCheats } from './serialize.ts'
import { stringCheats } from './strings.ts'
import { transactionCheats } from './transaction.ts'
import { versionCheats } from './versions.ts'

export const plainTables: readonly CheatTable[] = [
  assertCheats,
  accountCheats,
  allocsCheats,
  blockCheats,
  codeCheats,
  cryptoCheats,
  delegationCheats,
  eip712Cheats,
  envCheats,
  ffiCheats,
  fileCheats,
  forkCheats,
  jsonCheats,
  tomlCheats,
  randomCheats,
  rlpCheats,
  rpcUrlCheats,
  serializeCheats,
  stringCheats,
  transactionCheats,
  versionCheats,
]
