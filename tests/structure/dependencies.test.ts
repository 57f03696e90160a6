import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'

type Lockfile = { packages: { [place: string]: { dev?: boolean; hasInstallScript?: boolean } } }
type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> }

const page = await readFile(path.join(REPOSITORY, 'docs', 'dependencies.md'), 'utf8')
const manifest = await readJson<Manifest>('package.json')

test.each([
  ['What users get', manifest.dependencies],
  ['What developers get besides', manifest.devDependencies],
])(
  '"%s" of docs/dependencies.md says why for each dependency, and for nothing else',
  (heading, dependencies) => {
    const section = page.split(/^## /m).find((part) => part.startsWith(heading))
    const explained = [...section!.matchAll(/^\| `([^`]+)` \| \S/gm)].map((row) => row[1])
    expect(explained).toEqual(Object.keys(dependencies))
  },
)

test('every dependency has one exact version', () => {
  const ranges = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(ranges.filter((range) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([])
})

test('nothing that users install runs a script', async () => {
  const { packages } = await readJson<Lockfile>('package-lock.json')
  const withScript = Object.entries(packages)
    .filter(([place, entry]) => place !== '' && entry.dev !== true && entry.hasInstallScript === true)
    .map(([place]) => place)
  expect(withScript).toEqual([])
})

async function readJson<Shape>(file: string): Promise<Shape> {
  return JSON.parse(await readFile(path.join(REPOSITORY, file), 'utf8')) as Shape
}
