import { mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import type { ReportFinding, ReportProof } from '../report/schema.ts'
import { writeProofs } from './prove-findings.ts'

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

test('proofs are in the state folder, and whoever names one otherwise does not lead out of it', async () => {
  const root = await temporaryFolder()
  writeProofs(root, reportOf(proof, { ...proof, file: '../../out.t.sol' }, { ...proof, text: '' }))
  const folder = path.join(root, '.faultline', 'proofs')
  expect(readdirSync(folder).sort()).toEqual(['Vault.t.sol', 'out.t.sol'])
  expect(readFileSync(path.join(folder, 'Vault.t.sol'), 'utf8')).toBe(proof.text)
  expect(readFileSync(path.join(root, '.faultline', '.gitignore'), 'utf8')).toBe('*\n')
})

test('a folder of proofs that a repository brings as a link to another place is not followed', async () => {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  mkdirSync(path.join(root, '.faultline'))
  symlinkSync(elsewhere, path.join(root, '.faultline', 'proofs'))
  expect(() => writeProofs(root, reportOf(proof))).toThrow(/symbolic link, which is not followed/)
  expect(readdirSync(elsewhere)).toEqual([])
})
