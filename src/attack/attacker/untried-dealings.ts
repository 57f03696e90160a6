// What somebody may do to somebody else, though nobody of the setup did: calls that name an account and are refused about everybody as the
// setup left them. Healthy loans cannot be liquidated, so setups seldom show it; an account of the attacker's can be made to stand otherwise.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { makesWell } from '../../world/survey/plain-call.ts'
import type { Scene } from '../detectors/scene.ts'
import type { Call, Dealing, TargetFunction } from '../types.ts'

const DEALINGS_MAX = 4
/** Accounts that it is tried on. */
const ACCOUNTS_MAX = 6
/** Nothing, and a whole one of a token of six decimals. */
const AMOUNTS: readonly bigint[] = [0n, 1_000_000n]
const GAS = 5_000_000n
const ZERO: Address = `0x${'0'.repeat(40)}`
const PLAIN: ReadonlySet<AbiType['kind']> = new Set(['address', 'uint', 'int', 'bool'])

/**
 * Functions of the protocol, but those of tokens, that take plain values and an account first of all addresses, that were not called in
 * the setup, and that revert whichever user is named. The state stays as it is.
 * @param closed Positions of functions that only some may call.
 */
export function untriedDealings(
  scene: Scene,
  functions: readonly TargetFunction[],
  closed: ReadonlySet<number>,
): readonly Dealing[] {
  const { survey, attackers, world } = scene
  const isToken = (to: Address): boolean =>
    survey.assets.some((asset) => asset.kind !== 'ether' && asset.address === to)
  const isProtocol = (to: Address): boolean =>
    survey.contracts.some(({ address, origin }) => address === to && origin === 'protocol')
  const isKnown = ({ to, abi }: TargetFunction): boolean =>
    survey.calls.some((call) => call.to === to && selectorIn(call.data) === abi.selector)
  const [from] = attackers
  const users = [...new Set([...survey.positions.map(({ owner }) => owner), ...world.labels.keys()])]
  const accounts = users.filter((each) => !attackers.includes(each)).slice(0, ACCOUNTS_MAX)
  const [about] = accounts
  if (from === undefined || about === undefined) return []
  const found: Dealing[] = []
  for (const fn of functions) {
    if (found.length >= DEALINGS_MAX) break
    const { to, isTest, fixed, index } = fn
    if (to === undefined || isTest || fixed !== undefined || closed.has(index)) continue
    if (!isProtocol(to) || isToken(to) || isKnown(fn)) continue
    const types = fn.abi.inputs.map(({ type }) => type)
    if (!types.some(({ kind }) => kind === 'address') || !types.every(({ kind }) => PLAIN.has(kind))) continue
    const calls = (account: Address): Call[] =>
      AMOUNTS.map((amount) => {
        const data = encodeCall(fn.abi, valuesOf(types, account, amount))
        return { target: index, to, from, value: 0n, data, seconds: 0, blocks: 0 }
      })
    const isOpen = accounts.some((account) =>
      calls(account).some((call) => scene.trials.undone(() => makesWell(world.machine, call, GAS))),
    )
    if (!isOpen) found.push({ call: calls(about)[0]!, about })
  }
  return found
}

function valuesOf(types: readonly AbiType[], account: Address, amount: bigint): AbiValue[] {
  const first = types.findIndex(({ kind }) => kind === 'address')
  return types.map((type, i) => {
    if (type.kind === 'address') return i === first ? account : ZERO
    return type.kind === 'bool'
      ? false
      : type.kind === 'uint' && amount >> BigInt(type.bits) === 0n
        ? amount
        : 0n
  })
}
