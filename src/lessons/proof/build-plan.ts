// From a finding to the plan of its proof, where the world is at hand. Reads what is there; the world is anywhere afterwards.

import type { TraceCall } from '../../evm/trace.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { makeCall } from '../../attack/arena.ts'
import { judgeLast, type Reenactment } from '../../attack/reenact.ts'
import { lastingWrites } from '../../world/describe/theft-place-writes.ts'
import type { SetupStep } from '../../world/setup-record.ts'
import type { Address } from '../../evm/types.ts'
import type { CallSequence, Property } from '../../attack/types.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { accountNames } from '../../world/describe/account-names.ts'
import { STAND_IN_ADDRESS } from '../../world/script/stand-in.ts'
import { setUpCalls } from './calls/setup-calls.ts'
import { type Attack, claimsOf, isMarked, propertyClaims } from './build-claims.ts'
import type { ProofAnswer, ProofCall, ProofPlan, ProofStep } from './plan.ts'

/** Of the trace of an attack. */
const EVENTS_MAX = 20_000

/** Kinds of properties that the last call breaks by failing itself. */
const ENDS_IN_FAILURE: ReadonlySet<Property['kind']> = new Set(['stateless', 'assertion', 'noRevert'])

export type PlannedFinding = {
  readonly finding: string
  readonly words: string
  readonly place: string
}

/** The plan; or why there is none. */
export function buildPlan(
  parts: Reenactment,
  property: Property,
  calls: CallSequence,
  about: PlannedFinding,
): ProofPlan | { readonly problem: string } {
  const { world, root, target } = parts
  const functionOf = functionFinder(parts, calls)
  const known = ({ to, value, data }: Pick<ProofCall, 'to' | 'value' | 'data'>): ProofCall => {
    const abi = functionOf(to, data)
    return { to, value, data, ...(abi !== undefined && { abi }) }
  }
  const begin = (): void => world.load(root)
  const make = (): void => {
    for (const call of calls) makeCall(world, call)
  }
  const attack: Attack = {
    world,
    begin,
    make,
    known,
    judge: () => judgeLast(parts, property, calls),
    writes: () => {
      begin()
      const { trace } = world.trace(make, { eventsMax: EVENTS_MAX })
      return trace.calls.flatMap((call) => lastingWrites(call)).map(({ change }) => change)
    },
  }
  const facts = target.attacker
  const isDetector = property.kind === 'detector'
  const claims =
    facts !== undefined && isDetector ? claimsOf(attack, facts, property) : propertyClaims(attack, property)
  const endsInFailure = !isDetector && ENDS_IN_FAILURE.has(property.kind)
  if (endsInFailure && isMarked(attack)) claims.push({ kind: 'marked' })
  if (claims.length === 0 && !endsInFailure)
    return { problem: 'what was lost could not be stated as numbers that somebody else can look up' }
  begin()
  const contracts = world.contracts()
  const steps = calls.map((call, i): ProofStep => {
    const { status } = makeCall(world, call)
    const { from, seconds, blocks, reactions = [] } = call
    const mustFail = endsInFailure && i === calls.length - 1 && status !== 'success'
    return {
      ...known(call),
      from,
      seconds,
      blocks,
      succeeds: status === 'success',
      ...(mustFail && { mustFail }),
      reactions: reactions.map((reaction) => ({ ...reaction, calls: reaction.calls.map(known) })),
    }
  })
  if (claims.length === 0 && steps.at(-1)?.mustFail !== true)
    return { problem: 'the last call tells of the failure only by an event, which a proof cannot see' }
  const isGone = ({ address }: { readonly address: Address }): boolean =>
    world.machine.getCode(address).length === 0
  const destroys = contracts.some(isGone)
  // Contracts that the attack creates have names at its end only, and those that it destroys before it.
  const senders = target.senders.filter((sender) => sender !== world.sender)
  const names = accountNames(world, { senders, before: contracts })
  begin()
  const { test } = world
  const setup = world.setupRecord.steps
  const fromTest = test.address === STAND_IN_ADDRESS ? [] : setUpCalls(world)
  return {
    ...about,
    property: property.name,
    test:
      test.address === STAND_IN_ADDRESS
        ? undefined
        : {
            id: test.artifact.id,
            name: test.artifact.name,
            source: test.artifact.source,
            address: test.address,
          },
    setup,
    ...(fromTest !== undefined && { setUpCalls: fromTest }),
    functions: functionsOf(setup, functionOf),
    sender: world.sender,
    payer: facts?.payer ?? ATTACKER_ACCOUNTS[0],
    assets: facts?.assets ?? [],
    steps,
    ...playedBy(parts, calls),
    destroys,
    claims,
    names: [...names.map].map(([address, name]) => [address as `0x${string}`, name] as const),
  }
}

