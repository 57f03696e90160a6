// Builds what the package publishes from src/: dist/code has the JavaScript with its source maps, dist/types the declarations.
//
// The JavaScript is bundled: what a process loads together is in a few files, as finding and reading a file for each module took longer
// than running them. What is loaded with import() stays in files of its own. All files lie in one folder, two below the package: so
// `workerEntry(name, import.meta.url)` and '../../package.json' mean the same as they do in src/.
//
// Usage: npm run build -- [--out dist]

import { rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'
import { commandFile, ROOT, runNode } from './tools.ts'

/** Modules that are not only imported, below src/: the entries of package.json, and what is started or loaded by its URL. */
const ENTRIES = [
  'index',
  'evm',
  'config',
  'cli/main',
  'cli/test/suite-worker',
  'attack/pool/worker-main',
  'attack/pool/engine-main',
  'run/task-runner',
  'run/config/define-config',
  'project/solidity/solc-entry',
  'world/fork/fork-worker',
] as const

const SOURCE = path.join(ROOT, 'src')

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } })
const out = path.resolve(ROOT, values.out)

// A file that was deleted from src/ must not live on in the package.
rmSync(out, { recursive: true, force: true })
const types = ['-p', 'tsconfig.build.json', '--outDir', path.join(out, 'types')]
process.exitCode = runNode(commandFile('typescript', 'tsc'), types)
if (process.exitCode === 0) await bundle(path.join(out, 'code'))

async function bundle(folder: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(
      ENTRIES.map((entry) => [path.basename(entry), path.join(SOURCE, `${entry}.ts`)]),
    ),
    platform: 'node',
    // Only our own modules: dependencies are installed beside the package.
    external: (id) => !id.startsWith('.') && !path.isAbsolute(id),
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message)
    },
  })
  await build.write({
    dir: folder,
    format: 'esm',
    // Errors are named after their classes.
    keepNames: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
    // The same wherever it is built, and what a reader of a stack trace knows: ../../src/attack/lane.ts.
    sourcemapPathTransform: (source, map) =>
      path.posix.join(
        '../../src',
        path.relative(SOURCE, path.resolve(path.dirname(map), source)).replaceAll('\\', '/'),
      ),
  })
  await build.close()
}
