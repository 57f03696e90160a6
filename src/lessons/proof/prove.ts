// From plans to proofs that were compiled and run: each is written, all of a campaign are compiled together, and each is run on our own EVM as
// a test of the project. What does not pass is not shown.

import { BaseError } from '../../primitives/errors.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { joinContracts } from '../../project/join-contracts.ts'
import type { Project } from '../../project/types.ts'
import { VM_ADDRESS } from '../../world/addresses.ts'
import type { SetupOptions, World } from '../../world/types.ts'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import { playTransactions } from './calls/play-transactions.ts'
import { proofTransactions, type ProofTransactions } from './calls/transactions.ts'
import { writeCalls, writeHardhatProof } from './calls/write-hardhat.ts'
import { runProof } from './check-proof.ts'
import type { CompiledProofs, CompileProofs } from './compile-proofs.ts'
import type { ProofPlan } from './plan.ts'
import { missing, type Proof, proofFile } from './proof.ts'
import { shortenSetup } from './shorten-setup.ts'
import { matchCreation } from './solidity/arrange.ts'
import { writeFoundryProof, type WrittenProof } from './solidity/write-foundry.ts'

export type ProveOptions = {
  readonly project: Project
  /** A world as it is before the plan's setup: after setUp() of its test, or an empty one. */
  readonly setUp: (plan: ProofPlan) => Promise<World>
  /** Another world, in which there is nothing. */
  readonly empty: () => Promise<World>
  readonly compile: CompileProofs
  /** Runs a test of Hardhat's, if the project is one of its third version: undefined if it passes, else why not. */
  readonly runHardhat?: (file: string, text: string) => Promise<string | undefined>
  readonly env: SetupOptions['env']
  readonly seed: bigint
  readonly files?: SetupOptions['files']
  readonly fork?: SetupOptions['fork']
}

/** The proofs of one finding. */
export type FindingProofs = { readonly finding: string; readonly proofs: readonly Proof[] }

type Draft = WrittenProof & { readonly plan: ProofPlan; readonly file: string }

/** Proofs of some findings that begin with the same world. Rejects only for errors of our own. */
export async function proveFindings(
  plans: readonly ProofPlan[],
  options: ProveOptions,
): Promise<readonly FindingProofs[]> {
  const drafts: Draft[] = []
  const results = new Map<string, readonly Proof[]>()
  for (const plan of plans) {
    const draft = await draftOf(plan, options)
    if ('reason' in draft) results.set(plan.finding, [missing(plan, draft.reason)])
    else drafts.push(draft)
  }
  for (const [draft, compiled] of await compileAll(drafts, options.compile)) {
    const first = check(draft, compiled, options)
    const others =
      first.text === '' || compiled instanceof BaseError ? [] : await otherForms(draft, compiled, options)
    results.set(draft.plan.finding, [first, ...others])
  }
  return plans.map(({ finding }) => ({ finding, proofs: results.get(finding) ?? [] }))
}

async function draftOf(
  plan: ProofPlan,
  { project, setUp }: ProveOptions,
): Promise<Draft | { readonly reason: string }> {
  let short: ProofPlan | undefined
  let arePranking: boolean
  try {
    const world = await setUp(plan)
    arePranking = callsCheatcodes(plan, world)
    short = shortenSetup(plan, world)
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return { reason: error.message }
  }
  if (short === undefined) return { reason: 'the attack did not work again in a world that was set up anew' }
  const { functions } = short
  const file = proofFile(plan)
  const written = writeFoundryProof(short, {
    known: (call) => {
      const selector = selectorIn(call.data)
      const found = functions.find((each) => each.address === call.to && each.abi.selector === selector)
      return { ...call, ...(found !== undefined && { abi: found.abi }) }
    },
    command: (test) => commandOf(project, short, file, test),
    arePranking,
    compilerVersion: short.test && project.contracts.get(short.test.id).compilerVersion,
    created: (initcode) => matchCreation(project.contracts.byCreationCode(initcode), initcode),
  })
  return { ...written, plan: short, file }
}

/** Whether the code of something that the attack or a claim calls names the account of cheatcodes. */
function callsCheatcodes({ steps, claims }: ProofPlan, { machine }: World): boolean {
  const called = new Set(steps.map(({ to }) => to))
  for (const claim of claims) if (claim.kind === 'property') called.add(claim.to)
  return [...called].some((to) => bytesToHex(machine.getCode(to)).includes(VM_ADDRESS.slice(2)))
}

/** Where Hardhat 3 looks for tests in Solidity; it wants their imports to be relative. */
const HARDHAT_TESTS = 'test'

/** The text for where it is run. */
function shownText({ text, plan }: Draft, { kind }: Project): string {
  if (kind !== 'hardhat3' || plan.test === undefined) return text
  const { source } = plan.test
  const near = source.startsWith(`${HARDHAT_TESTS}/`)
    ? `./${source.slice(HARDHAT_TESTS.length + 1)}`
    : `../${source}`
  return text.replace(`from "${source}";`, () => `from "${near}";`)
}

