// From plans to proofs that were compiled and run: each is written, all of a campaign are compiled together, and each is run on our own EVM as
// a test of the project. What does not pass is not shown.

import { BaseError } from '../../primitives/errors.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { Project } from '../../project/types.ts'
import type { SetupOptions, World } from '../../world/types.ts'
import { runProof } from './check-proof.ts'
import { type CompiledProofs, type CompileProofs, joinContracts } from './compile-proofs.ts'
import type { ProofPlan } from './plan.ts'
import { shortenSetup } from './shorten-setup.ts'
import { matchCreation } from './solidity/arrange.ts'
import { writeFoundryProof, type WrittenProof } from './solidity/write-foundry.ts'

export type ProveOptions = {
  readonly project: Project
  /** A world as it is before the plan's setup: after setUp() of its test, or an empty one. */
  readonly setUp: (plan: ProofPlan) => World
  readonly compile: CompileProofs
  readonly env: SetupOptions['env']
  readonly seed: bigint
  readonly files?: SetupOptions['files']
  readonly fork?: SetupOptions['fork']
}

/** As the report has it. */
export type Proof = {
  readonly form: 'foundry' | 'hardhat' | 'calls'
  /** Name of its file. */
  readonly file: string
  /** Empty if there is none. */
  readonly text: string
  /** What was run, and how it ended; null if it was not run. */
  readonly checked: string | null
  /** Why there is no text, or why it was not run; else null. */
  readonly reason: string | null
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
    const draft = draftOf(plan, options)
    if ('reason' in draft) results.set(plan.finding, [missing(plan, draft.reason)])
    else drafts.push(draft)
  }
  for (const [draft, compiled] of await compileAll(drafts, options.compile))
    results.set(draft.plan.finding, [check(draft, compiled, options)])
  return plans.map(({ finding }) => ({ finding, proofs: results.get(finding) ?? [] }))
}

/** The file of a finding's proof. */
export function proofFile({ property, finding }: Pick<ProofPlan, 'property' | 'finding'>): string {
  const kind = property
    .replace(/\(.*$/, '')
    .replaceAll(/[^A-Za-z0-9-]+/g, '-')
    .slice(0, 60)
  return `${kind}-${finding}.t.sol`
}

/** Says why a finding has no proof. */
export function missing(plan: Pick<ProofPlan, 'property' | 'finding'>, reason: string): Proof {
  return { form: 'foundry', file: proofFile(plan), text: '', checked: null, reason }
}

function draftOf(plan: ProofPlan, { project, setUp }: ProveOptions): Draft | { readonly reason: string } {
  let short: ProofPlan | undefined
  try {
    short = shortenSetup(plan, () => setUp(plan))
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
    command: (test) => commandOf(project, file, test),
    created: (initcode) => matchCreation(project.contracts.byCreationCode(initcode), initcode),
  })
  return { ...written, plan: short, file }
}

/** As somebody types it in the project's root. */
function commandOf({ kind }: Project, file: string, test: string): string {
  const place = '.faultline/proofs'
  if (kind === 'hardhat3') return `npx hardhat test solidity ${place}/${file} --grep ${test}`
  const where = `FOUNDRY_TEST=${place} forge test --match-test ${test}`
  return kind === 'foundry'
    ? where
    : `FOUNDRY_SRC=${kind === 'hardhat2' ? 'contracts' : '.'} ${where} --root .`
}

/** All at once; where that fails one by one, so that one that does not compile leaves the others whole. */
async function compileAll(
  drafts: readonly Draft[],
  compile: CompileProofs,
): Promise<readonly (readonly [Draft, CompiledProofs | BaseError])[]> {
  if (drafts.length === 0) return []
  const together = await tried(() => compile(new Map(drafts.map(({ file, text }) => [file, text]))))
  if (!(together instanceof BaseError) || drafts.length === 1)
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

function check(draft: Draft, compiled: CompiledProofs | BaseError, options: ProveOptions): Proof {
  const { plan, file, text, contract, test } = draft
  if (compiled instanceof BaseError) return missing(plan, `it does not compile: ${compiled.message}`)
  const { project, env, seed, files, fork } = options
  const contracts = joinContracts(compiled.contracts, project.contracts)
  const { status, reason } = runProof(contracts.get(`${compiled.sourceOf(file)}:${contract}`), test, {
    project: { ...project, contracts },
    env,
    seed,
    ...(files !== undefined && { files }),
    ...(fork !== undefined && { fork }),
  })
  if (status === 'failed') return missing(plan, `it was compiled, and did not pass: ${reason}`)
  return {
    form: 'foundry',
    file,
    text,
    checked: `compiled with ${compiled.by}; ${test}() passes on Faultline's own EVM`,
    reason: null,
  }
}
