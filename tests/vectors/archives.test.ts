import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { openVectors, VectorsError } from './archives.ts'
import { FIXTURE_FILE } from './fixture-cases.ts'

async function folderWithArchive(): Promise<{ folder: string; cache: string }> {
  const base = await temporaryFolder()
  const [content, folder, cache] = [join(base, 'content'), join(base, 'archives'), join(base, 'cache')]
  await mkdir(join(content, 'osaka', 'eip1'), { recursive: true })
  await mkdir(folder)
  await copyFile(FIXTURE_FILE, join(content, 'osaka', 'eip1', 'b.json'))
  await copyFile(FIXTURE_FILE, join(content, 'osaka', 'a.json'))
  await writeFile(join(content, 'osaka', '.stub'), 'no test')
  execFileSync('tar', ['-czf', join(folder, 'execution-spec-tests.tar.gz'), '-C', content, '.'])
  return { folder, cache }
}

describe('the archives of vectors', () => {
  test('are unpacked once, also by many at the same time', async () => {
    const { folder, cache } = await folderWithArchive()
    const opened = await Promise.all([1, 2, 3, 4].map(() => openVectors(folder, cache)))
    expect(await readdir(cache)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    for (const { archives, absent } of opened) {
      expect(absent).toEqual(['general-state-tests.tar.gz'])
      expect(archives.map(({ name }) => name)).toEqual(['execution-spec-tests'])
      const names = archives[0]!.files.map(({ name }) => name)
      expect(names).toEqual(['execution-spec-tests/osaka/a.json', 'execution-spec-tests/osaka/eip1/b.json'])
    }
    const file = opened[0]!.archives[0]!.files[0]!
    expect(await readFile(file.path)).toEqual(await readFile(FIXTURE_FILE))
    await writeFile(file.path, 'marked')
    const again = await openVectors(folder, cache)
    expect(await readFile(again.archives[0]!.files[0]!.path, 'utf8')).toBe('marked')
  })

  test('a folder without them is an error that names what it should have', async () => {
    const folder = await temporaryFolder()
    await expect(openVectors(folder, join(folder, 'cache'))).rejects.toThrow(
      /execution-spec-tests\.tar\.gz nor general/,
    )
  })

  test('a broken archive is an error that leaves nothing behind', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'general-state-tests.tar.gz'), 'not an archive')
    await expect(openVectors(folder, join(folder, 'cache'))).rejects.toThrow(VectorsError)
    expect(await readdir(join(folder, 'cache'))).toEqual([])
  })
})
