// vm.mockFunction: calls to one account run the code of another, on the state of the first. The Machine has no door for that:
// the account gets the other code for as long as the call takes. So what the call makes of the account in between, calling
// it again or looking at its code, meets the other code too. Goes away when an interceptor can say whose code runs.

import type { InterceptedCall } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import type { EndedCall } from './ended-call.ts'

type MockedFunction = {
  readonly account: Address
  /** Whose code runs. */
  readonly code: Address
  /** Exactly the calldata, or the selector that they begin with. */
  readonly data: Uint8Array
}

type Swap = { readonly account: Address; readonly depth: number; readonly code: Uint8Array }

export const mockedFunctionsSlot: CheatSlot<readonly MockedFunction[]> = cheatSlot('mockedFunctions', [])

/** Innermost last. */
export const swapsSlot: CheatSlot<readonly Swap[]> = cheatSlot('swaps', [])

const SELECTOR_BYTES = 4
const MOCKED_MAX = 1_000

/** A call is about to be made. */
export function applyMockedFunction(context: CheatContext, call: InterceptedCall, depth: number): void {
  const mocked = context.get(mockedFunctionsSlot)
  if (mocked.length === 0 || call.to === undefined) return
  const { to: account, input } = call
  const selector = input.subarray(0, SELECTOR_BYTES)
  const own = mocked.filter((each) => each.account === account)
  const found =
    own.find(({ data }) => equalBytes(data, input)) ?? own.find(({ data }) => equalBytes(data, selector))
  if (found === undefined) return
  const { machine } = context
  context.set(swapsSlot, [...context.get(swapsSlot), { account, depth, code: machine.getCode(account) }])
  machine.setCode(account, machine.getCode(found.code))
}

/** A call came back. */
export function endMockedFunction(context: CheatContext, call: EndedCall): void {
  const swaps = context.get(swapsSlot)
  const last = swaps.at(-1)
  if (last === undefined || last.depth !== call.depth || last.account !== call.codeAddress) return
  context.machine.setCode(last.account, last.code)
  context.set(swapsSlot, swaps.slice(0, -1))
}

export const mockFunctionCheats: CheatTable = {
  'mockFunction(address,address,bytes)': (context, [account, code, data]) => {
    const added = { account: account as Address, code: code as Address, data: data as Uint8Array }
    const others = context
      .get(mockedFunctionsSlot)
      .filter((each) => each.account !== account || !equalBytes(each.data, added.data))
    checkLimit('mocked functions', others.length, MOCKED_MAX)
    context.set(mockedFunctionsSlot, [...others, added])
  },
}
