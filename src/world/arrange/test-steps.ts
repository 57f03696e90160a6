// What a test does from outside of the contracts, in order: taken from a trace, to be done again step by step.

import type { StorageChange, TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { selectorIn, selectorOf } from '../../project/abi/selector.ts'
import { CONSOLE_ADDRESS, VM_ADDRESS } from '../addresses.ts'
import { likelyAddress } from '../likely-address.ts'

export type TestStep =
  | { readonly kind: 'call'; readonly call: TraceCall }
  /** The test contract wrote down something of its own. */
  | { readonly kind: 'storage'; readonly change: StorageChange }

/** Cheatcodes that prepare the world. Those that act on the next call (prank, expectRevert) have done it already in the trace. */
const PREPARING: ReadonlySet<number> = new Set(
  [
    'deal(address,uint256)',
    'warp(uint256)',
    'roll(uint256)',
    'fee(uint256)',
    'chainId(uint256)',
    'coinbase(address)',
    'difficulty(uint256)',
    'prevrandao(bytes32)',
    'prevrandao(uint256)',
    'txGasPrice(uint256)',
    'etch(address,bytes)',
    'store(address,bytes32,bytes32)',
    'setNonce(address,uint64)',
    'label(address,string)',
    'mockCall(address,bytes,bytes)',
  ].map(selectorOf),
)

/** The steps of a traced call to the test contract. What it calls of itself, and libraries that it runs, are part of it. */
export function stepsOf(outer: TraceCall, test: Address): readonly TestStep[] {
  const steps: TestStep[] = []
  const visit = ({ events }: TraceCall): void => {
    for (const event of events) {
      if (event.kind === 'storage') {
        if (event.change.address === test) steps.push({ kind: 'storage', change: event.change })
        continue
      }
      if (event.kind !== 'call') continue
      const { call } = event
      if (call.kind === 'delegatecall' || (call.to === test && call.kind === 'call')) {
        if (call.status === 'success') visit(call)
      } else if (call.isStatic || call.to === CONSOLE_ADDRESS) continue
      else if (call.to !== VM_ADDRESS || isPreparing(call)) steps.push({ kind: 'call', call })
    }
  }
  visit(outer)
  return steps
}

function isPreparing({ input }: TraceCall): boolean {
  const selector = selectorIn(input)
  return selector !== undefined && PREPARING.has(selector)
}

/** Accounts that send something in these steps, get it, or are named in it. */
export function accountsIn(steps: readonly TestStep[]): readonly Address[] {
  const found = new Set<Address>()
  for (const step of steps) {
    if (step.kind !== 'call') continue
    const { call } = step
    found.add(call.from)
    if (call.to !== VM_ADDRESS) found.add(call.to)
    if (call.kind !== 'call') continue
    for (let at = 4; at + 32 <= call.input.length; at += 32) {
      const named = likelyAddress(readWord(call.input, at))
      if (named !== undefined) found.add(named)
    }
  }
  return [...found]
}
