// The properties of a campaign, as functions of its stand-in.

import type { HostFrame, HostOutcome } from '../../evm/host.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { classify, type TestFunction, type TestKind } from '../../project/test-contracts.ts'
import { SetupError } from './script-error.ts'
import type { ScriptSession } from './session.ts'
import { askFunction, propertySignature, type PropertyAnswerKind, type StandIn } from './stand-in.ts'
import type { PropertyContext, PropertyFunction } from './types.ts'

/** Functions of contracts that are asked and must not be called as targets. */
export type SolidityProperty = { readonly address: Address; readonly abi: AbiFunction }

export type ScriptProperties = {
  readonly tests: readonly TestFunction[]
  readonly solidity: readonly SolidityProperty[]
}

/**
 * Declared properties first, then those that deployed contracts have by name. The setup must have ended.
 * @param isWanted by what propertySignature makes of the name
 * @throws SetupError for a name that leads nowhere
 */
export function addProperties(
  standIn: StandIn,
  session: ScriptSession,
  properties: Readonly<Record<string, PropertyFunction | string>>,
  isWanted: (signature: string) => boolean,
): ScriptProperties {
  const tests: TestFunction[] = []
  const solidity: SolidityProperty[] = []
  const context = session.propertyContext()
  const addSolidity = (name: string, property: SolidityProperty, test: Omit<TestFunction, 'abi'>): void => {
    solidity.push(property)
    if (!isWanted(propertySignature(name))) return
    tests.push({ ...test, abi: standIn.addProperty(name, (frame) => pass(session, frame, property)) })
  }
  for (const [name, property] of Object.entries(properties)) {
    if (typeof property === 'string') {
      const found = findProperty(session, name, property)
      addSolidity(name, found, kindOf(found.abi))
    } else if (isWanted(propertySignature(name)))
      tests.push(addFunction(standIn, session, name, property, context))
  }
  for (const { address, artifact } of session.world.contracts()) {
    if (artifact === undefined) continue
    for (const abi of artifact.abi.functions) {
      const test = classify(abi, undefined)
      const isProperty = test?.kind === 'invariant' || test?.kind === 'property' || test?.kind === 'optimize'
      if (!isProperty || solidity.some((known) => known.address === address && known.abi === abi)) continue
      const name = `${session.labelOf(address) ?? artifact.name}.${abi.name}`
      addSolidity(standIn.freeName(name), { address, abi }, kindOf(abi))
    }
  }
  return { tests, solidity }
}

function addFunction(
  standIn: StandIn,
  session: ScriptSession,
  name: string,
  property: PropertyFunction,
  context: PropertyContext,
): TestFunction {
  const kind = kindOfAnswer(session, property, context)
  const abi = standIn.addProperty(name, () => askFunction(name, () => property(context), kind))
  return { kind: kind === 'bigint' ? 'optimize' : 'invariant', abi, isBoolean: kind === 'boolean' }
}

/** What it returns says what it is: it is asked once on the state after setup. One that throws there is broken there. */
function kindOfAnswer(
  session: ScriptSession,
  property: PropertyFunction,
  context: PropertyContext,
): PropertyAnswerKind {
  const { world } = session
  const mark = world.mark()
  try {
    return typeof property(context) === 'bigint' ? 'bigint' : 'boolean'
  } catch {
    return 'boolean'
  } finally {
    world.rollback(mark)
  }
}

/** Asks the function of the contract, and hands on what it says. */
function pass(session: ScriptSession, frame: HostFrame, { address, abi }: SolidityProperty): HostOutcome {
  const result = session.callInside({ from: frame.caller, to: address, data: encodeCall(abi, []) })
  return { status: result.status === 'success' ? 'return' : 'revert', output: result.output }
}

function findProperty(session: ScriptSession, name: string, text: string): SolidityProperty {
  const end = text.indexOf('(')
  const dot = text.lastIndexOf('.', end < 0 ? text.length : end)
  if (dot < 1)
    throw new SetupError(
      `The property ${name} is ${JSON.stringify(text)}, which names no function of a contract.`,
      {
        hint: 'Write "Contract.function", or a function in TypeScript.',
      },
    )
  const known = session.known(text.slice(0, dot))
  const abi = session.functionOf(known, text.slice(dot + 1))
  if (abi.inputs.length > 0)
    throw new SetupError(`The property ${name} is ${text}, which takes arguments.`, {
      hint: 'Ask it with the arguments of your choice: (context) => context.read(...).',
    })
  return { address: known.address, abi }
}

/** Named or found: what it returns says what breaks it. */
function kindOf(abi: AbiFunction): { readonly kind: TestKind; readonly isBoolean: boolean } {
  const type = abi.outputs.length === 1 ? abi.outputs[0]!.type : undefined
  if (type?.kind === 'bool') return { kind: 'invariant', isBoolean: true }
  const isNumber = (type?.kind === 'int' || type?.kind === 'uint') && type.bits === 256
  return { kind: isNumber ? 'optimize' : 'invariant', isBoolean: false }
}
