// Configurations as Node itself loads them: no test runner resolves or compiles anything for them.

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryTree } from '../helpers/file-tree.ts'

const PRINT_CONFIG = path.join(import.meta.dirname, 'print-config.ts')
const IMPORT = "import { defineConfig } from 'faultline/config'\n"

/** What print-config.ts says about a project with these files; it must print nothing on stderr. */
async function load(files: Readonly<Record<string, string>>): Promise<unknown> {
  const root = await temporaryTree(files)
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PRINT_CONFIG, root])
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test('a project without a configuration has none', async () => {
  expect(await load({ 'faultline.json': '{}' })).toEqual({ loaded: null })
})

test.each(['faultline.config.ts', 'faultline.config.mts', 'faultline.config.js', 'faultline.config.mjs'])(
  '%s is loaded where faultline is not installed and packages are not modules',
  async (file) => {
    const type = file.endsWith('ts') ? ': number' : ''
    const text = `${IMPORT}const seed${type} = 7\nexport default defineConfig({ seed })\n`
    const loaded = { file, config: { seed: 7 } }
    expect(await load({ [file]: text, 'package.json': '{ "type": "commonjs" }' })).toEqual({ loaded })
    expect(await load({ [file]: text })).toEqual({ loaded })
  },
)

test('it may import other files of the project', async () => {
  const text = `${IMPORT}import { depth } from './more/depth.ts'\nexport default defineConfig({ depth })\n`
  const answer = await load({
    'faultline.config.ts': text,
    'more/depth.ts': 'export const depth: number = 12\n',
    'package.json': '{ "type": "module" }',
  })
  expect(answer).toMatchObject({ loaded: { config: { depth: 12 } } })
})

test.each([
  [
    'throws',
    "\nthrow new Error('no node at hand')\nexport {}",
    'CONFIG_FAILED',
    /^faultline\.config\.ts:2 could not be loaded: Error: no node at hand$/,
  ],
  [
    'is no TypeScript that Node runs',
    'enum Side { Left }\nexport default {}',
    'CONFIG_FAILED',
    /could not be loaded: SyntaxError/,
  ],
  [
    'imports what is not there',
    "import './gone.ts'\nexport default {}",
    'CONFIG_FAILED',
    /could not be loaded: Error: Cannot find module/,
  ],
  ['exports nothing', 'export const config = {}', 'CONFIG_INVALID', /exports no configuration by default/],
  [
    'has a key that is not known',
    'export default { sneed: 1 }',
    'CONFIG_INVALID',
    /^faultline\.config\.ts: sneed is not known\.$/,
  ],
])('one that %s is an error that names it', async (_, text, code, message) => {
  expect(await load({ 'faultline.config.ts': text })).toEqual({
    code,
    message: expect.stringMatching(message),
  })
})

test('two of them are an error', async () => {
  expect(await load({ 'faultline.config.ts': '', 'faultline.config.mjs': '' })).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('faultline.config.mjs, faultline.config.ts'),
  })
})
