import { expect, test } from 'vitest'
import { defaultConfig } from '../../project/default-config.ts'
import { createContractIndex } from '../../project/contract-index.ts'
import type { Project } from '../../project/types.ts'
import { applyConfig, campaignsOf } from './apply-config.ts'

const project: Project = {
  root: '/p',
  kind: 'foundry',
  contracts: createContractIndex([]),
  config: { ...defaultConfig('/p'), filter: { matchTest: 'old', noMatchPath: 'kept' } },
}
// makeAddr("alice") of forge-std.
const ALICE = '0x328809bc894f92807417d2dad6b7c998c1afdac6'

test('without a configuration the project is as it is', () => {
  expect(applyConfig(project, undefined)).toBe(project)
  expect(campaignsOf(undefined)).toEqual([])
})

test('what it says wins over the project, field by field', () => {
  const config = {
    seed: 5,
    matchTest: 'new',
    senders: ['alice', `0x${'AB'.repeat(20)}`],
    maxValueWei: 7,
    depth: 3,
  }
  const applied = applyConfig(project, { file: 'faultline.config.ts', config })
  expect(applied.config.fuzz).toEqual({ ...project.config.fuzz, seed: 5n })
  expect(applied.config.filter).toEqual({ matchTest: 'new', noMatchPath: 'kept' })
  expect(applied.config.search).toEqual({
    senders: [ALICE, `0x${'ab'.repeat(20)}`],
    maxValueWei: 7n,
    depth: 3,
  })
})

test('campaigns are named after the file and sorted', () => {
  const setup = (): void => undefined
  const config = { depth: 9, campaigns: { b: { setup, maxBlockDelay: 1 }, a: { script: 'Deploy' } } }
  expect(campaignsOf({ file: 'faultline.config.mjs', config })).toEqual([
    {
      id: 'faultline.config.mjs:a',
      name: 'a',
      file: 'faultline.config.mjs',
      setup: { script: 'Deploy' },
      search: {},
    },
    {
      id: 'faultline.config.mjs:b',
      name: 'b',
      file: 'faultline.config.mjs',
      setup: { setup, maxBlockDelay: 1 },
      search: { maxBlockDelay: 1 },
    },
  ])
})