/** What a function of a contract is, as far as anybody knows. */
function functionFinder({ world, root, target }: Reenactment, calls: CallSequence): FunctionOf {
  const bySelector = new Map<string, AbiFunction>()
  for (const { to, abi } of target.functions)
    if (to !== undefined && !bySelector.has(`${to} ${abi.selector}`) && abi.inputs.length > 0)
      bySelector.set(`${to} ${abi.selector}`, abi)
  world.load(root)
  for (const call of calls) makeCall(world, call)
  // Behind proxies: whatever contract has it.
  const anybodys = new Map<number, AbiFunction>()
  for (const { artifact } of world.contracts())
    for (const abi of artifact?.abi.functions ?? [])
      if (!anybodys.has(abi.selector)) anybodys.set(abi.selector, abi)
  return (to: Address, data: Uint8Array): AbiFunction | undefined => {
    const selector = selectorIn(data)
    if (selector === undefined) return undefined
    return (
      world.artifactAt(to)?.abi.functions.find((each) => each.selector === selector) ??
      bySelector.get(`${to} ${selector}`) ??
      anybodys.get(selector)
    )
  }
}

type FunctionOf = (to: Address, data: Uint8Array) => AbiFunction | undefined

function functionsOf(setup: readonly SetupStep[], functionOf: FunctionOf): ProofPlan['functions'] {
  const found = new Map<string, ProofPlan['functions'][number]>()
  for (const step of setup) {
    if (step.kind !== 'call') continue
    const abi = functionOf(step.to, step.data)
    if (abi !== undefined) found.set(`${step.to} ${abi.selector}`, { address: step.to, abi })
  }
  return [...found.values()]
}

/** What the attacker's contract was asked during the attack, and how. */
function playedBy(
  { world, root }: Reenactment,
  calls: CallSequence,
): Pick<ProofPlan, 'answers' | 'isStatic' | 'isBorrowed'> {
  const answers: ProofAnswer[] = []
  let isStatic = false
  let isBorrowed = false
  const visit = (call: TraceCall, hasReactions: boolean): void => {
    if (call.codeAddress === ATTACKER_CONTRACT && call.runs === 'host') {
      if (call.isStatic && hasReactions) isStatic = true
      if (call.to !== ATTACKER_CONTRACT) isBorrowed = true
      const selector = selectorIn(call.input)
      const isNew = answers.every(
        (each) =>
          each.selector !== selector || each.caller !== call.from || !equalBytes(each.output, call.output),
      )
      if (selector !== undefined && isNew && call.status === 'success')
        answers.push({ caller: call.from, selector, output: call.output })
    }
    for (const event of call.events) if (event.kind === 'call') visit(event.call, hasReactions)
  }
  world.load(root)
  for (const call of calls) {
    const { trace } = world.trace(() => makeCall(world, call), { eventsMax: EVENTS_MAX })
    for (const each of trace.calls) visit(each, (call.reactions ?? []).length > 0)
  }
  return { answers, isStatic, isBorrowed }
}
