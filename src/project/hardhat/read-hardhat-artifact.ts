// One artifact of Hardhat 2 or 3 as a ContractArtifact. The artifact has the interface and the code; where the code came from,
// and what it leaves blank in Hardhat 2, is in the build-info that it names.

import path from 'node:path'

import { BaseError } from '../../primitives/errors.ts'
import { parseAbi } from '../abi/parse-abi.ts'
import { createTemplate, immutablesOf, withPaths } from '../bytecode-template.ts'
import { ProjectError } from '../project-error.ts'
import type { JsonObject } from '../read-file.ts'
import { fieldOf, readJsonObject, textAt } from '../read-file.ts'
import type { BuildInfo, CompiledContract } from '../solidity/build-info.ts'
import type { Notices } from '../solidity/notices.ts'
import { NO_NOTICES } from '../solidity/notices.ts'
import type { BytecodeTemplate, ContractArtifact, SourceTable } from '../types.ts'

export type ArtifactPlace = {
  /** As ContractArtifact. */
  readonly id: string
  readonly name: string
  readonly source: string
  /** Absolute. */
  readonly file: string
}

export type ArtifactContext = {
  readonly root: string
  /** Absolute. */
  readonly artifacts: string
  /** False for artifacts that were published without it: they have no source maps. */
  readonly hasBuildInfo: boolean
  /** 'npx hardhat build', as the next step in messages. */
  readonly command: string
  readonly pathOf: (sourceName: string) => string
  /** Each file is opened once. @throws ProjectError */
  readonly buildInfo: (file: string) => BuildInfo
}

/** The formats that we read, by what stands in `_format`. */
const HARDHAT_2 = 'hh-sol-artifact-1'
const HARDHAT_3 = 'hh3-artifact-1'
const DEBUG_2 = 'hh-sol-dbg-1'
export const BUILD_INFO_FORMATS: readonly string[] = ['hh-sol-build-info-1', 'hh3-sol-build-info-1']

const NO_SOURCES: SourceTable = { pathOf: () => undefined, textOf: () => undefined }

/**
 * The contract of an artifact.
 * @throws ProjectError if the artifact or the build-info that it names is missing, broken or of an unknown kind
 */
export function readHardhatArtifact(place: ArtifactPlace, context: ArtifactContext): ContractArtifact {
  const { json, sourceName } = readArtifact(place, context)
  const info = context.hasBuildInfo ? buildInfoOf(json, place, context) : undefined
  const compiled = info?.contract(sourceName, place.name)
  if (info !== undefined && compiled === undefined)
    throw new ProjectError(
      'PROJECT_JSON_INVALID',
      `${info.file} says nothing of ${sourceName}:${place.name}, which ${place.file} takes from it.`,
      { hint: rebuildHint(context), details: { file: info.file, contract: place.id } },
    )
  const { creation, runtime } = codesOf(json, compiled)
  return contractArtifact(place, info, compiled, {
    abi: fieldOf(json, 'abi'),
    creation: withPaths(creation, context.pathOf),
    runtime: withPaths(runtime, context.pathOf),
    immutables: immutablesOf(fieldOf(json, 'immutableReferences')),
  })
}

/** Both codes as hex with placeholders, without opening the build-info. @throws ProjectError */
export function readHardhatCodes(
  place: ArtifactPlace,
  context: ArtifactContext,
): { readonly creation: string; readonly runtime: string } {
  const { creation, runtime } = codesOf(readArtifact(place, context).json, undefined)
  return { creation: creation.object, runtime: runtime.object }
}

/** A contract that stands in a build-info only. */
export function contractOfBuildInfo(
  place: ArtifactPlace,
  info: BuildInfo,
  sourceName: string,
): ContractArtifact {
  const compiled = info.contract(sourceName, place.name)
  if (compiled === undefined)
    throw new ProjectError(
      'PROJECT_CONTRACT_UNKNOWN',
      `${info.file} has no contract ${sourceName}:${place.name}.`,
      {
        details: { file: info.file, contract: place.id },
      },
    )
  return contractArtifact(place, info, compiled, compiled)
}

