// Which Solidity compilers are installed as npm packages, and which of them a set of pragmas allows.

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { ProjectError } from '../project-error.ts'
import { readTextIfThere, textAt } from '../read-file.ts'
import type { SourceFile } from './source-graph.ts'
import { isInRange, versionNumber } from './version-range.ts'

export type Compiler = {
  /** '0.8.25': what the package says that it is. */
  readonly version: string
  /** Absolute. */
  readonly folder: string
}

// Patch versions on npm, by series; the oldest has standard JSON.
const PUBLISHED = [
  { series: '0.8', first: 0, last: 37 },
  { series: '0.7', first: 0, last: 6 },
  { series: '0.6', first: 0, last: 12 },
  { series: '0.5', first: 0, last: 17 },
  { series: '0.4', first: 11, last: 26 },
] as const

// Packages that hold another compiler than they say, do not load, or never were: 0.8.1 is 0.8.0, 0.8.7 is 0.7.5, 0.8.14 lacks
// a file. Two of them were published once more.
const REPLACED: ReadonlyMap<string, string | undefined> = new Map([
  ['0.8.1', undefined],
  ['0.8.7', '0.8.7-fixed'],
  ['0.8.14', '0.8.14-fixed'],
  ['0.4.12', undefined],
])

/**
 * Compilers in node_modules of the project and of the folders above it, newest first, then those beside Faultline. Any package named `solc`
 * counts, under whatever name it is installed: `npm install --save-dev solc-0.8.25@npm:solc@0.8.25`.
 */
export function findCompilers(root: string): readonly Compiler[] {
  const found = new Map<string, Compiler>()
  // What a project installs is what it is written for; ours comes last, even if it is newer.
  for (const start of [root, path.dirname(fileURLToPath(import.meta.url))]) {
    const near: Compiler[] = []
    for (let folder = start; ; folder = path.dirname(folder)) {
      near.push(...compilersIn(path.join(folder, 'node_modules')))
      if (folder === path.dirname(folder)) break
    }
    near.sort((left, right) => versionNumber(right.version)! - versionNumber(left.version)!)
    for (const compiler of near) if (!found.has(compiler.version)) found.set(compiler.version, compiler)
  }
  return [...found.values()]
}

/**
 * Those of `compilers` that every file's pragmas allow: at least one.
 * @throws ProjectError PROJECT_BUILD_FAILED with the pragma in the way, or the package to install
 */
export function allowedCompilers(
  files: Iterable<SourceFile>,
  compilers: readonly Compiler[],
): readonly Compiler[] {
  const wanted = pragmasOf(files)
  const allowed = compilers.filter(({ version }) => isAllowed(version, wanted))
  if (allowed.length === 0) throw noCompiler(wanted, compilers)
  return allowed
}

/** The package whose compiler is `version`, as npm wants it named. */
export function packageFor(version: string): string {
  return `solc-${version}@npm:solc@${REPLACED.get(version) ?? version}`
}

/** The command that installs a compiler beside others. */
export function installCommand(version: string): string {
  return `npm install --save-dev ${packageFor(version)}`
}

type Pragma = SourceFile['scan']['pragmas'][number] & { readonly file: string }

function pragmasOf(files: Iterable<SourceFile>): readonly Pragma[] {
  const all = [...files].flatMap(({ name, scan }) =>
    scan.pragmas.map((pragma) => ({ ...pragma, file: name })),
  )
  const broken = all.find(({ range }) => range === undefined)
  if (broken === undefined) return all
  throw new ProjectError(
    'PROJECT_BUILD_FAILED',
    `${broken.file}:${broken.line}: "pragma solidity ${broken.text};" is no range of versions.`,
    { hint: 'Write it as in "pragma solidity ^0.8.20;".', details: { file: broken.file, line: broken.line } },
  )
}

function isAllowed(version: string, pragmas: readonly Pragma[]): boolean {
  return pragmas.every(({ range }) => range !== undefined && isInRange(version, range))
}

function noCompiler(pragmas: readonly Pragma[], compilers: readonly Compiler[]): ProjectError {
  const version = newestPublished(pragmas)
  if (version === undefined) return contradiction(pragmas)
  const strictest = pragmas.find((pragma) => compilers.every((each) => !isAllowed(each.version, [pragma])))
  const example = strictest ?? pragmas[0]
  const installed = compilers.map((compiler) => compiler.version).join(', ')
  const wants =
    example === undefined ? 'There is' : `${example.file}:${example.line} wants Solidity ${example.text};`
  return new ProjectError(
    'PROJECT_BUILD_FAILED',
    installed === ''
      ? `${wants} no compiler ${example === undefined ? 'installed' : 'is installed'}.`
      : `${wants} what is installed is ${installed}.`,
    { hint: `${installCommand(version)}`, details: { version, ...(example && { file: example.file }) } },
  )
}

function newestPublished(pragmas: readonly Pragma[]): string | undefined {
  for (const { series, first, last } of PUBLISHED)
    for (let patch: number = last; patch >= first; patch--) {
      const version = `${series}.${patch}`
      const isThere = !REPLACED.has(version) || REPLACED.get(version) !== undefined
      if (isThere && isAllowed(version, pragmas)) return version
    }
  return undefined
}

// Two files of one import closure that no compiler takes together.
function contradiction(pragmas: readonly Pragma[]): ProjectError {
  for (const [index, left] of pragmas.entries())
    for (const right of pragmas.slice(index + 1))
      if (newestPublished([left, right]) === undefined)
        return new ProjectError(
          'PROJECT_BUILD_FAILED',
          `${left.file}:${left.line} wants Solidity ${left.text} and ${right.file}:${right.line} wants ${right.text}, but one compiler has to take both: one imports the other.`,
          {
            hint: 'Change one of the two pragmas, or remove the import.',
            details: { left: left.file, right: right.file },
          },
        )
  const [first] = pragmas
  return new ProjectError(
    'PROJECT_BUILD_FAILED',
    `${first?.file}:${first?.line} wants Solidity ${first?.text}; there is no such compiler on npm.`,
    { hint: 'Change the pragma.', details: { file: first?.file ?? null } },
  )
}

function compilersIn(packages: string): readonly Compiler[] {
  return folderNames(packages).flatMap((name) => {
    const folder = path.join(packages, name)
    const text = readTextIfThere(path.join(folder, 'package.json'))
    if (text === undefined || !existsSync(path.join(folder, 'soljson.js'))) return []
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      return []
    }
    const version = /^\d+\.\d+\.\d+/.exec(textAt(json, 'version') ?? '')?.[0]
    return textAt(json, 'name') === 'solc' && version !== undefined ? [{ version, folder }] : []
  })
}

function folderNames(packages: string): readonly string[] {
  try {
    return readdirSync(packages)
      .filter((name) => name.startsWith('solc'))
      .sort()
  } catch {
    return []
  }
}
