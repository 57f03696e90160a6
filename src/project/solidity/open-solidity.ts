// A project of plain Solidity files, or one whose own tool is not there: compiled with solc-js.

import path from 'node:path'

import { BaseError } from '../../primitives/errors.ts'
import { parseAbi } from '../abi/parse-abi.ts'
import type { ContractEntry } from '../contract-index.ts'
import { ProjectError } from '../project-error.ts'
import type { ContractArtifact } from '../types.ts'
import type { BuildInfo } from './build-info.ts'
import { openBuildInfo } from './build-info.ts'
import { CACHE_JSON_START, createCompileCache } from './compile-cache.ts'
import { planJobs } from './compile-plan.ts'
import type { CompiledJob } from './compile-project.ts'
import { compileJobs } from './compile-project.ts'
import type { CompilerSettings } from './compiler-input.ts'
import { type Compiler, findCompilers } from './compilers.ts'
import { createResolver } from './resolve-import.ts'
import { findSources, readSourceGraph, type SourceGraph } from './source-graph.ts'

export type OpenSolidityOptions = {
  /** Absolute. */
  readonly root: string
  /**
   * Folders with sources, from the root. Default: contracts, src, test. .sol files of the root itself always count.
   * If there are none at all, every folder is looked through.
   */
  readonly folders?: readonly string[] | undefined
  /** The only files that count, absolute; with what they import. Default: all that are in the folders. */
  readonly files?: readonly string[] | undefined
  /** Before those of remappings.txt. */
  readonly remappings?: readonly string[] | undefined
  /** Default: lib. */
  readonly libraryFolders?: readonly string[] | undefined
  readonly settings?: CompilerSettings | undefined
  /** '0.8.17': goes before others that the pragmas allow, if it is installed. */
  readonly compiler?: string | undefined
  readonly onProgress?: ((text: string) => void) | undefined
  /**
   * Files whose imports lead nowhere are left out, and told here, where they are the fewer: no tool says that all must compile. Without
   * it, and of `files`, each has to.
   */
  readonly onLeftOut?: ((text: string) => void) | undefined
}

export type OpenedSolidity = { readonly kind: 'solidity'; readonly entries: readonly ContractEntry[] }

const FOLDERS = ['contracts', 'src', 'test']
const CACHE_FOLDER = path.join('.faultline', 'cache', 'solc')
const HINT = 'Delete .faultline/cache/solc, then start again.'

/**
 * Compiles what is new and lists all contracts, also those that the project's files import.
 * @throws ProjectError PROJECT_NOT_FOUND if there is no Solidity; PROJECT_UNREADABLE for an import that leads nowhere;
 * PROJECT_BUILD_FAILED if there is no compiler for a file, or it refuses
 */
export async function openSolidity(options: OpenSolidityOptions): Promise<OpenedSolidity> {
  const { root, folders = FOLDERS, settings = {}, onProgress } = options
  const files = options.files ?? sourcesIn(root, folders)
  if (files.length === 0)
    throw new ProjectError('PROJECT_NOT_FOUND', `There are no .sol files in ${root}.`, {
      hint: 'Start Faultline in the folder of a Foundry, Hardhat or plain Solidity project.',
      details: { root },
    })
  const graph = graphOf(files, options)
  const jobs = planJobs(graph, preferring(options.compiler, findCompilers(root)))
  const cache = createCompileCache(path.join(root, CACHE_FOLDER))
  const compiled = await compileJobs(jobs, { settings, cache, onProgress })
  return { kind: 'solidity', entries: entriesOf(compiled, root) }
}

function graphOf(files: readonly string[], options: OpenSolidityOptions): SourceGraph {
  const { root, onLeftOut } = options
  const read = (some: readonly string[]): SourceGraph => readSourceGraph(root, some, createResolver(options))
  try {
    return read(files)
  } catch (error) {
    if (!isMissingImport(error) || onLeftOut === undefined || options.files !== undefined) throw error
    const whole = files.filter((file) => {
      try {
        read([file])
        return true
      } catch (each) {
        if (isMissingImport(each)) return false
        throw each
      }
    })
    const left = files.filter((file) => !whole.includes(file))
    // A package that most of it needs has to be installed first.
    if (left.length >= whole.length) throw error
    const names = left.map((file) => path.relative(root, file).replaceAll(path.sep, '/'))
    const shown = names.slice(0, LEFT_OUT_SHOWN_MAX).join(', ')
    const more = names.length > LEFT_OUT_SHOWN_MAX ? ` and ${names.length - LEFT_OUT_SHOWN_MAX} more` : ''
    onLeftOut(`${error.message} Left out: ${shown}${more}. ${error.hint ?? ''}`.trim())
    return read(whole)
  }
}

const LEFT_OUT_SHOWN_MAX = 4

function isMissingImport(error: unknown): error is ProjectError {
  return error instanceof ProjectError && error.details?.['import'] !== undefined
}

function preferring(version: string | undefined, compilers: readonly Compiler[]): readonly Compiler[] {
  return compilers.toSorted(
    (left, right) => Number(right.version === version) - Number(left.version === version),
  )
}

function sourcesIn(root: string, folders: readonly string[]): readonly string[] {
  const usual = findSources(root, folders)
  return usual.length > 0 ? usual : findSources(root, ['.'])
}

function entriesOf(compiled: readonly CompiledJob[], root: string): readonly ContractEntry[] {
  const found: {
    readonly info: BuildInfo
    readonly source: string
    readonly name: string
    readonly version: string
  }[] = []
  const versionsOf = new Map<string, number>()
  for (const { job, file } of compiled) {
    const info = openBuildInfo({ file, start: CACHE_JSON_START, root, pathOf: (name) => name, hint: HINT })
    for (const source of job.outputs)
      for (const name of info.contracts.get(source) ?? []) {
        const id = `${source}:${name}`
        versionsOf.set(id, (versionsOf.get(id) ?? 0) + 1)
        found.push({ info, source, name, version: job.compiler.version })
      }
  }
  return found.map(({ info, source, name, version }) => {
    const plain = `${source}:${name}`
    const id = versionsOf.get(plain) === 1 ? plain : `${plain}#${version}`
    return { id, name, source, load: () => artifactOf(info, id, source, name, root) }
  })
}

function artifactOf(
  info: BuildInfo,
  id: string,
  source: string,
  name: string,
  root: string,
): ContractArtifact {
  const compiled = info.contract(source, name)
  if (compiled === undefined)
    throw new ProjectError('PROJECT_CONTRACT_UNKNOWN', `${info.file} has no contract ${id}.`, {
      hint: HINT,
      details: { file: info.file, contract: id },
    })
  return {
    id,
    name,
    source,
    abi: abiOf(compiled.abi, id),
    creation: compiled.creation,
    runtime: compiled.runtime,
    immutables: compiled.immutables,
    compilerVersion: info.compilerVersion,
    evmVersion: info.evmVersion,
    sources: info.sources,
    storageLayout: compiled.storageLayout,
    notices: compiled.notices(),
    file: path.join(root, source),
  }
}

function abiOf(json: unknown, id: string): ContractArtifact['abi'] {
  try {
    return parseAbi(json)
  } catch (cause) {
    if (!(cause instanceof BaseError)) throw cause
    throw new ProjectError('PROJECT_JSON_INVALID', `${id}: ${cause.message}`, { hint: HINT, cause })
  }
}