/** As somebody types it in the project's root. */
function commandOf({ kind }: Project, { setup }: ProofPlan, file: string, test: string): string {
  const place = '.faultline/proofs'
  if (kind === 'hardhat3')
    return `npx hardhat build && cp ${place}/${file} ${HARDHAT_TESTS}/ && npx hardhat test solidity ${HARDHAT_TESTS}/${file}`
  const where = `FOUNDRY_TEST=${place} forge test --match-test ${test}`
  if (kind === 'foundry') return where
  // What is deployed by its name has to be compiled; else what the proof imports is enough: forge would look into node_modules, too.
  const deploys = setup.some((step) => step.kind === 'create' || step.kind === 'createAt')
  const sources = kind === 'hardhat2' ? 'contracts' : deploys ? '.' : place
  return `FOUNDRY_SRC=${sources} ${where} --root .`
}

/** All at once; where that fails one by one, so that one that does not compile leaves the others whole. */
async function compileAll(
  drafts: readonly Draft[],
  compile: CompileProofs,
): Promise<readonly (readonly [Draft, CompiledProofs | BaseError])[]> {
  if (drafts.length === 0) return []
  const together = await tried(() => compile(new Map(drafts.map(({ file, text }) => [file, text]))))
  // Who was ended for taking too long would take too long again.
  if (!(together instanceof BaseError) || drafts.length === 1 || together.message.includes('SIGTERM'))
    return drafts.map((draft) => [draft, together] as const)
  const results: (readonly [Draft, CompiledProofs | BaseError])[] = []
  for (const draft of drafts)
    results.push([draft, await tried(() => compile(new Map([[draft.file, draft.text]])))])
  return results
}

async function tried<Result>(run: () => Promise<Result>): Promise<Result | BaseError> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof BaseError) return error
    throw error
  }
}

/** The same without cheatcodes, as far as that can be had. */
async function otherForms(
  { plan, file }: Draft,
  compiled: CompiledProofs,
  options: ProveOptions,
): Promise<readonly Proof[]> {
  const name = (ending: string): string => file.replace(/\.t\.sol$/, ending)
  const none = (form: Proof['form'], ending: string, reason: string): Proof => ({
    form,
    file: name(ending),
    text: '',
    checked: null,
    reason,
  })
  const made = await transactionsOf(plan, file, compiled, options)
  const isHardhat = options.runHardhat !== undefined
  if ('problem' in made)
    return [
      none('calls', '.calls.json', made.problem),
      ...(isHardhat ? [none('hardhat', '.test.ts', made.problem)] : []),
    ]
  const calls: Proof = {
    form: 'calls',
    file: name('.calls.json'),
    text: writeCalls(made),
    checked: "the loss is there when Faultline's own EVM does what a node is asked here",
    reason: null,
  }
  if (options.runHardhat === undefined) return [calls]
  const test = name('.test.ts')
  const text = writeHardhatProof(made, `npx hardhat test nodejs .faultline/proofs/${test}`)
  const wrong = await options.runHardhat(test, text)
  return [
    calls,
    wrong === undefined
      ? { form: 'hardhat', file: test, text, checked: 'passes with the Hardhat of the project', reason: null }
      : none('hardhat', '.test.ts', `Hardhat did not pass it: ${wrong}`),
  ]
}

async function transactionsOf(
  plan: ProofPlan,
  file: string,
  { contracts, sourceOf }: CompiledProofs,
  { project, empty }: ProveOptions,
): Promise<ProofTransactions | { readonly problem: string }> {
  if (plan.test !== undefined && plan.setUpCalls === undefined)
    return { problem: 'setUp() does what only a test can, or more than a list of calls should hold' }
  const id = `${sourceOf(file)}:Attacker`
  const code = contracts.ids.includes(id) ? contracts.get(id).creation.object.replace(/^0x/, '') : undefined
  try {
    const made = proofTransactions(plan, await empty(), {
      attackerCode: code === undefined ? undefined : hexToBytes(`0x${code}`),
      created: (initcode) => matchCreation(project.contracts.byCreationCode(initcode), initcode),
      test: plan.test?.address,
    })
    if ('problem' in made) return made
    const wrong = playTransactions(made, await empty())
    return wrong === undefined ? made : { problem: `as plain transactions it does not work: ${wrong}` }
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return { problem: error.message }
  }
}

function check(draft: Draft, compiled: CompiledProofs | BaseError, options: ProveOptions): Proof {
  const { plan, file, contract, test } = draft
  if (compiled instanceof BaseError) return missing(plan, `it does not compile: ${compiled.message}`)
  const { project, env, seed, files, fork } = options
  const contracts = joinContracts(compiled.contracts, project.contracts)
  const { status, reason, address } = runProof(
    contracts.get(`${compiled.sourceOf(file)}:${contract}`),
    test,
    {
      project: { ...project, contracts },
      env,
      seed,
      ...(files !== undefined && { files }),
      ...(fork !== undefined && { fork }),
    },
  )
  if (status === 'failed') {
    // Echidna and Medusa have deployers and senders of their own.
    const isElsewhere = plan.test !== undefined && address !== undefined && address !== plan.test.address
    return missing(
      plan,
      isElsewhere
        ? `in a Foundry test ${plan.test.name} and what it deploys have other addresses than with the configuration of Echidna or Medusa that it was found with`
        : `it was compiled, and did not pass: ${reason}`,
    )
  }
  return {
    form: 'foundry',
    file,
    text: shownText(draft, project),
    checked: `compiled with ${compiled.by}; ${test}() passes on Faultline's own EVM`,
    reason: null,
  }
}
