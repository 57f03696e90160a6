// Assertions of the first versions of ds-test only set a variable of the test: neither forge, without `legacy_assertions`, nor the search
// looks at it. What such a test says holds whatever happens.

import { bytesToHex } from '../primitives/hex.ts'
import type { World } from '../world/types.ts'

/** 'failed' as later versions write it to the account of the cheatcodes. */
const MARK = '6661696c6564'

/** Whether the test contract has ds-test's `failed`, and nothing that marks the run as failed. */
export function hasSilentAssertions({ machine, test }: World): boolean {
  const getters = test.artifact.abi.functions.filter(({ inputs }) => inputs.length === 0)
  const has = (name: string): boolean => getters.some((each) => each.name === name)
  return has('IS_TEST') && has('failed') && !bytesToHex(machine.getCode(test.address)).slice(2).includes(MARK)
}
