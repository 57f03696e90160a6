import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { readLastReplay } from './last-replay.ts'
import { readLessons } from './lesson-files.ts'

const messagesOf = (folder: string): readonly string[] =>
  readLessons(folder).errors.map(({ message }) => message)

test('what is no file, no text or no lesson has one message each', async () => {
  const folder = await temporaryFolder()
  mkdirSync(path.join(folder, 'a.json'))
  writeFileSync(path.join(folder, 'b.json'), `${'['.repeat(200_000)}${']'.repeat(200_000)}`)
  writeFileSync(path.join(folder, 'c.json'), '{ "lesson": 1, "__proto__": {} }')
  symlinkSync('d.json', path.join(folder, 'd.json'))
  writeFileSync(path.join(folder, 'e.json'), '')
  expect(messagesOf(folder)).toEqual([
    'a.json cannot be read: it is no file.',
    'b.json cannot be read as a lesson: it is a list where an object is needed.',
    "c.json cannot be read as a lesson: it has a field '__proto__' that does not belong there.",
    expect.stringMatching(/^d\.json cannot be read: ELOOP/),
    'e.json cannot be read as a lesson: it is no JSON from line 1, column 1 on.',
  ])
})

test('more files than are read is said, and the first of them are read', async () => {
  const folder = await temporaryFolder()
  for (const name of ['a', 'b', 'c']) writeFileSync(path.join(folder, `${name}.json`), '')
  const messages = readLessons(folder, { filesMax: 2 }).errors.map(({ message }) => message)
  expect(messages).toEqual([
    expect.stringMatching(/ has 3 lessons: 2 are read\.$/),
    expect.stringMatching(/^a\.json/),
    expect.stringMatching(/^b\.json/),
  ])
})

test.skipIf(!existsSync('/dev/zero'))(
  'a device is not read, neither as a lesson nor as the last replay',
  async () => {
    const root = await temporaryFolder()
    symlinkSync('/dev/zero', path.join(root, 'a.json'))
    expect(messagesOf(root)).toEqual(['a.json cannot be read: it is no file.'])
    mkdirSync(path.join(root, '.faultline'))
    symlinkSync('/dev/zero', path.join(root, '.faultline', 'replay.json'))
    expect(readLastReplay(root).size).toBe(0)
  },
)
