import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { VECTOR_IDS, vectorOf } from '../../src/lessons/classify/vectors.ts'
import { DETECTORS } from '../exploits/scenario.ts'
import { REPOSITORY } from '../helpers/repository.ts'
import { expectBlock } from './document-text.ts'

test('the reference has a row for every detector, and for no other', async () => {
  const page = await readFile(path.join(REPOSITORY, 'docs/guide/detectors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name!)
  expect(rows).toHaveLength(DETECTORS.length)
  expect(new Set(rows)).toEqual(new Set<string>(DETECTORS))
})

test('the report page has every attack vector', () =>
  expectBlock(
    'docs/report.md',
    'vectors',
    [
      '| `id` | title | OWASP | SWC |',
      '|---|---|---|---|',
      ...VECTOR_IDS.map(vectorOf).map(
        ({ id, title, owasp, swc }) => `| \`${id}\` | ${title} | ${owasp ?? ''} | ${swc ?? ''} |`,
      ),
    ].join('\n'),
  ))
