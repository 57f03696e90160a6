// After the search: proofs of what was found. Each campaign's are made by one worker, which compiles them together.

import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

import type { Pool } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, ShrunkFinding } from '../attack/tasks.ts'
import { missing } from '../lessons/proof/proof.ts'
import { BaseError } from '../primitives/errors.ts'
import type { Report, ReportFinding, ReportProof } from '../report/schema.ts'
import { makeStateFolder, stateFolder } from '../store/state-folder.ts'
import { replaceFile } from './replace-file.ts'
import type { RunResult } from './run-campaigns.ts'
import { tellersOfRun } from './same-in-other-tests.ts'

/** Proofs of one campaign: nobody reads more, and each takes seconds to compile. */
const FINDINGS_MAX = 20
/** A compiler may think for long, and says nothing meanwhile. */
const SILENCE_SECONDS_MAX = 900

/** Proofs by campaign, then finding. */
export type ProofsOfRun = ReadonlyMap<string, ReadonlyMap<string, readonly ReportProof[]>>

/**
 * Makes the proofs of all findings that the report will have, one campaign after another: they are compiled in one place, where forge
 * keeps what they import, and which one compiler at a time can have. Rejects only for errors of our own.
 * @param signal aborted: what is not proved by then has no proof
 * @param onCampaign told of each campaign that has something to prove, before it is proved
 */
export async function proveFindings(
  results: readonly RunResult[],
  pool: Pool<CampaignWork, CampaignAnswer>,
  signal: AbortSignal,
  onCampaign: (contract: string) => void = () => {},
): Promise<ProofsOfRun> {
  const proofs = new Map<string, ReadonlyMap<string, readonly ReportProof[]>>()
  const told = new Set(tellersOfRun(results).values())
  for (const result of results)
    proofs.set(result.contract, await proveCampaign(result, told, pool, signal, onCampaign))
  return proofs
}

async function proveCampaign(
  { contract, findings }: RunResult,
  told: ReadonlySet<ShrunkFinding>,
  pool: Pool<CampaignWork, CampaignAnswer>,
  signal: AbortSignal,
  onCampaign: (contract: string) => void,
): Promise<ReadonlyMap<string, readonly ReportProof[]>> {
  const proofs = new Map<string, readonly ReportProof[]>()
  const none = (finding: ShrunkFinding, reason: string): void => {
    const report = finding.report as ReportFinding
    proofs.set(report.id, [missing({ finding: report.id, property: report.property.name }, reason)])
  }
  const planned: { readonly finding: ShrunkFinding; readonly plan: string }[] = []
  for (const finding of findings.filter((each) => told.has(each))) {
    const { proof } = finding
    if (proof === undefined) none(finding, 'it was found by an earlier version, which kept too little of it')
    else if ('problem' in proof) none(finding, proof.problem)
    else if (planned.length >= FINDINGS_MAX)
      none(finding, `only ${FINDINGS_MAX} findings of a campaign are proved`)
    else planned.push({ finding, plan: proof.plan })
  }
  if (planned.length === 0) return proofs
  if (!signal.aborted) onCampaign(contract)
  try {
    const task = {
      campaign: contract,
      name: `${contract}, proofs`,
      work: { kind: 'prove', contract, plans: planned.map(({ plan }) => plan) },
      silenceSecondsMax: SILENCE_SECONDS_MAX,
    } as const
    const answer = signal.aborted ? undefined : await orEnded(pool.run(task, { signal }), signal)
    if (answer === undefined)
      for (const { finding } of planned) none(finding, 'the run was ended before it was made')
    else if (answer.kind === 'proved')
      for (const { finding, proofs: own } of answer.findings) proofs.set(finding, own as ReportProof[])
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    for (const { finding } of planned) none(finding, error.message)
  }
  return proofs
}

/** Undefined once the signal is aborted: a compiler that runs is not waited for. */
function orEnded<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
    result.then(resolve, reject)
  })
}

/** In the state folder of a project. */
const PROOFS_FOLDER = 'proofs'

/** Names that proofs have, and that nobody gives to a file by hand. */
const PROOF_FILE = /-[0-9a-f]{12}\.(?:t\.sol|calls\.json|test\.ts)$/

/**
 * Writes the proofs of a report into the project's `.faultline` folder, in the place of those of earlier runs: forge compiles all that
 * is there together, and one of code that has changed since would stop the others.
 * @throws Error of node:fs
 */
export function writeProofs(root: string, report: Pick<Report, 'findings'>): void {
  const proofs = report.findings.flatMap((finding) => finding.proofs).filter(({ text }) => text !== '')
  if (proofs.length === 0 && !existsSync(path.join(stateFolder(root), PROOFS_FOLDER))) return
  const folder = makeStateFolder(root, PROOFS_FOLDER)
  const names = new Set(proofs.map(({ file }) => path.basename(file)))
  for (const name of readdirSync(folder))
    if (PROOF_FILE.test(name) && !names.has(name)) rmSync(path.join(folder, name))
  for (const { file, text } of proofs) replaceFile(path.join(folder, path.basename(file)), text)
}
