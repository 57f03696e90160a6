// vm.env*, vm.setEnv, vm.resolveEnv: the environment as the world was given it. From crates/cheatcodes/src/env.rs of
// foundry. Unlike there, what setEnv sets lives in the world: it is undone when the world goes back, and no other test sees it.

import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatRun, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { parseText } from './parse-text.ts'
import { ADDRESS, BOOL, BYTES, BYTES32, INT256, numberOf, quoted, STRING, textOf, UINT256 } from './values.ts'

/** Variables that setEnv changed, over those of the process. */
const changed = cheatSlot<ReadonlyMap<string, string>>('environment', new Map())

const TYPES: readonly (readonly [name: string, solidity: string, type: AbiType])[] = [
  ['Bool', 'bool', BOOL],
  ['Uint', 'uint256', UINT256],
  ['Int', 'int256', INT256],
  ['Address', 'address', ADDRESS],
  ['Bytes32', 'bytes32', BYTES32],
  ['String', 'string', STRING],
  ['Bytes', 'bytes', BYTES],
]

/** ForgeContext of Vm.sol: TestGroup and Test are what we are. */
const CONTEXT_TEST_GROUP = 0n
const CONTEXT_TEST = 1n

export const envCheats: CheatTable = {
  'setEnv(string,string)': setEnv,
  'envExists(string)': (context, [name]) => [readEnv(context, textOf(name)) !== undefined],
  'resolveEnv(string)': (context, [input]) => {
    try {
      return [interpolateEnv(context, textOf(input))]
    } catch (error) {
      if (!(error instanceof CheatcodeError)) throw error
      throw new CheatcodeError(`failed to resolve env var: ${error.message}`)
    }
  },
  'isContext(uint8)': (_, [kind]) => [
    numberOf(kind) === CONTEXT_TEST_GROUP || numberOf(kind) === CONTEXT_TEST,
  ],
  ...Object.fromEntries(TYPES.flatMap(typed)),
}

/** The value of a variable, as contracts see it. */
export function readEnv(context: CheatContext, name: string): string | undefined {
  const own = context.get(changed).get(name)
  if (own !== undefined) return own
  const { env } = context.options
  // `env` may be an object with a prototype: 'constructor' is no variable.
  return Object.hasOwn(env, name) ? env[name] : undefined
}

/**
 * Replaces every ${NAME}.
 * @throws CheatcodeError for a variable that is not set.
 */
export function interpolateEnv(context: CheatContext, text: string): string {
  return text.replaceAll(/\$\{([^}]{0,1000})\}/g, (_, inside: string) => {
    const name = inside.trim()
    const value = readEnv(context, name)
    if (value === undefined) throw new CheatcodeError(`environment variable \`${name}\` not found`)
    return value
  })
}

function setEnv(context: CheatContext, [key, text]: readonly AbiValue[]): void {
  const name = textOf(key)
  const value = textOf(text)
  if (name === '') throw new CheatcodeError("environment variable key can't be empty")
  if (name.includes('=')) throw new CheatcodeError("environment variable key can't contain equal sign `=`")
  if (name.includes('\0'))
    throw new CheatcodeError("environment variable key can't contain NUL character `\\0`")
  if (value.includes('\0'))
    throw new CheatcodeError("environment variable value can't contain NUL character `\\0`")
  context.set(changed, new Map(context.get(changed)).set(name, value))
}

function typed([name, solidity, type]: (typeof TYPES)[number]): (readonly [string, CheatRun])[] {
  const one = (context: CheatContext, key: string): AbiValue => readOne(context, key, type)
  const many = (context: CheatContext, key: string, delimiter: string): AbiValue[] =>
    readMany(context, key, delimiter, type)
  return [
    [`env${name}(string)`, (context, [key]) => [one(context, textOf(key))]],
    [
      `env${name}(string,string)`,
      (context, [key, delimiter]) => [many(context, textOf(key), textOf(delimiter))],
    ],
    [`envOr(string,${solidity})`, (context, [key, other]) => [or(() => one(context, textOf(key)), other!)]],
    [
      `envOr(string,string,${solidity}[])`,
      (context, [key, delimiter, other]) => [or(() => many(context, textOf(key), textOf(delimiter)), other!)],
    ],
  ]
}

/** Whatever is wrong with the variable, the default holds. */
function or(read: () => AbiValue, other: AbiValue): AbiValue {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CheatcodeError)) throw error
    return other
  }
}

function readOne(context: CheatContext, key: string, type: AbiType): AbiValue {
  const value = requireEnv(context, key)
  return hidingValue(key, value, () => parseText(value, type))
}

function readMany(context: CheatContext, key: string, delimiter: string, type: AbiType): AbiValue[] {
  const value = requireEnv(context, key)
  // As Rust's `split`: an empty delimiter gives empty texts at both ends, and an empty first text means no values.
  const texts = delimiter === '' ? [''] : value.split(delimiter).map((text) => text.trim())
  if (texts[0] === '') return []
  return hidingValue(key, value, () => texts.map((text) => parseText(text, type)))
}

function requireEnv(context: CheatContext, key: string): string {
  const value = readEnv(context, key)
  if (value === undefined) throw new CheatcodeError(`environment variable ${quoted(key)} not found`)
  return value
}

/** Values of variables are often secrets: messages show the name instead. */
function hidingValue<Value>(key: string, value: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof CheatcodeError)) throw error
    const message = error.message
      .replace(`"${value}"`, () => `$${key}`)
      .replace(`\n${value}\n`, () => `\n$${key}\n`)
    throw new CheatcodeError(message)
  }
}
