// Where in the source a frame was: the line of an opcode, and the lines that internally called it.

import { isCreation } from '../../evm/host.ts'
import type { TraceCall } from '../../evm/trace.ts'
import { createSourceMap, type SourceLocation, type SourceMap } from '../../project/source-map.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { ContractArtifact, Project, SourceTable } from '../../project/types.ts'
import type { World } from '../types.ts'
import type { FrameSteps } from './frame-steps.ts'
import { functionAround, type FunctionRange } from './function-ranges.ts'
import { internalCalls, isContract, isStatement } from './internal-calls.ts'
import { traceArtifacts } from './trace-artifacts.ts'

/** Finds source lines for the frames of one trace. */
export type SourcePlaces = {
  /** Whose code the frame ran, as far as known; also of contracts that are gone again. */
  artifactOf(call: TraceCall): ContractArtifact | undefined
  /**
   * The innermost line of the project's own, not of a library, that the frame was in at `index` of its opcodes; undefined if
   * there is none. With `isAnswer`, the last statement of the project's own that ran before.
   */
  ownPlace(frame: FrameSteps, index: number, isAnswer: boolean): SourceLocation | undefined
  /**
   * As ownPlace, where the compiler lets checks share the code that reverts: the last line of the project's own that has the
   * reason in its text; undefined if that is nowhere, or if the frame was in such a line.
   */
  placeOfReason(frame: FrameSteps, index: number, reason: string): SourceLocation | undefined
  /**
   * As ownPlace, of functions that themselves touch storage: helpers that only pay or compute are passed over for who called them.
   * If no function on the way does, those of a `library` are passed over. Undefined if there is none.
   */
  deedPlace(frame: FrameSteps, index: number): SourceLocation | undefined
  /** The innermost line, whosever it is. */
  anyPlace(frame: FrameSteps, index: number): SourceLocation | undefined
}

const SLOAD = 0x54
const SSTORE = 0x55
// Writing a message and reverting with it takes a few hundred opcodes at most.
const REASON_STEPS_MAX = 600

// Decoding a source map takes milliseconds; a template is looked at thousands of times while a finding is shrunk.
const sourceMaps = new WeakMap<object, SourceMap>()

export function createSourcePlaces(world: World, calls: readonly TraceCall[]): SourcePlaces {
  const { project } = world
  const isLibrary = libraryRule(project)

  const artifactOf = traceArtifacts(world, calls)

  const codeOf = (call: TraceCall): MappedCode | undefined => {
    const artifact = artifactOf(call)
    if (artifact === undefined) return undefined
    const template = isCreation(call.kind) ? artifact.creation : artifact.runtime
    if (template.sourceMap === '') return undefined
    let map = sourceMaps.get(template)
    if (map === undefined) sourceMaps.set(template, (map = createSourceMap(template, artifact)))
    return { map, sources: artifact.sources }
  }

  const isOwn = (place: SourceLocation): boolean => !isLibrary(place.path)
  const last = (
    frame: FrameSteps,
    index: number,
    map: SourceMap,
    fits: (place: SourceLocation) => boolean,
  ): SourceLocation | undefined => {
    for (let i = index; i >= 0; i--) {
      const place = map.locate(frame.steps[i]!.pc)
      if (place !== undefined && fits(place)) return place
    }
    return undefined
  }

  return {
    artifactOf,
    ownPlace: (frame, index, isAnswer) => {
      const code = codeOf(frame.call)
      if (code === undefined) return undefined
      const { map } = code
      const lastOwn = (): SourceLocation | undefined =>
        last(frame, index, map, (place) => isOwn(place) && isStatement(place))
      if (isAnswer) return lastOwn() ?? functionHead(frame.call, artifactOf(frame.call), isOwn)
      const inside = placesAt(frame, index, code)
      const exact = inside.find((place) => isOwn(place) && !isContract(place))
      if (exact !== undefined) return exact
      const here = inside[0]
      // It is known where this was, and that is a library: who called it is in another frame.
      if (here !== undefined && !isContract(here)) return undefined
      // The compiler did not keep where this came from (optimised by way of Yul): the nearest that ran before.
      const statement = last(frame, index, map, isStatement)
      return (
        (statement !== undefined && isOwn(statement) ? statement : lastOwn()) ??
        functionHead(frame.call, artifactOf(frame.call), isOwn) ??
        (here !== undefined && isOwn(here) ? here : undefined)
      )
    },
    placeOfReason: (frame, index, reason) => {
      const code = codeOf(frame.call)
      if (code === undefined) return undefined
      const here = code.map.locate(frame.steps[index]!.pc)
      if (here !== undefined && (here.text.includes(reason) || isLibrary(here.path))) return undefined
      const from = Math.max(0, index - REASON_STEPS_MAX)
      for (let i = index; i >= from; i--) {
        const place = code.map.locate(frame.steps[i]!.pc)
        if (place !== undefined && isOwn(place) && isStatement(place) && place.text.includes(reason))
          return place
      }
      return undefined
    },
    deedPlace: (frame, index) => {
      const code = codeOf(frame.call)
      if (code === undefined) return undefined
      const { map, sources } = code
      const stateful = new Set<FunctionRange | undefined>()
      for (const { opcode, pc } of frame.steps) {
        if (opcode !== SLOAD && opcode !== SSTORE) continue
        const place = map.locate(pc)
        if (place !== undefined) stateful.add(functionAround(sources, place.path, place.offset))
      }
      stateful.delete(undefined)
      const own = placesAt(frame, index, code).flatMap((place) => {
        const around = functionAround(sources, place.path, place.offset)
        return isOwn(place) && !isContract(place) && around !== undefined ? [{ place, around }] : []
      })
      const deed =
        own.find(({ around }) => stateful.has(around)) ?? own.find(({ around }) => !around.isOfLibrary)
      return deed?.place
    },
    anyPlace: (frame, index) => {
      const code = codeOf(frame.call)
      return code === undefined ? undefined : placesAt(frame, index, code)[0]
    },
  }
}

