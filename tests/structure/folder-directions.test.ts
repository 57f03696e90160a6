import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'
import { lint } from './lint.ts'

const ARROWS = await arrowsOfArchitecture()

test('the table of ARCHITECTURE.md names folders that it has a row for', () => {
  expect(ARROWS.size).toBeGreaterThan(10)
  for (const [folder, allowed] of ARROWS) {
    for (const other of allowed) expect(ARROWS.has(other), `${folder} may import ${other}`).toBe(true)
  }
})

test('the arrows of the table have no circle', () => {
  const seen = new Set<string>()
  const visit = (folder: string, path: readonly string[]): void => {
    expect(path).not.toContain(folder)
    if (seen.has(folder)) return
    for (const other of ARROWS.get(folder) ?? []) visit(other, [...path, folder])
    seen.add(folder)
  }
  for (const folder of ARROWS.keys()) visit(folder, [])
})

test('the linter allows the arrows of the table and refuses all others, from any depth', async () => {
  const files = new Map<string, string>()
  const expected: string[] = []
  for (const folder of ARROWS.keys()) {
    // Something to import, in a file that imports nothing: so no cycle can be the reason for a complaint.
    files.set(`src/${folder}/thing.ts`, 'export const thing: number = 1\n')
    for (const [other, source] of [...ARROWS.keys()].map((name) => [name, `src/${name}/thing.ts`] as const)) {
      if (other === folder) continue
      for (const depth of ['', 'inner/', 'inner/most/']) {
        const file = `src/${folder}/${depth}from-${other}.ts`
        const target = path.posix.relative(path.posix.dirname(file), source)
        files.set(file, `import { thing } from '${target}'\n\nexport const same: number = thing\n`)
        if (!ARROWS.get(folder)!.has(other)) expected.push(file)
      }
    }
  }
  const complaints = await lint(files)
  expect(new Set(complaints.map((each) => each.rule))).toEqual(new Set(['eslint(no-restricted-imports)']))
  expect(complaints.map((each) => each.file).sort()).toEqual(expected.sort())
  for (const complaint of complaints) expect(complaint.help).toContain('ARCHITECTURE.md')
})

test('a report may use types of other folders, but no code', async () => {
  const complaints = await lint(
    new Map([
      ['src/attack/finding.ts', 'export type Finding = { readonly loss: bigint }\nexport const none = 0n\n'],
      [
        'src/report/types.ts',
        "import type { Finding } from '../attack/finding.ts'\n\nexport type Row = Finding\n",
      ],
      ['src/report/code.ts', "import { none } from '../attack/finding.ts'\n\nexport const zero = none\n"],
    ]),
  )
  expect(complaints.map((each) => [each.file, each.rule])).toEqual([
    ['src/report/code.ts', 'eslint(no-restricted-imports)'],
  ])
})

test('sources do not import from outside src/, nor from the lists for users', async () => {
  const complaints = await lint(
    new Map([
      ['scripts/tool.ts', 'export const tool = 1\n'],
      ['src/index.ts', "export { own } from './cli/own.ts'\n"],
      ['src/cli/own.ts', 'export const own = 1\n'],
      ['src/cli/a.ts', "import { tool } from '../../scripts/tool.ts'\n\nexport const used = tool\n"],
      ['src/cli/b.ts', "import { own } from '../index.ts'\n\nexport const used = own\n"],
      ['src/cli/c.ts', "import { own } from 'faultline'\n\nexport const used: unknown = own\n"],
    ]),
  )
  expect(complaints.map((each) => `${each.file} ${each.rule}`).sort()).toEqual(
    ['a', 'b', 'c'].map((name) => `src/cli/${name}.ts eslint(no-restricted-imports)`),
  )
})

test('a cycle inside one folder is refused', async () => {
  const complaints = await lint(
    new Map([
      ['src/evm/a.ts', "import { b } from './b.ts'\n\nexport const a = (): number => b()\n"],
      ['src/evm/b.ts', "import { c } from './c.ts'\n\nexport const b = (): number => c()\n"],
      ['src/evm/c.ts', "import { a } from './a.ts'\n\nexport const c = (): number => a()\n"],
    ]),
  )
  expect(complaints.map((each) => each.rule)).toEqual([
    'import(no-cycle)',
    'import(no-cycle)',
    'import(no-cycle)',
  ])
})

/** Folder -> folders that it may import, from the table. */
async function arrowsOfArchitecture(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const text = await readFile(path.join(REPOSITORY, 'ARCHITECTURE.md'), 'utf8')
  const arrows = new Map<string, ReadonlySet<string>>()
  for (const line of text.split('\n')) {
    const [folder, , , mayImport] = line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1)
    const name = /^`src\/(\w+)`$/.exec(folder ?? '')?.[1]
    if (name === undefined || mayImport === undefined) continue
    arrows.set(name, new Set(mayImport === 'nothing of ours' ? [] : mayImport.split(', ')))
  }
  return arrows
}
