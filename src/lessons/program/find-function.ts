// Finds the function of a program's call in a world, or says what became of it.

import type { Address } from '../../evm/types.ts'
import type { CampaignTarget, TargetFunction } from '../../attack/types.ts'
import { isView } from '../../project/abi/mutability.ts'
import { signatureOf, typeName } from '../../project/abi/parse-abi.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { World } from '../../world/types.ts'
import { functionText, isReordered, parseFunctionText } from './function-text.ts'
import { shown, StepProblem } from './problems.ts'

/** Functions that are named as what it may be called now. */
const SUGGESTED_MAX = 3

export type FoundFunction = {
  /** TargetFunction.index; -1 if the search does not call it by itself. */
  readonly target: number
  readonly abi: AbiFunction
}

/**
 * @param text as the program has it: 'withdraw(uint256 amount)'
 * @param contract name of the contract, for messages
 * @param named functions that the program names: none of them is what another was renamed to
 * @throws StepProblem if it is gone, or has other parameters
 */
export function findFunction(
  { world, target }: { readonly world: World; readonly target: CampaignTarget },
  to: Address,
  text: string,
  contract: string,
  named: ReadonlySet<string> = new Set(),
): FoundFunction {
  const wanted = parseFunctionText(text)
  if (wanted === undefined)
    throw new StepProblem('not understood', `'${shown(text)}' is not how a function is written.`)
  const called = target.functions.filter((fn) => fn.fixed === undefined && isOf(fn, to, world))
  const offered = [...called.map(({ abi }) => abi), ...(world.artifactAt(to)?.abi.functions ?? [])]
  const same = offered.find(({ signature }) => signature === wanted.signature)
  if (same === undefined) {
    const others = offered.filter((abi) => !named.has(functionText(abi) ?? ''))
    throw goneOf(wanted, text, others, contract)
  }
  if (isReordered(wanted.inputs, same.inputs))
    throw new StepProblem(
      'parameters changed',
      `The parameters of ${shown(contract)}.${wanted.name} changed places: it was ${shown(text)}, it is ${shown(functionText(same) ?? same.signature)}.`,
      'Change the step in the lesson: its function, and its arguments in the new order.',
    )
  return { target: called.find(({ abi }) => abi.signature === same.signature)?.index ?? -1, abi: same }
}

/** Whether the function is called there. Those of contracts that come to be have no address. */
function isOf({ to, artifact }: TargetFunction, address: Address, world: World): boolean {
  return to === undefined
    ? world.created.some((each) => each.address === address && each.artifact?.id === artifact.id)
    : to === address
}

function goneOf(
  wanted: AbiFunction,
  text: string,
  offered: readonly AbiFunction[],
  contract: string,
): StepProblem {
  const namesake = offered.find(({ name }) => name === wanted.name)
  if (namesake !== undefined)
    return new StepProblem(
      'parameters changed',
      `The parameters of ${shown(contract)}.${shown(wanted.name)} changed: it was ${shown(text)}, it is ${shown(functionText(namesake) ?? namesake.signature)}.`,
      'Change the step in the lesson: its function, and its arguments.',
    )
  const alike = alikes(wanted, offered)
  return new StepProblem(
    'function gone',
    `${shown(contract)} has no ${shown(wanted.signature)} any more.`,
    alike.length === 0
      ? null
      : `${alike.map((abi) => shown(functionText(abi) ?? abi.signature)).join(', ')} take${alike.length === 1 ? 's' : ''} the same arguments: if it was renamed, change the step in the lesson.`,
  )
}

/** Functions with the same parameters: those that call them the same first, then those that have a part of the name. */
function alikes(wanted: AbiFunction, offered: readonly AbiFunction[]): readonly AbiFunction[] {
  const shape = signatureOf('', wanted.inputs)
  const names = wanted.inputs.map(({ name, type }) => `${typeName(type)} ${name}`).join()
  const found = new Map(
    offered
      .filter((abi) => !isView(abi) && signatureOf('', abi.inputs) === shape)
      .map((abi) => [abi.signature, abi]),
  )
  const rank = (abi: AbiFunction): number =>
    (abi.inputs.map(({ name, type }) => `${typeName(type)} ${name}`).join() === names ? 0 : 2) +
    (isPartOf(abi.name, wanted.name) ? 0 : 1)
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b)).slice(0, SUGGESTED_MAX)
}

function isPartOf(left: string, right: string): boolean {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()]
  return a.includes(b) || b.includes(a)
}
