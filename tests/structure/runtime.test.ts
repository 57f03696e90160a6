import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isVersionAtLeast } from '../../src/cli/doctor/examine.ts'
import { REPOSITORY } from '../helpers/repository.ts'

test('the tests run on a Node that we support, whatever Node the system has', async () => {
  const text = await readFile(path.join(REPOSITORY, 'package.json'), 'utf8')
  const { engines } = JSON.parse(text) as { engines: { node: string } }
  const required = /^>=(\d+\.\d+)$/.exec(engines.node)?.[1]
  expect(required).toBeDefined()
  expect(isVersionAtLeast(process.versions.node, required!)).toBe(true)
})
