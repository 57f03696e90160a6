// vm.assert*: every overload, with forge's messages. From crates/cheatcodes/src/test/assert.rs of foundry.
//
// Handlers assert in every call of a search, so the comparison runs before anything is formatted or thrown.

import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatRun, type CheatTable, CheatcodeError } from '../context.ts'
import { formatUnits, formatValue } from './format-units.ts'
import { listOf, numberOf, textOf } from './values.ts'

const DEFAULT_MESSAGE = 'assertion failed'
/** Relative differences have 18 decimals; 16 of them as percent. */
const REL_SCALE = 10n ** 18n
const PERCENT_DECIMALS = 16n
const U256_MAX = (1n << 256n) - 1n
const U256_MASK = U256_MAX

/** An assertion cheatcode failed: what a search treats as a broken assertion, unlike any other revert. */
export class AssertionFailedError extends CheatcodeError {
  readonly isAssertion = true
}

type Compare = {
  readonly holds: (left: AbiValue, right: AbiValue) => boolean
  /** What is shown between the values: the opposite of what was asserted. */
  readonly shown: string
}

const EQ: Compare = { holds: equal, shown: '!=' }
const NOT_EQ: Compare = { holds: (left, right) => !equal(left, right), shown: '==' }
const GT: Compare = { holds: (left, right) => numberOf(left) > numberOf(right), shown: '<=' }
const GE: Compare = { holds: (left, right) => numberOf(left) >= numberOf(right), shown: '<' }
const LT: Compare = { holds: (left, right) => numberOf(left) < numberOf(right), shown: '>=' }
const LE: Compare = { holds: (left, right) => numberOf(left) <= numberOf(right), shown: '>' }

const ORDERED_TYPES = ['uint256', 'int256']
const VALUE_TYPES = [...ORDERED_TYPES, 'bool', 'address', 'bytes32', 'string', 'bytes']

export const assertCheats: CheatTable = Object.fromEntries([
  ...truth('assertTrue', true),
  ...truth('assertFalse', false),
  ...comparison('assertEq', EQ, VALUE_TYPES, true),
  ...comparison('assertNotEq', NOT_EQ, VALUE_TYPES, true),
  ...comparison('assertGt', GT, ORDERED_TYPES, false),
  ...comparison('assertGe', GE, ORDERED_TYPES, false),
  ...comparison('assertLt', LT, ORDERED_TYPES, false),
  ...comparison('assertLe', LE, ORDERED_TYPES, false),
  ...approximate('assertApproxEqAbs', absolute),
  ...approximate('assertApproxEqRel', relative),
])

type Entry = readonly [signature: string, run: CheatRun]

function truth(name: string, wanted: boolean): Entry[] {
  return [
    [
      `${name}(bool)`,
      (_, [condition]) => {
        if (condition !== wanted) throw new AssertionFailedError(DEFAULT_MESSAGE)
      },
    ],
    [
      `${name}(bool,string)`,
      (_, [condition, message]) => {
        if (condition !== wanted) throw new AssertionFailedError(textOf(message))
      },
    ],
  ]
}

function comparison(name: string, compare: Compare, types: readonly string[], arrays: boolean): Entry[] {
  const entries: Entry[] = []
  for (const type of types) {
    const show = (value: AbiValue): string => formatValue(type, value)
    entries.push(...compared(name, `${type},${type}`, compare, show))
    if (!arrays) continue
    const showList = (value: AbiValue): string => `[${listOf(value).map(show).join(', ')}]`
    entries.push(...compared(name, `${type}[],${type}[]`, compare, showList))
  }
  for (const type of ORDERED_TYPES) {
    entries.push(
      ...withMessage(`${name}Decimal`, `${type},${type},uint256`, 3, (args) => {
        const [left, right, decimals] = args as [AbiValue, AbiValue, bigint]
        if (compare.holds(left, right)) return undefined
        return `${formatUnits(numberOf(left), decimals)} ${compare.shown} ${formatUnits(numberOf(right), decimals)}`
      }),
    )
  }
  return entries
}

function compared(name: string, types: string, compare: Compare, show: (value: AbiValue) => string): Entry[] {
  return withMessage(name, types, 2, (args) => {
    const [left, right] = args as [AbiValue, AbiValue]
    return compare.holds(left, right) ? undefined : `${show(left)} ${compare.shown} ${show(right)}`
  })
}

/** `check` gives what is wrong, or undefined. */
function withMessage(
  name: string,
  types: string,
  count: number,
  check: (args: readonly AbiValue[]) => string | undefined,
): Entry[] {
  return [
    [
      `${name}(${types})`,
      (_, args) => {
        const wrong = check(args)
        if (wrong !== undefined) throw new AssertionFailedError(`${DEFAULT_MESSAGE}: ${wrong}`)
      },
    ],
    [
      `${name}(${types},string)`,
      (_, args) => {
        const wrong = check(args)
        if (wrong !== undefined) throw new AssertionFailedError(`${textOf(args[count])}: ${wrong}`)
      },
    ],
  ]
}

type Approximate = (
  left: bigint,
  right: bigint,
  max: bigint,
  show: (value: bigint) => string,
) => string | undefined

function approximate(name: string, check: Approximate): Entry[] {
  return ORDERED_TYPES.flatMap((type) => [
    ...withMessage(name, `${type},${type},uint256`, 3, (args) => {
      const [left, right, max] = args as [bigint, bigint, bigint]
      return check(left, right, max, String)
    }),
    ...withMessage(`${name}Decimal`, `${type},${type},uint256,uint256`, 4, (args) => {
      const [left, right, max, decimals] = args as [bigint, bigint, bigint, bigint]
      return check(left, right, max, (value) => formatUnits(value, decimals))
    }),
  ])
}

function absolute(
  left: bigint,
  right: bigint,
  max: bigint,
  show: (value: bigint) => string,
): string | undefined {
  const delta = distance(left, right)
  if (delta <= max) return undefined
  return `${show(left)} !~= ${show(right)} (max delta: ${show(max)}, real delta: ${show(delta)})`
}

function relative(
  left: bigint,
  right: bigint,
  max: bigint,
  show: (value: bigint) => string,
): string | undefined {
  if (right === 0n) return left === 0n ? undefined : apart(left, right, max, 'undefined', show)
  const delta = (distance(left, right) * REL_SCALE) / (right < 0n ? -right : right)
  if (delta > U256_MAX) return 'overflow in delta calculation'
  return delta <= max ? undefined : apart(left, right, max, percent(delta), show)
}

function apart(
  left: bigint,
  right: bigint,
  max: bigint,
  delta: string,
  show: (value: bigint) => string,
): string {
  return `${show(left)} !~= ${show(right)} (max delta: ${percent(max)}, real delta: ${delta})`
}

function percent(delta: bigint): string {
  return `${formatUnits(delta, PERCENT_DECIMALS)}%`
}

function distance(left: bigint, right: bigint): bigint {
  return (left > right ? left - right : right - left) & U256_MASK
}

function equal(left: AbiValue, right: AbiValue): boolean {
  if (left === right) return true
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    if (left.length !== right.length) return false
    for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
    return true
  }
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) {
    if (!equal(left[index] as AbiValue, right[index] as AbiValue)) return false
  }
  return true
}
