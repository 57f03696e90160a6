// What somebody may do to somebody else, though nobody of the setup did: calls that name an account. Some are refused about everybody as the
// setup left them: healthy loans cannot be liquidated, so setups seldom show it; an account of the attacker's can be made to stand otherwise.

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
const NUMBERS_MAX = 4
/** A whole one of a token of six decimals. */
const AMOUNT = 1_000_000n
const GAS = 5_000_000n
const ZERO: Address = `0x${'0'.repeat(40)}`
const PLAIN: ReadonlySet<AbiType['kind']> = new Set(['address', 'uint', 'int', 'bool'])

export type UntriedDealings = {
  /** They revert whichever user is named, and were not called in the setup: who knows how may do it about itself alone. */
  readonly refused: readonly Dealing[]
  /** They go well about some user. */
  readonly open: readonly Dealing[]
}

/**
 * Functions of the protocol, but those of tokens, that take plain values and an account first of all addresses. The state stays as it is.
 * @param closed Positions of functions that only some may call.
 * @param known What users of the setup did to each other: functions that are none of these.
 */
export function untriedDealings(
  scene: Scene,
  functions: readonly TargetFunction[],
  closed: ReadonlySet<number>,
  known: readonly Dealing[],
): UntriedDealings {
  const { survey, attackers, world } = scene
  const isToken = (to: Address): boolean =>
    survey.assets.some((asset) => asset.kind !== 'ether' && asset.address === to)
  const isProtocol = (to: Address): boolean =>
    survey.contracts.some(({ address, origin }) => address === to && origin === 'protocol')
  const wasCalled = ({ to, abi }: TargetFunction): boolean =>
    survey.calls.some((call) => call.to === to && selectorIn(call.data) === abi.selector)
  const [from] = attackers
  const users = [...new Set([...survey.positions.map(({ owner }) => owner), ...world.labels.keys()])]
  const accounts = users.filter((each) => !attackers.includes(each)).slice(0, ACCOUNTS_MAX)
  const [about] = accounts
  if (from === undefined || about === undefined) return { refused: [], open: [] }
  const found = { refused: [] as Dealing[], open: [] as Dealing[] }
  for (const fn of functions) {
    if (found.refused.length >= DEALINGS_MAX && found.open.length >= DEALINGS_MAX) break
    const { to, isTest, fixed, index } = fn
    if (to === undefined || isTest || fixed !== undefined || closed.has(index)) continue
    if (!isProtocol(to) || isToken(to) || known.some(({ call }) => call.target === index)) continue
    const types = fn.abi.inputs.map(({ type }) => type)
    if (!types.some(({ kind }) => kind === 'address') || !types.every(({ kind }) => PLAIN.has(kind))) continue
    const calls = (account: Address): Call[] =>
      argumentsAbout(types, account).map((values) => {
        const data = encodeCall(fn.abi, values)
        return { target: index, to, from, value: 0n, data, seconds: 0, blocks: 0 }
      })
    const works = (call: Call): boolean => scene.trials.undone(() => makesWell(world.machine, call, GAS))
    const open = accounts.flatMap((account) =>
      calls(account)
        .filter(works)
        .map((call): Dealing => ({ call, about: account })),
    )
    const list = open.length > 0 ? found.open : found.refused
    if (list.length < DEALINGS_MAX && (open.length > 0 || !wasCalled(fn)))
      list.push(open[0] ?? { call: calls(about)[0]!, about })
  }
  return found
}

/** Arguments about an account: all numbers nothing, one, or an amount, and one of them an amount and the others nothing. */
function argumentsAbout(types: readonly AbiType[], account: Address): readonly AbiValue[][] {
  const first = types.findIndex(({ kind }) => kind === 'address')
  const numbers = types.flatMap(({ kind }, i) => (kind === 'uint' ? i : [])).slice(0, NUMBERS_MAX)
  const withNumbers = (amountAt: (place: number) => bigint): AbiValue[] =>
    types.map((type, i) => {
      if (type.kind === 'address') return i === first ? account : ZERO
      if (type.kind === 'bool') return false
      const amount = type.kind === 'uint' ? amountAt(i) : 0n
      return type.kind === 'uint' && amount >> BigInt(type.bits) === 0n ? amount : 0n
    })
  return [
    ...[0n, 1n, AMOUNT].map((amount) => withNumbers(() => amount)),
    ...(numbers.length > 1 ? numbers : []).map((place) => withNumbers((i) => (i === place ? AMOUNT : 0n))),
  ]
}
