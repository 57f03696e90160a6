/** @ethereumjs/evm with its default SimpleStateManager, as a library user would call it. */

import { Common, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM } from '@ethereumjs/evm'
import { SimpleStateManager } from '@ethereumjs/statemanager'
import { createAccount, createAddressFromString } from '@ethereumjs/util'

import { ACTOR } from '../cases.ts'
import type { Engine, World } from './engine.ts'
import { addressOfWord, CALL_GAS, nowNs } from './engine.ts'

export const ethereumjs: Engine = { name: 'ethereumjs', open }

/** A fresh EVM per world: a checkpoint of SimpleStateManager copies all accounts and slots, so sharing would be unfair. */
async function open(initcode: Uint8Array, targetInput: Uint8Array): Promise<World> {
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Cancun })
  const stateManager = new SimpleStateManager({ common })
  const evm = await createEVM({ common, stateManager })
  const caller = createAddressFromString(ACTOR)
  await stateManager.putAccount(caller, createAccount({ nonce: 0n, balance: 10n ** 24n }))

  const deployment = await evm.runCall({ caller, data: initcode, gasLimit: CALL_GAS })
  if (deployment.execResult.exceptionError !== undefined || deployment.createdAddress === undefined) {
    throw new Error(`ethereumjs: deployment failed: ${deployment.execResult.exceptionError?.error}`)
  }
  endTransaction()

  async function call(to: string, input: Uint8Array, times: number): ReturnType<World['call']> {
    const address = createAddressFromString(to)
    let output: Uint8Array = new Uint8Array()
    const start = nowNs()
    for (let i = 0; i < times; i++) {
      await stateManager.checkpoint()
      const { execResult } = await evm.runCall({ caller, to: address, data: input, gasLimit: CALL_GAS })
      if (execResult.exceptionError !== undefined)
        throw new Error(`ethereumjs: ${execResult.exceptionError.error}`)
      output = execResult.returnValue
      await stateManager.revert()
      endTransaction()
    }
    return { elapsedNs: nowNs() - start, output }
  }

  // Warm sets and original values belong to one transaction; runCall leaves them to its caller.
  function endTransaction(): void {
    evm.journal.cleanJournal()
    evm.transientStorage.clear()
    stateManager.originalStorageCache.clear()
  }

  const bench = deployment.createdAddress.toString()
  const { output } = await call(bench, targetInput, 1)
  return { bench, target: addressOfWord(output), call }
}
