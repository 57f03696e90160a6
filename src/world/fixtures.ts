// Fixtures of a test contract: values that its author wants tests to be run with, told by the name of the parameter that they
// are for. `uint256[] public fixtureAmount = [1, 5]` and `function fixtureOwner() returns (address[] memory)` (forge:
// fuzz_fixtures in crates/forge/src/runner.rs, FuzzFixtures in crates/evm/fuzz/src/lib.rs).

import { AbiDecodeError, decodeArguments } from '../project/abi/decode.ts'
import { encodeCall } from '../project/abi/encode.ts'
import { isSameType } from '../project/abi/same-type.ts'
import type { AbiFunction, AbiParameter, AbiType, AbiValue } from '../project/abi/types.ts'
import type { World } from './types.ts'

const PREFIX = 'fixture'
/** An array is read element by element until a call fails; a function that answers every index has no end. */
const ELEMENTS_MAX = 4_096

/** The values for one parameter, in order, and what they are. */
export type Fixture = { readonly type: AbiType; readonly values: readonly AbiValue[] }

/** By the parameter's name without underscores around it, in lower case. */
export type Fixtures = ReadonlyMap<string, Fixture>

/**
 * What the test contract gives in the present state, which stays as it is. Functions that fail, or give no array, give no
 * fixture.
 * @throws UnsupportedCheatcodeError, and what the Machine throws when a limit is reached.
 */
export function readFixtures(world: World): Fixtures {
  const found = new Map<string, Fixture>()
  for (const fn of world.test.artifact.abi.functions) {
    if (!fn.name.startsWith(PREFIX)) continue
    const fixture = fn.inputs.length === 0 ? readFunction(world, fn) : readArray(world, fn)
    if (fixture !== undefined) found.set(nameOf(fn.name.slice(PREFIX.length)), fixture)
  }
  return found
}

/** The fixture of a parameter, whatever its values are. */
export function fixtureOf(fixtures: Fixtures, { name }: AbiParameter): Fixture | undefined {
  return fixtures.get(nameOf(name))
}

/** Values of the parameter's fixture that it may have; none if there is no fixture for it. */
export function fixtureValues(fixtures: Fixtures, parameter: AbiParameter): readonly AbiValue[] {
  const fixture = fixtureOf(fixtures, parameter)
  if (fixture === undefined) return []
  const { type, values } = fixture
  if (isSameType(type, parameter.type)) return values
  return isNumber(type) && isNumber(parameter.type) ? values.filter((each) => fits(each, parameter.type)) : []
}

function nameOf(text: string): string {
  return text.replace(/^_+|_+$/g, '').toLowerCase()
}

function readFunction(world: World, fn: AbiFunction): Fixture | undefined {
  const type = fn.outputs[0]?.type
  if (fn.outputs.length !== 1 || type?.kind !== 'array') return undefined
  const values = read(world, fn, [])
  return values && { type: type.element, values: values[0] as readonly AbiValue[] }
}

function readArray(world: World, fn: AbiFunction): Fixture | undefined {
  if (fn.inputs.length !== 1 || fn.inputs[0]!.type.kind !== 'uint' || fn.outputs.length === 0)
    return undefined
  // The getter of an array of structs gives their members one by one.
  const isStruct = fn.outputs.length > 1
  const type: AbiType = isStruct ? { kind: 'tuple', components: fn.outputs } : fn.outputs[0]!.type
  const values: AbiValue[] = []
  while (values.length < ELEMENTS_MAX) {
    const element = read(world, fn, [BigInt(values.length)])
    if (element === undefined) break
    values.push(isStruct ? element : element[0]!)
  }
  return { type, values }
}

/** What a call gives; undefined if it fails, or gives something else than it says. */
function read(world: World, fn: AbiFunction, args: readonly AbiValue[]): readonly AbiValue[] | undefined {
  const mark = world.mark()
  try {
    const result = world.call({ to: world.test.address, data: encodeCall(fn, args) })
    if (result.status !== 'success') return undefined
    return decodeArguments(
      fn.outputs.map(({ type }) => type),
      result.output,
    )
  } catch (error) {
    if (error instanceof AbiDecodeError) return undefined
    throw error
  } finally {
    world.rollback(mark)
  }
}

type NumberType = AbiType & { readonly kind: 'uint' | 'int' }

function isNumber(type: AbiType): type is NumberType {
  return type.kind === 'uint' || type.kind === 'int'
}

function fits(value: AbiValue, type: AbiType): boolean {
  const { kind, bits } = type as NumberType
  return (kind === 'uint' ? BigInt.asUintN : BigInt.asIntN)(bits, value as bigint) === value
}
