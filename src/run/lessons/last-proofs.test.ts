import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleFinding, sampleReport } from '../../../tests/helpers/sample-report.ts'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { reportToJson } from '../../report/json.ts'
import type { ReportProof } from '../../report/schema.ts'
import { lastReportFiles, makeStateFolder } from '../../store/state-folder.ts'
import { lastProofs } from './last-proofs.ts'

test('proofs of the last run are in its report; where there is none that can be read, there are none', async () => {
  const root = await temporaryFolder()
  expect(lastProofs(root).size).toBe(0)
  makeStateFolder(root, 'report')
  const { document } = lastReportFiles(root)
  const proof: ReportProof = {
    form: 'foundry',
    file: 'a.t.sol',
    text: 'a',
    checked: 'it passes',
    reason: null,
  }
  const finding = { ...sampleFinding(), proofs: [proof] }
  writeFileSync(document, reportToJson({ ...sampleReport(), findings: [finding] }))
  expect([...lastProofs(root)]).toEqual([[finding.id, [proof]]])
  writeFileSync(document, '{ "schemaVersion": 1')
  expect(lastProofs(root).size).toBe(0)
})
