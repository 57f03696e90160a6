import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { completed, type Lockfile } from '../../scripts/lockfile.ts'
import { REPOSITORY } from '../helpers/repository.ts'

test('the lockfile names the packages of all platforms, so that "npm ci" accepts it', async () => {
  const text = await readFile(path.join(REPOSITORY, 'package-lock.json'), 'utf8')
  const { added } = completed(JSON.parse(text) as Lockfile)
  expect(added, 'run: node scripts/complete-lockfile.ts').toEqual([])
})

test('a missing platform package is added in its place, with what its name says', () => {
  const present = { version: '1.2.3', optional: true, os: ['linux'], cpu: ['x64'], integrity: 'sha512-…' }
  const lockfile: Lockfile = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/@tool/linux-x64-gnu': present,
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: {
          '@tool/darwin-amd64': '1.2.3',
          '@tool/linux-arm-musleabihf': '1.2.3',
          '@tool/linux-x64-gnu': '1.2.3',
          '@tool/win32-ia32-msvc': '1.2.3',
          // Neither of these is the package of a platform.
          'better-tool': '1.2.3',
          'tool-darwin-x64': '^1.0.0',
        },
      },
    },
  }
  const { lockfile: result, added } = completed(lockfile)
  expect(added).toEqual([
    'node_modules/@tool/darwin-amd64',
    'node_modules/@tool/linux-arm-musleabihf',
    'node_modules/@tool/win32-ia32-msvc',
  ])
  expect(Object.keys(result.packages)).toEqual([
    '',
    'node_modules/@tool/darwin-amd64',
    'node_modules/@tool/linux-arm-musleabihf',
    'node_modules/@tool/linux-x64-gnu',
    'node_modules/@tool/win32-ia32-msvc',
    'node_modules/tool',
  ])
  const common = { version: '1.2.3', dev: true, optional: true }
  expect(result.packages['node_modules/@tool/darwin-amd64']).toEqual({
    ...common,
    os: ['darwin'],
    cpu: ['x64'],
  })
  expect(result.packages['node_modules/@tool/linux-arm-musleabihf']).toEqual({
    ...common,
    os: ['linux'],
    cpu: ['arm'],
    libc: ['musl'],
  })
  expect(result.packages['node_modules/@tool/win32-ia32-msvc']).toEqual({
    ...common,
    os: ['win32'],
    cpu: ['ia32'],
  })
  expect(result.packages['node_modules/@tool/linux-x64-gnu']).toBe(present)
  expect(completed(result).added).toEqual([])
})
