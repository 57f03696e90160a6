import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { sampleReport } from '../../../tests/helpers/sample-report.ts'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { reportToHtml } from '../../report/html/html.ts'
import { reportToJson } from '../../report/json.ts'
import { reportToMarkdown } from '../../report/markdown.ts'
import { runMain } from '../../../tests/helpers/run-main.ts'

let cwd: string
let out: string
let err: string

beforeEach(async () => {
  cwd = await temporaryFolder()
  out = ''
  err = ''
})

const faultline = async (...argv: string[]): Promise<number> => {
  const ran = await runMain(['report', ...argv], cwd, { env: {} })
  out += ran.out
  err += ran.err
  return ran.code
}

test('writes other forms of a document, and says which', async () => {
  writeFileSync(path.join(cwd, 'run.json'), reportToJson(sampleReport()))
  expect(await faultline('run.json', '--markdown', 'a/b.md')).toBe(0)
  expect(out).toBe('Written: a/b.md\n')
  expect(readFileSync(path.join(cwd, 'a', 'b.md'), 'utf8')).toBe(reportToMarkdown(sampleReport()))
})

test('without a document it takes that of the last run of the project, from any folder in it', async () => {
  writeFileSync(path.join(cwd, 'foundry.toml'), '')
  mkdirSync(path.join(cwd, '.faultline', 'report'), { recursive: true })
  writeFileSync(path.join(cwd, '.faultline', 'report', 'run.json'), reportToJson(sampleReport()))
  cwd = path.join(cwd, 'src')
  mkdirSync(cwd)
  expect(await faultline('--sarif', 'x.sarif')).toBe(0)
  expect(readFileSync(path.join(cwd, 'x.sarif'), 'utf8')).toContain('"version": "2.1.0"')
})

test('without any form it makes the page: beside the last run, or here from another document', async () => {
  writeFileSync(path.join(cwd, 'foundry.toml'), '')
  mkdirSync(path.join(cwd, '.faultline', 'report'), { recursive: true })
  const kept = path.join(cwd, '.faultline', 'report', 'run.json')
  writeFileSync(kept, reportToJson(sampleReport()))
  expect(await faultline()).toBe(0)
  expect(await faultline(kept)).toBe(0)
  expect(await faultline('--html', 'x/y.html')).toBe(0)
  const page = reportToHtml(sampleReport())
  for (const name of ['.faultline/report/index.html', 'faultline-report.html', 'x/y.html'])
    expect(readFileSync(path.join(cwd, name), 'utf8')).toBe(page)
})

test('what is no report is told with what is wrong, and nothing is written', async () => {
  writeFileSync(path.join(cwd, 'a.json'), '{"schemaVersion": 1, "run": {}}')
  writeFileSync(path.join(cwd, 'b.json'), 'no')
  for (const [name, wrong] of [
    ['a.json', 'run.version is missing or of another kind'],
    ['b.json', 'not valid JSON'],
    ['c.json', 'there is none'],
  ] as const) {
    err = ''
    expect(await faultline(name, '--sarif', 'x.sarif')).toBe(2)
    expect(err).toContain(`${name} is no report: `)
    expect(err).toContain(wrong)
  }
  expect(out).toBe('')
})

test('where nothing was attacked yet it says what to do', async () => {
  writeFileSync(path.join(cwd, 'foundry.toml'), '')
  expect(await faultline()).toBe(2)
  expect(err).toBe(
    'Nothing was attacked here yet: there is no .faultline/report/run.json.\nRun "faultline attack", or name a document that it printed with --json.\n',
  )
})
