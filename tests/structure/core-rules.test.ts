import { expect, test } from 'vitest'
import { lint } from './lint.ts'

const CORE_FOLDERS = ['primitives', 'evm', 'jit']

// Each line is refused in a core folder, by the rule beside it.
const REFUSED_IN_CORE: readonly (readonly [source: string, rule: string])[] = [
  ["import fs from 'node:fs'\nexport const it: unknown = fs\n", 'eslint(no-restricted-imports)'],
  ["import fs from 'fs'\nexport const it: unknown = fs\n", 'eslint(no-restricted-imports)'],
  ["import fs from 'fs/promises'\nexport const it: unknown = fs\n", 'eslint(no-restricted-imports)'],
  ["export { join } from 'node:path'\n", 'eslint(no-restricted-imports)'],
  ['export const it: unknown = process.env\n', 'eslint(no-restricted-globals)'],
  ['export const it: unknown = globalThis.process\n', 'eslint(no-restricted-globals)'],
  ['export const it: unknown = new Date()\n', 'eslint(no-restricted-globals)'],
  ['export const it: number = performance.timeOrigin\n', 'eslint(no-restricted-globals)'],
  ["export const it: unknown = Buffer.from('a')\n", 'eslint(no-restricted-globals)'],
  ['export const it: unknown = crypto.randomUUID()\n', 'eslint(no-restricted-globals)'],
  ['export const it: unknown = setTimeout(String, 1)\n', 'eslint(no-restricted-globals)'],
  ['export const it: number = Math.random()\n', 'eslint(no-restricted-properties)'],
  ['export const { random } = Math\n', 'eslint(no-restricted-properties)'],
]

test('the core folders have no Node API, clock, randomness or environment; their tests may', async () => {
  const files = new Map<string, string>()
  const expected: string[] = []
  for (const folder of CORE_FOLDERS) {
    for (const [index, [source, rule]] of REFUSED_IN_CORE.entries()) {
      files.set(`src/${folder}/case-${index}.ts`, source)
      files.set(`src/${folder}/case-${index}.test.ts`, source)
      expected.push(`src/${folder}/case-${index}.ts ${rule}`)
    }
  }
  // Only these three rules are asked about: a test file without a test, say, is another matter.
  const asked = new Set(REFUSED_IN_CORE.map(([, rule]) => rule))
  const complaints = (await lint(files)).filter((complaint) => asked.has(complaint.rule))
  const found = new Set(complaints.map((complaint) => `${complaint.file} ${complaint.rule}`))
  expect([...found].sort()).toEqual(expected.sort())
})

test('what a search computes does not depend on the clock or on luck', async () => {
  const now = 'export const it: number = Date.now()\n'
  const luck = 'export const it: number = Math.random()\n'
  const complaints = await lint(
    new Map([
      ['src/attack/now.ts', now],
      ['src/attack/luck.ts', luck],
      ['src/fleet/now.ts', now],
      ['src/fleet/luck.ts', luck],
      ['src/cli/now.ts', now],
    ]),
  )
  expect(complaints.map((each) => each.file).sort()).toEqual([
    'src/attack/luck.ts',
    'src/attack/now.ts',
    'src/fleet/luck.ts',
  ])
})

test('only the CLI ends the process', async () => {
  const end = 'export const end = (): never => process.exit(1)\n'
  const complaints = await lint(
    new Map([
      ['src/attack/end.ts', end],
      ['src/cli/end.ts', end],
    ]),
  )
  expect(complaints.map((each) => each.file)).toEqual(['src/attack/end.ts'])
})

test('rules that need types are on: a promise nobody awaits, a switch that forgets a case', async () => {
  const complaints = await lint(
    new Map([
      [
        'src/attack/floating.ts',
        'async function work(): Promise<void> {}\n\nexport const go = (): void => {\n  work()\n}\n',
      ],
      [
        'src/attack/switch.ts',
        "export function sizeOf(kind: 'small' | 'large'): number | undefined {\n  switch (kind) {\n    case 'small':\n      return 1\n  }\n  return undefined\n}\n",
      ],
    ]),
  )
  expect(complaints.map((each) => `${each.file} ${each.rule}`).sort()).toEqual([
    'src/attack/floating.ts typescript(no-floating-promises)',
    'src/attack/switch.ts typescript(switch-exhaustiveness-check)',
  ])
})
