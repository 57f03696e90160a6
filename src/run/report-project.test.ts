import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { folderInCheckout } from './report-project.ts'

test('the folder is counted from the nearest .git above, be it a folder or the file of a worktree', async () => {
  const root = await temporaryFolder()
  const project = path.join(root, 'packages', 'contracts')
  mkdirSync(project, { recursive: true })
  mkdirSync(path.join(root, '.git'))
  expect(folderInCheckout(project)).toBe('packages/contracts')
  expect(folderInCheckout(root)).toBe('')
  writeFileSync(path.join(root, 'packages', '.git'), 'gitdir: elsewhere\n')
  expect(folderInCheckout(project)).toBe('contracts')
})
