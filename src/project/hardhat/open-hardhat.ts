// A Hardhat project, version 2 or 3, as the list of its contracts.

import { existsSync } from 'node:fs'
import path from 'node:path'

import type { ContractEntry } from '../contract-index.ts'
import type { OpenOptions } from '../open-options.ts'
import { ProjectError } from '../project-error.ts'
import { readTextIfThere, unreadable } from '../read-file.ts'
import type { BuildInfo } from '../solidity/build-info.ts'
import { openBuildInfo } from '../solidity/build-info.ts'
import { openSolidity } from '../solidity/open-solidity.ts'
import type { HardhatLayout } from './hardhat-layout.ts'
import { findHardhat, folderEntries, isArtifactsFolder, newestFileMs } from './hardhat-layout.ts'
import type { ArtifactContext, ArtifactPlace } from './read-hardhat-artifact.ts'
import {
  BUILD_INFO_FORMATS,
  contractOfBuildInfo,
  readHardhatArtifact,
  readHardhatCodes,
  unknownFormat,
} from './read-hardhat-artifact.ts'
import { runHardhat } from './run-hardhat.ts'
import { createSourcePaths } from './source-paths.ts'

export type OpenHardhatOptions = {
  /** Absolute. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly build?: OpenOptions['build']
  readonly onProgress?: (text: string) => void
  readonly onWarning?: (text: string) => void
}

export type OpenedHardhat = {
  readonly kind: 'hardhat2' | 'hardhat3'
  readonly entries: readonly ContractEntry[]
  /** Path of its sources from the root. */
  readonly sourceFolder: string
}

/**
 * The contracts that Hardhat compiled. It is run first if there are none, or if a source is newer than what was made of it; where it
 * is not installed, solc-js makes what is missing.
 * @throws ProjectError PROJECT_NOT_FOUND, PROJECT_NOT_BUILT, PROJECT_BUILD_FAILED or PROJECT_FORMAT_UNKNOWN
 */
export async function openHardhat(options: OpenHardhatOptions): Promise<OpenedHardhat> {
  const { root } = options
  const layout = findHardhat(root)
  if (layout === undefined)
    throw new ProjectError(
      'PROJECT_NOT_FOUND',
      `${root} is no Hardhat project: it has no hardhat.config file.`,
      {
        details: { root },
      },
    )
  if ((await buildIfNeeded(layout, options)) === 'missing') return compileWithoutHardhat(layout, options)

  // Tests written in Solidity are compiled apart if the project says so (Hardhat 3: splitTestsCompilation).
  const folders = [layout.artifacts, path.join(layout.cache, 'test-artifacts')].filter(isArtifactsFolder)
  const major = majorOf(layout, folders)
  const command = commandOf(major)
  const pathOf = createSourcePaths(root)
  const entries = new Map<string, ContractEntry>()
  for (const folder of folders)
    for (const entry of entriesOf(folder, { root, command, pathOf, isThree: major >= 3 }))
      if (!entries.has(entry.id)) entries.set(entry.id, entry)
  if (entries.size === 0) throw notBuilt(layout, options)
  return {
    kind: major >= 3 ? 'hardhat3' : 'hardhat2',
    entries: [...entries.values()],
    sourceFolder: path.relative(root, layout.sources).replaceAll(path.sep, '/'),
  }
}

// 'missing': nothing is compiled, and Hardhat is not there to do it.
async function buildIfNeeded(
  layout: HardhatLayout,
  options: OpenHardhatOptions,
): Promise<'built' | 'missing'> {
  const { root, env, build: asked = 'if-needed', onProgress, onWarning } = options
  const build = asked !== 'as-before' ? asked : layout.package === undefined ? 'if-needed' : 'never'
  if (build === 'never') return 'built'
  const made = newestFileMs(path.join(layout.artifacts, 'build-info'), ['.json'])
  const isBuilt = isArtifactsFolder(layout.artifacts)
  // Tests written in Solidity lie beside the sources or in test/.
  const isNewer = (folder: string): boolean => newestFileMs(folder, ['.sol']) > made
  const isStale = made > 0 && [layout.sources, path.join(root, 'test')].some(isNewer)
  if (isBuilt && !isStale && build === 'if-needed') return 'built'
  if (layout.config !== undefined && layout.package !== undefined) {
    await runHardhat({ root, hardhat: layout.package, env, onProgress })
    return 'built'
  }
  if (!isBuilt) return 'missing'
  onWarning?.(
    `Sources of ${root} are newer than ${layout.artifacts}, and Hardhat is not installed to compile them.`,
  )
  return 'built'
}

// The settings that hardhat.config has for the compiler stay unknown.
async function compileWithoutHardhat(
  layout: HardhatLayout,
  options: OpenHardhatOptions,
): Promise<OpenedHardhat> {
  const { root, onProgress } = options
  onProgress?.(
    'Hardhat is not installed, and nothing is compiled: compiling with solc-js, which takes longer',
  )
  const sourceFolder = path.relative(root, layout.sources).replaceAll(path.sep, '/')
  const { entries } = await openSolidity({ root, folders: [sourceFolder, 'test'], onProgress })
  return { kind: wantedMajor(root) >= 3 ? 'hardhat3' : 'hardhat2', entries, sourceFolder }
}

