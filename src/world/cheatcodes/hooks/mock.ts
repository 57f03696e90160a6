// vm.mockCall and its family: calls that are answered without running anything. As crates/cheatcodes/src/evm/mock.rs.

import type { InterceptAnswer, InterceptedCall } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { compareBytes } from '../../../primitives/bytes.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import { meetAccount } from '../meet-account.ts'

type Mock = {
  /** What the calldata begin with. */
  readonly data: Uint8Array
  readonly value: bigint | undefined
  readonly isRevert: boolean
  /** Answers, one per call; the last stays. */
  readonly outputs: readonly Uint8Array[]
}

/** By account; the mock that fits best comes first. */
export const mocksSlot: CheatSlot<ReadonlyMap<Address, readonly Mock[]>> = cheatSlot('mocks', new Map())

const MOCKS_MAX = 1_000
const ONE_BYTE = Uint8Array.of(0)

/** The answer to a call that is mocked. The value moves as if the call had run. */
export function mockedAnswer(context: CheatContext, call: InterceptedCall): InterceptAnswer | undefined {
  const mocks = context.get(mocksSlot)
  if (mocks.size === 0 || call.to === undefined) return undefined
  const ofAccount = mocks.get(call.to)
  if (ofAccount === undefined) return undefined
  const { input } = call
  // Delegatecalls move no value: a mock with one does not fit them.
  const value = call.kind === 'delegatecall' ? undefined : call.value
  const isExact = (mock: Mock): boolean => mock.data.length === input.length && mock.value === value
  const fits = (mock: Mock): boolean =>
    startsWith(input, mock.data) && (mock.value === undefined || mock.value === value)
  const mock = ofAccount.find((each) => isExact(each) && fits(each)) ?? ofAccount.find(fits)
  const output = mock?.outputs[0]
  if (mock === undefined || output === undefined) return undefined
  if (value !== undefined && value > 0n) {
    const { machine } = context
    const balance = machine.getBalance(call.caller)
    if (balance < value) return { status: 'revert' }
    const to = call.kind === 'callcode' ? call.caller : call.to
    if (!mock.isRevert && to !== call.caller) {
      machine.setBalance(call.caller, balance - value)
      machine.setBalance(to, machine.getBalance(to) + value)
    }
  }
  if (mock.outputs.length > 1) {
    const rest = { ...mock, outputs: mock.outputs.slice(1) }
    const others = ofAccount.map((each) => (each === mock ? rest : each))
    context.set(mocksSlot, new Map(mocks).set(call.to, others))
  }
  return { status: mock.isRevert ? 'revert' : 'return', output }
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  if (bytes.length < start.length) return false
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false
  return true
}

/** Longer and greater calldata first, then greater values: what is more specific wins. */
function byFit(left: Mock, right: Mock): number {
  const order = compareBytes(right.data, left.data)
  if (order !== 0) return order
  if (left.value === right.value) return 0
  if (left.value === undefined) return 1
  if (right.value === undefined) return -1
  return left.value > right.value ? -1 : 1
}

function mock(
  context: CheatContext,
  account: AbiValue | undefined,
  data: AbiValue | undefined,
  value: AbiValue | undefined,
  outputs: readonly AbiValue[],
  isRevert: boolean,
): void {
  const { machine } = context
  const address = account as Address
  meetAccount(context, address)
  // Solidity checks that there is code before it calls.
  if (machine.getCode(address).length === 0) machine.setCode(address, ONE_BYTE)
  const added: Mock = {
    data: data as Uint8Array,
    value: value as bigint | undefined,
    isRevert,
    outputs: outputs as Uint8Array[],
  }
  const mocks = context.get(mocksSlot)
  const others = (mocks.get(address) ?? []).filter((each) => byFit(each, added) !== 0)
  checkLimit('mocked accounts', mocks.size, MOCKS_MAX)
  checkLimit('mocks of one account', others.length, MOCKS_MAX)
  context.set(mocksSlot, new Map(mocks).set(address, [...others, added].sort(byFit)))
}

export const mockCheats: CheatTable = {
  'mockCall(address,bytes,bytes)': (context, [to, data, output]) =>
    mock(context, to, data, undefined, [output!], false),
  'mockCall(address,uint256,bytes,bytes)': (context, [to, value, data, output]) =>
    mock(context, to, data, value, [output!], false),
  'mockCall(address,bytes4,bytes)': (context, [to, data, output]) =>
    mock(context, to, data, undefined, [output!], false),
  'mockCall(address,uint256,bytes4,bytes)': (context, [to, value, data, output]) =>
    mock(context, to, data, value, [output!], false),
  'mockCalls(address,bytes,bytes[])': (context, [to, data, outputs]) =>
    mock(context, to, data, undefined, outputs as AbiValue[], false),
  'mockCalls(address,uint256,bytes,bytes[])': (context, [to, value, data, outputs]) =>
    mock(context, to, data, value, outputs as AbiValue[], false),
  'mockCallRevert(address,bytes,bytes)': (context, [to, data, output]) =>
    mock(context, to, data, undefined, [output!], true),
  'mockCallRevert(address,uint256,bytes,bytes)': (context, [to, value, data, output]) =>
    mock(context, to, data, value, [output!], true),
  'mockCallRevert(address,bytes4,bytes)': (context, [to, data, output]) =>
    mock(context, to, data, undefined, [output!], true),
  'mockCallRevert(address,uint256,bytes4,bytes)': (context, [to, value, data, output]) =>
    mock(context, to, data, value, [output!], true),
  'clearMockedCalls()': (context) => context.set(mocksSlot, new Map()),
}