function contractArtifact(
  place: ArtifactPlace,
  info: BuildInfo | undefined,
  compiled: CompiledContract | undefined,
  made: Pick<CompiledContract, 'abi' | 'creation' | 'runtime' | 'immutables'>,
): ContractArtifact {
  let notices: Notices | undefined
  return {
    id: place.id,
    name: place.name,
    source: place.source,
    abi: abiOf(made.abi, place),
    creation: made.creation,
    runtime: made.runtime,
    immutables: made.immutables.length > 0 ? made.immutables : (compiled?.immutables ?? []),
    compilerVersion: info?.compilerVersion,
    evmVersion: info?.evmVersion,
    sources: info?.sources ?? NO_SOURCES,
    storageLayout: compiled?.storageLayout,
    // Hardhat 3 keeps them in the syntax tree only, which is large.
    get notices() {
      return (notices ??= compiled?.notices() ?? NO_NOTICES)
    },
    file: place.file,
  }
}

function readArtifact(
  place: ArtifactPlace,
  context: ArtifactContext,
): { json: JsonObject; sourceName: string } {
  const json = readJsonObject(place.file, `the artifact of ${place.id}`, rebuildHint(context))
  const format = textAt(json, '_format')
  if (format !== HARDHAT_2 && format !== HARDHAT_3)
    throw unknownFormat(place.file, format, [HARDHAT_2, HARDHAT_3])
  const sourceName = textAt(json, format === HARDHAT_3 ? 'inputSourceName' : 'sourceName')
  if (sourceName === undefined || textAt(json, 'contractName') !== place.name)
    throw new ProjectError(
      'PROJECT_JSON_INVALID',
      `${place.file}: the artifact does not say that it is of ${place.source}:${place.name}.`,
      { hint: rebuildHint(context), details: { file: place.file } },
    )
  return { json, sourceName }
}

/** For a file that is JSON, but of a kind or version that we do not know. */
export function unknownFormat(
  file: string,
  format: string | undefined,
  known: readonly string[],
): ProjectError {
  const said = format === undefined ? 'has no _format' : `has _format ${JSON.stringify(format.slice(0, 60))}`
  return new ProjectError('PROJECT_FORMAT_UNKNOWN', `${file} ${said}; we read ${known.join(' and ')}.`, {
    hint: 'Compile the project with Hardhat 2 or 3; if that is what made it, Faultline is too old for it.',
    details: { file, format: format ?? null },
  })
}

function buildInfoOf(json: JsonObject, place: ArtifactPlace, context: ArtifactContext): BuildInfo {
  const id = textAt(json, 'buildInfoId')
  const file =
    textAt(json, '_format') === HARDHAT_3
      ? path.join(context.artifacts, 'build-info', `${id ?? 'undefined'}.json`)
      : debugTarget(place, context)
  if (!file.startsWith(context.root + path.sep))
    throw new ProjectError(
      'PROJECT_JSON_INVALID',
      `${place.file} names a build-info outside the project: ${file}.`,
      {
        hint: rebuildHint(context),
        details: { file },
      },
    )
  return context.buildInfo(file)
}

// Hardhat 2: Token.dbg.json beside Token.json says where the build-info is.
function debugTarget(place: ArtifactPlace, context: ArtifactContext): string {
  const file = place.file.replace(/\.json$/, '.dbg.json')
  const json = readJsonObject(file, `the file that names the build-info of ${place.id}`, rebuildHint(context))
  const format = textAt(json, '_format')
  if (format !== DEBUG_2) throw unknownFormat(file, format, [DEBUG_2])
  const target = textAt(json, 'buildInfo')
  if (target === undefined)
    throw new ProjectError('PROJECT_JSON_INVALID', `${file} names no build-info.`, {
      hint: rebuildHint(context),
      details: { file },
    })
  return path.resolve(path.dirname(file), target)
}

function codesOf(
  json: JsonObject,
  compiled: CompiledContract | undefined,
): { creation: BytecodeTemplate; runtime: BytecodeTemplate } {
  return {
    creation: createTemplate(
      fieldOf(json, 'bytecode'),
      fieldOf(json, 'linkReferences'),
      compiled?.creation.sourceMap,
    ),
    runtime: createTemplate(
      fieldOf(json, 'deployedBytecode'),
      fieldOf(json, 'deployedLinkReferences'),
      compiled?.runtime.sourceMap,
    ),
  }
}

function abiOf(json: unknown, place: ArtifactPlace): ContractArtifact['abi'] {
  try {
    return parseAbi(json)
  } catch (cause) {
    if (!(cause instanceof BaseError)) throw cause
    throw new ProjectError('PROJECT_JSON_INVALID', `${place.file}: ${cause.message}`, {
      ...(cause.hint !== undefined && { hint: cause.hint }),
      cause,
      details: { file: place.file },
    })
  }
}

function rebuildHint({ command }: ArtifactContext): string {
  return `Run \`${command} --force\` in the project, then start again.`
}