// package.json says which version the project is written for: "hardhat": "^2.22.0".
function wantedMajor(root: string): number {
  const range = /"hardhat"\s*:\s*"[^\d"]*(\d+)/.exec(readTextIfThere(path.join(root, 'package.json')) ?? '')
  return range === null ? 3 : Number(range[1])
}

function notBuilt(layout: HardhatLayout, { root }: OpenHardhatOptions): ProjectError {
  const command = commandOf(layout.package?.major ?? 3)
  return new ProjectError('PROJECT_NOT_BUILT', `There are no compiled contracts in ${layout.artifacts}.`, {
    hint:
      layout.package === undefined
        ? `Run \`npm install\` and then \`${command}\` in ${root}.`
        : `Run \`${command}\` in ${root}.`,
    details: { folder: layout.artifacts },
  })
}

// What is installed may be newer than what compiled: the artifacts say.
function majorOf(layout: HardhatLayout, folders: readonly string[]): number {
  for (const folder of folders)
    for (const { file } of artifactFiles(folder)) {
      const format = /"_format":\s*"hh(3?)-/.exec(readTextIfThere(file) ?? '')
      if (format !== null) return format[1] === '3' ? 3 : 2
    }
  return layout.package?.major ?? 2
}

function commandOf(major: number): string {
  return major >= 3 ? 'npx hardhat build' : 'npx hardhat compile'
}

type FolderOptions = Pick<ArtifactContext, 'root' | 'command' | 'pathOf'> & { readonly isThree: boolean }

function* entriesOf(folder: string, options: FolderOptions): Generator<ContractEntry> {
  const { pathOf } = options
  const context = createContext(folder, options)
  for (const { file, sourceName, name } of artifactFiles(folder)) {
    const source = pathOf(sourceName)
    const place: ArtifactPlace = { id: `${source}:${name}`, name, source, file }
    yield {
      id: place.id,
      name,
      source,
      load: () => readHardhatArtifact(place, context),
      codes: () => readHardhatCodes(place, context),
    }
  }
  // Hardhat 2 writes an artifact for every contract that was compiled, Hardhat 3 only for the project's own. What those
  // deploy from packages is in the build-info.
  if (options.isThree && context.hasBuildInfo) yield* entriesOfBuildInfos(folder, context)
}

function* entriesOfBuildInfos(folder: string, context: ArtifactContext): Generator<ContractEntry> {
  for (const file of buildInfoFiles(folder)) {
    let info: BuildInfo
    try {
      info = context.buildInfo(file)
    } catch (error) {
      // Whoever needs it gets the error; it may be left over from an earlier compilation.
      if (error instanceof ProjectError) continue
      throw error
    }
    for (const [sourceName, names] of info.contracts)
      for (const name of names) {
        const source = context.pathOf(sourceName)
        const place: ArtifactPlace = { id: `${source}:${name}`, name, source, file }
        if (!sourceName.startsWith('npm/')) continue
        yield { id: place.id, name, source, load: () => contractOfBuildInfo(place, info, sourceName) }
      }
  }
}

function createContext(folder: string, options: FolderOptions): ArtifactContext {
  const { root, command, pathOf } = options
  const infos = new Map<string, BuildInfo>()
  const hint = `Run \`${command} --force\` in the project, then start again.`
  return {
    root,
    artifacts: folder,
    hasBuildInfo: existsSync(path.join(folder, 'build-info')),
    command,
    pathOf,
    buildInfo(file) {
      const known = infos.get(file)
      if (known !== undefined) return known
      if (!existsSync(file)) throw unreadable(file, 'the build-info that an artifact names', hint, missing())
      const output = file.replace(/\.json$/, '.output.json')
      const info = openBuildInfo({
        file,
        ...(options.isThree && { outputFile: output }),
        root,
        pathOf,
        hint,
      })
      if (info.format === undefined || !BUILD_INFO_FORMATS.includes(info.format))
        throw unknownFormat(file, info.format, BUILD_INFO_FORMATS)
      infos.set(file, info)
      return info
    },
  }
}

function missing(): Error {
  return Object.assign(new Error('no such file'), { code: 'ENOENT' })
}

function buildInfoFiles(folder: string): readonly string[] {
  const inside = path.join(folder, 'build-info')
  return folderEntries(inside)
    .filter(({ name, isFile }) => isFile && name.endsWith('.json') && !name.endsWith('.output.json'))
    .map(({ name }) => path.join(inside, name))
}

type ArtifactFile = { readonly file: string; readonly sourceName: string; readonly name: string }

// artifacts/<source name>/<contract>.json: the source name is a folder that is named like a file.
function* artifactFiles(folder: string, sourceName = ''): Generator<ArtifactFile> {
  const isSource = /\.(sol|vy)$/.test(sourceName)
  for (const { name, isFile, isFolder } of folderEntries(folder)) {
    const inside = path.join(folder, name)
    if (isFolder && !(sourceName === '' && name === 'build-info'))
      yield* artifactFiles(inside, sourceName === '' ? name : `${sourceName}/${name}`)
    else if (isFile && isSource && name.endsWith('.json') && !name.endsWith('.dbg.json'))
      yield { file: inside, sourceName, name: name.slice(0, -'.json'.length) }
  }
}