type MappedCode = { readonly map: SourceMap; readonly sources: SourceTable }

/** Where the frame was: that opcode's own place first, then those of the internal calls that led there, innermost first. */
function placesAt(frame: FrameSteps, index: number, { map, sources }: MappedCode): readonly SourceLocation[] {
  const pcs = internalCalls(frame, index, map, sources)
  return pcs.map((pc) => map.locate(pc)).filter((place) => place !== undefined)
}

/** The line that declares the function which the frame was called for, if its contract's own source declares it. */
function functionHead(
  call: TraceCall,
  artifact: ContractArtifact | undefined,
  isOwn: (place: SourceLocation) => boolean,
): SourceLocation | undefined {
  const selector = selectorIn(call.input)
  const name = artifact?.abi.functions.find((each) => each.selector === selector)?.name
  const source = artifact?.sources.textOf(artifact.source)
  if (name === undefined || source === undefined || !/^[\w$]+$/.test(name)) return undefined
  const pattern = new RegExp(`^.*\\bfunction\\s+${name.replaceAll('$', '\\$')}\\s*\\(.*$`, 'm')
  const found = pattern.exec(source)
  if (found === null) return undefined
  const line = source.slice(0, found.index).split('\n').length
  const [text] = found
  const place: SourceLocation = {
    path: artifact!.source,
    line,
    column: 1,
    offset: found.index,
    length: text.length,
    jump: '-',
    text,
  }
  return isOwn(place) ? place : undefined
}

const LIBRARY_FOLDERS =
  /^(?:lib|libs|node_modules|dependencies|npm|forge-std|ds-test|@[^/]+)\/|\/node_modules\//

/** What a project's configuration calls its own is no library, whatever its name. */
export function libraryRule(project: Project): (path: string) => boolean {
  const { sourceFolder, testFolder, scriptFolder, libraryFolders } = project.config
  const inside = (folders: readonly string[]): ((path: string) => boolean) => {
    const prefixes = folders
      .map((folder) => `${folder.replace(/^(?:\.?\/)+|\/+$/g, '')}/`)
      .filter((prefix) => prefix !== '/' && prefix !== './')
    return (path) => prefixes.some((prefix) => path.startsWith(prefix))
  }
  const isOwn = inside([sourceFolder, testFolder, scriptFolder])
  const isLibrary = inside(libraryFolders)
  return (path) => !isOwn(path) && (isLibrary(path) || LIBRARY_FOLDERS.test(path))
}
