// Where the code of a proxy is: by the slots of standards (EIP-1967, EIP-1822, OpenZeppelin before them), the code of minimal
// clones (EIP-1167), and for all others by looking at whom they delegate to.

import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { addressIn } from './address-in.ts'
import { CONSOLE_ADDRESS, VM_ADDRESS } from '../addresses.ts'
import { cloneTarget } from '../clone-target.ts'
import type { World } from '../types.ts'
import type { Experiments } from './experiments.ts'
import { IMPLEMENTATION } from './standard-functions.ts'

/** keccak256('eip1967.proxy.implementation') - 1. */
export const IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbcn
/** keccak256('eip1967.proxy.beacon') - 1. */
export const BEACON_SLOT = 0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50n
/** keccak256('eip1967.proxy.admin') - 1. */
export const ADMIN_SLOT = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103n
/** keccak256('PROXIABLE') (EIP-1822), keccak256('org.zeppelinos.proxy.implementation'). */
const OTHER_SLOTS = [
  0xc5f16f0fcc639fa48a6947836d9850f504798523bf8c9a3a87d5876cf622bcf7n,
  0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3n,
]
/** Code that has no room for anything but a clone's. */
const CLONE_BYTES_MAX = 100
/** Nobody's function: what only a fallback takes. */
const UNKNOWN_CALL = new Uint8Array([0xfa, 0x01, 0x71, 0x1e])
const GAS_MAX = 1_000_000n

/** The implementation behind a contract; undefined if it is no proxy. */
export function implementationOf(experiments: Experiments, address: Address): Address | undefined {
  const { world } = experiments
  const { machine } = world
  const hasCode = (other: Address | undefined): other is Address =>
    other !== undefined && other !== address && machine.getCode(other).length > 0
  const stored = [IMPLEMENTATION_SLOT, ...OTHER_SLOTS].map((slot) =>
    addressIn(machine.getStorage(address, slot)),
  )
  const found = stored.find(hasCode)
  if (found !== undefined) return found
  const beacon = addressIn(machine.getStorage(address, BEACON_SLOT))
  if (hasCode(beacon)) {
    const word = experiments.askWord(beacon, IMPLEMENTATION)
    const behind = word === undefined ? undefined : addressIn(word)
    if (hasCode(behind)) return behind
  }
  const code = machine.getCode(address)
  if (code.length <= CLONE_BYTES_MAX) {
    const target = cloneTarget(code)
    if (hasCode(target)) return target
  }
  const artifact = world.artifactAt(address)
  if (artifact !== undefined && !artifact.abi.hasFallback) return undefined
  const delegate = delegateOf(world, address)
  return hasCode(delegate) ? delegate : undefined
}

/** To whom it delegates a call that it does not know. */
function delegateOf(world: World, address: Address): Address | undefined {
  const { machine } = world
  const { trace } = machine.trace(
    () => {
      const mark = world.mark()
      try {
        world.call({ to: address, data: UNKNOWN_CALL, gasMax: GAS_MAX })
      } catch {
        // It called a cheatcode that is not there: no proxy.
      } finally {
        world.rollback(mark)
      }
    },
    { bytesMax: 64, eventsMax: 100 },
  )
  const outer: TraceCall | undefined = trace.calls[0]
  for (const event of outer?.events ?? []) {
    if (event.kind !== 'call' || event.call.kind !== 'delegatecall') continue
    const { codeAddress, input } = event.call
    // Clones with arguments in their code hand these on behind what they were called with.
    const isPassedOn = UNKNOWN_CALL.every((byte, i) => input[i] === byte)
    if (isPassedOn && codeAddress !== VM_ADDRESS && codeAddress !== CONSOLE_ADDRESS) return codeAddress
  }
  return undefined
}
