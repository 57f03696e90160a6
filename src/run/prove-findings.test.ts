import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sampleFinding } from '../../tests/helpers/sample-report.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import type { ReportFinding, ReportProof } from '../report/schema.ts'
import type { Pool } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, ShrunkFinding } from '../attack/tasks.ts'
import { proveFindings, writeProofs } from './prove-findings.ts'
import type { RunResult } from './run-campaigns.ts'

const proof: ReportProof = {
  form: 'foundry',
  file: '.faultline/proofs/Vault.t.sol',
  text: 'contract ProofOfVault {}',
  checked: 'it was run',
  reason: null,
}

function reportOf(...proofs: readonly ReportProof[]): { readonly findings: readonly ReportFinding[] } {
  return { findings: [{ proofs } as unknown as ReportFinding] }
}

/** With one finding, 'id of <contract>'. */
function resultOf(contract: string): RunResult {
  const { signature, ...rest } = sampleFinding()
  const report = { ...rest, signature, id: `id of ${contract}` }
  const finding: ShrunkFinding = {
    property: 0,
    signature,
    calls: 1,
    shrinkExecutions: 1,
    report,
    proof: { plan: contract },
  }
  return { contract, findings: [finding] } as unknown as RunResult
}

test('proofs are in the state folder, and whoever names one otherwise does not lead out of it', async () => {
  const root = await temporaryFolder()
  writeProofs(root, reportOf(proof, { ...proof, file: '../../out.t.sol' }, { ...proof, text: '' }))
  const folder = path.join(root, '.faultline', 'proofs')
  expect(readdirSync(folder).sort()).toEqual(['Vault.t.sol', 'out.t.sol'])
  expect(readFileSync(path.join(folder, 'Vault.t.sol'), 'utf8')).toBe(proof.text)
  expect(readFileSync(path.join(root, '.faultline', '.gitignore'), 'utf8')).toBe('*\n')
})

test('proofs of earlier runs go, as forge would compile them together with those of this one; other files stay', async () => {
  const root = await temporaryFolder()
  const earlier = ['a-0123456789ab.t.sol', 'a-0123456789ab.calls.json', 'a-0123456789ab.test.ts']
  writeProofs(root, reportOf(...earlier.map((file) => ({ ...proof, file }))))
  const folder = path.join(root, '.faultline', 'proofs')
  writeFileSync(path.join(folder, 'Mine.t.sol'), '')
  writeProofs(root, reportOf({ ...proof, file: 'b-ba9876543210.t.sol' }))
  expect(readdirSync(folder).sort()).toEqual(['Mine.t.sol', 'b-ba9876543210.t.sol'])
  writeProofs(root, reportOf())
  expect(readdirSync(folder)).toEqual(['Mine.t.sol'])
})

test('a folder of proofs that a repository brings as a link to another place is not followed', async () => {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  mkdirSync(path.join(root, '.faultline'))
  symlinkSync(elsewhere, path.join(root, '.faultline', 'proofs'))
  expect(() => writeProofs(root, reportOf(proof))).toThrow(/symbolic link, which is not followed/)
  expect(readdirSync(elsewhere)).toEqual([])
})

test('who ends the run while a compiler thinks does not wait for it', async () => {
  const stopping = new AbortController()
  const asked: string[] = []
  const pool: Pool<CampaignWork, CampaignAnswer> = {
    run: ({ campaign }) => {
      asked.push(campaign)
      setImmediate(() => stopping.abort())
      return new Promise(() => undefined)
    },
    close: () => Promise.resolve(),
  }
  const proofs = await proveFindings(['A', 'B'].map(resultOf), pool, stopping.signal)
  expect(asked).toEqual(['A'])
  for (const name of ['A', 'B'])
    expect(proofs.get(name)?.get(`id of ${name}`)).toMatchObject([
      { text: '', reason: 'the run was ended before it was made' },
    ])
})

test('proofs of campaigns are made one after another: they are compiled in one place', async () => {
  const names = ['A', 'B', 'C']
  const said: string[] = []
  const pool: Pool<CampaignWork, CampaignAnswer> = {
    run: async ({ campaign }) => {
      said.push(`${campaign} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      said.push(`${campaign} ends`)
      return { kind: 'proved', findings: [{ finding: `id of ${campaign}`, proofs: [proof] }] }
    },
    close: () => Promise.resolve(),
  }
  const proofs = await proveFindings(names.map(resultOf), pool, new AbortController().signal)
  expect(said).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]))
  expect(names.map((name) => proofs.get(name)?.get(`id of ${name}`))).toEqual([[proof], [proof], [proof]])
})
