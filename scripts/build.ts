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
import { type CodeSplittingNameFunction, rolldown } from 'rolldown'
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

/**
 * Modules that most runs begin with, below src/. What the same ones of these import is in one file: files by what each entry and each
 * import() needs would be three times as many to load.
 */
const STARTS = [
  'cli/main',
  'cli/commands/attack',
  'cli/commands/test',
  'cli/test/suite-worker',
  'attack/pool/worker-main',
  'attack/pool/engine-main',
  'run/task-runner',
  'project/foundry/open-foundry',
  'project/solidity/open-solidity',
  'index',
] as const

const SOURCE = path.join(ROOT, 'src')
const fileOf = (name: string): string => path.join(SOURCE, `${name}.ts`)

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } })
const out = path.resolve(ROOT, values.out)

// A file that was deleted from src/ must not live on in the package.
rmSync(out, { recursive: true, force: true })
const types = ['-p', 'tsconfig.build.json', '--outDir', path.join(out, 'types')]
process.exitCode = runNode(commandFile('typescript', 'tsc'), types)
if (process.exitCode === 0) await bundle(path.join(out, 'code'))

async function bundle(folder: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(ENTRIES.map((entry) => [path.basename(entry), fileOf(entry)])),
    platform: 'node',
    // As tsconfig.json has it: the oldest Node that is supported reads no more.
    transform: { target: 'es2024' },
    preserveEntrySignatures: 'allow-extension',
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
    // Less to read: the source maps have the comments, and of one character beyond Latin-1 V8 makes two bytes for each of its file.
    comments: false,
    charset: 'ascii',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'parts', name: partNames() }],
    },
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

/** Names the file of a module after the starts that import it: 'part-5' of the first and the third. Others are left to the bundler. */
function partNames(): CodeSplittingNameFunction {
  let parts: ReadonlyMap<string, number> | undefined
  const entries: ReadonlySet<string> = new Set(ENTRIES.map(fileOf))
  return (module, build) => {
    parts ??= partsOf((id) => build.getModuleInfo(id)?.importedIds ?? [])
    const part = parts.get(module)
    return part === undefined || entries.has(module) ? null : `part-${part}`
  }
}

/** A bit for each start from which a module is reached without import(). */
function partsOf(importsOf: (module: string) => readonly string[]): ReadonlyMap<string, number> {
  const parts = new Map<string, number>()
  for (const [index, start] of STARTS.entries()) {
    const reached = new Set([fileOf(start)])
    for (const module of reached) {
      parts.set(module, (parts.get(module) ?? 0) | (1 << index))
      for (const imported of importsOf(module)) reached.add(imported)
    }
  }
  return parts
}
