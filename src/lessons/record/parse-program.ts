// A program out of data that somebody else wrote. That it has the right shape says nothing about the world: readProgram does.

import { isHex } from '../../primitives/hex.ts'
import type {
  ProgramAccount,
  ProgramCall,
  ProgramReaction,
  ProgramRole,
  ProgramStep,
  ProgramValue,
  Watched,
} from '../program/types.ts'
import type { Field } from './field-reader.ts'
import type { LessonProgram } from './types.ts'

const DEPTH_MAX = 32
/** A replay makes every call, and a call may take all the gas that there is. */
const STEPS_MAX = 500
const SEQUENCES_MAX = 64
const ADDRESS_LENGTH = 42
/** Longest time that passes before a step: what a number of seconds may be without losing digits on the way. */
const TIME_MAX = 2 ** 40

const ROLES = [
  'attacker 1',
  'attacker 2',
  "attacker's contract",
  "attacker's constructor",
  'honest user 1',
  'honest user 2',
  'newcomer',
  'forced ether',
  'borrowed storage',
  'test contract',
  'test sender',
] as const satisfies readonly ProgramRole[]

/** @param optional fields that may stand beside those of a program @throws FieldError */
export function parseProgram(field: Field, optional: readonly string[] = []): LessonProgram {
  const { accounts, steps, uses, honest, watched } = field.fields(
    ['accounts', 'steps', 'uses', 'honest', 'watched'],
    optional,
  )
  return {
    accounts: Object.fromEntries(
      [...accounts.entries()].map(([name, each]): [string, ProgramAccount] => [name, parseAccount(each)]),
    ),
    steps: steps.list(parseStep, STEPS_MAX),
    uses: uses.list((each) => each.list(parseStep, STEPS_MAX), SEQUENCES_MAX),
    honest: honest.list((each) => each.list(parseStep, STEPS_MAX), SEQUENCES_MAX),
    watched: parseWatched(watched),
  }
}

function parseWatched(field: Field): Watched {
  const { assets, positions } = field.fields(['assets', 'positions'])
  return {
    assets: assets.list((each) => each.text()),
    positions: positions.list((each) => {
      const { owner, contract } = each.fields(['owner', 'contract'])
      return { owner: owner.text(), contract: contract.text() }
    }),
  }
}

function parseAccount(field: Field): ProgramAccount {
  const kind = field.entries().get('kind') ?? field.fail("has no 'kind'")
  switch (kind.oneOf(['role', 'contract', 'created', 'label', 'getter', 'address'])) {
    case 'role':
      return { kind: 'role', role: field.fields(['kind', 'role']).role.oneOf(ROLES) }
    case 'contract': {
      const { artifact, label, number } = field.fields(['kind', 'artifact', 'label', 'number'])
      return {
        kind: 'contract',
        artifact: artifact.textOrNull(),
        label: label.textOrNull(),
        number: number.count(1),
      }
    }
    case 'created': {
      const { artifact, number } = field.fields(['kind', 'artifact', 'number'])
      return { kind: 'created', artifact: artifact.textOrNull(), number: number.count(1) }
    }
    case 'label':
      return { kind: 'label', label: field.fields(['kind', 'label']).label.text() }
    case 'getter': {
      const { getter, of } = field.fields(['kind', 'getter', 'of'])
      return { kind: 'getter', getter: getter.text(), of: of.text() }
    }
    case 'address': {
      const { address } = field.fields(['kind', 'address'])
      const text = address.text()
      if (!isHex(text) || text.length !== ADDRESS_LENGTH) return address.fail('is no address')
      return { kind: 'address', address: text.toLowerCase() as `0x${string}` }
    }
  }
}

const NEEDED = ['to', 'function'] as const
/** Left out: no arguments, no ether, a success. */
const OPTIONAL = ['arguments', 'calldata', 'value', 'outcome'] as const

function parseStep(field: Field): ProgramStep {
  const { from, get } = field.fields(
    [...NEEDED, 'from'],
    [...OPTIONAL, 'words', 'isPending', 'seconds', 'blocks', 'reactions'],
  )
  const words = get('words')
  const reactions = get('reactions')
  const isPending = get('isPending')
  if (isPending !== undefined && isPending.value !== true) isPending.fail('can only be true')
  return {
    ...(words !== undefined && { words: words.text() }),
    from: from.text(),
    ...parseCall(field),
    ...(isPending !== undefined && { isPending: true }),
    seconds: timeOf(get('seconds')),
    blocks: timeOf(get('blocks')),
    ...(reactions !== undefined && { reactions: reactions.list(parseReaction) }),
  }
}

function timeOf(field: Field | undefined): number {
  const time = field?.count() ?? 0
  return time <= TIME_MAX ? time : field!.fail(`is more than ${TIME_MAX}`)
}

function parseReaction(field: Field): ProgramReaction {
  const { calls, get } = field.fields(['calls'], ['output', 'fails'])
  const output = get('output')
  const fails = get('fails')
  return {
    calls: calls.list((each) => {
      each.fields(NEEDED, OPTIONAL)
      return parseCall(each)
    }),
    ...(output !== undefined && { output: output.list((each) => each.text()) }),
    ...(fails !== undefined && { fails: fails.oneOf(['revert', 'burn']) }),
  }
}

/** The fields of a call among those of what it is a part of. */
function parseCall(field: Field): ProgramCall {
  const entries = field.entries()
  const calldata = entries.get('calldata')
  return {
    to: entries.get('to')!.text(),
    function: entries.get('function')!.textOrNull(),
    arguments: entries.get('arguments')?.list((each) => parseValue(each)) ?? [],
    ...(calldata !== undefined && { calldata: calldata.list((each) => each.text()) }),
    value: entries.get('value')?.text() ?? '0',
    outcome: entries.get('outcome')?.oneOf(['success', 'reverted']) ?? 'success',
  }
}

function parseValue(field: Field, depth = 0): ProgramValue {
  const { value } = field
  if (depth > DEPTH_MAX) return field.fail('is nested too deep')
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return field.text()
  if (Array.isArray(value)) return field.list((each) => parseValue(each, depth + 1))
  const entries = field.entries()
  if (entries.has('bytes')) return { bytes: field.fields(['bytes']).bytes.list((each) => each.text()) }
  if (entries.has('seen')) {
    const {
      to,
      function: fn,
      number,
      parameter,
    } = field.fields(['seen']).seen.fields(['to', 'function', 'number', 'parameter'])
    return {
      seen: { to: to.text(), function: fn.text(), number: number.count(1), parameter: parameter.count(1) },
    }
  }
  if (entries.has('result')) {
    const { step, output, was } = field.fields(['result']).result.fields(['step', 'output', 'was'])
    return { result: { step: step.count(1), output: output.count(1), was: was.text() } }
  }
  const { call, to, arguments: values } = field.fields(['call', 'to', 'arguments'])
  return { call: call.text(), to: to.text(), arguments: values.list((each) => parseValue(each, depth + 1)) }
}
