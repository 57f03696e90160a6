/** Who is measured: our engine in some settings and the peers that run in this process. */

import { loadEdr } from './engines/edr.ts'
import type { Engine } from './engines/engine.ts'
import { EngineUnavailableError } from './engines/engine.ts'
import { ethereumjs } from './engines/ethereumjs.ts'
import { loadMachine } from './engines/machine.ts'

/** `ours` is the default Machine, which interprets; the others have one thing switched off, or compile what they run. */
export type SubjectKey =
  | 'ours'
  | 'ours-no-memo'
  | 'ours-no-coverage'
  | 'compiled'
  | 'compiled-no-memo'
  | 'ethereumjs'
  | 'edr'

/** An engine, or why it is not there. */
export type Subject = {
  readonly key: SubjectKey
  readonly isOurs: boolean
  readonly engine: Engine | undefined
  /** Set if `engine` is not. */
  readonly reason: string | undefined
}

const loaders: readonly (readonly [SubjectKey, () => Promise<Engine>])[] = [
  ['ours', () => loadMachine({ keccakMemo: true, coverage: true })],
  ['ours-no-memo', () => loadMachine({ keccakMemo: false, coverage: true })],
  ['ours-no-coverage', () => loadMachine({ keccakMemo: true, coverage: false })],
  ['compiled', () => loadMachine({ keccakMemo: true, coverage: true, isCompiled: true })],
  ['compiled-no-memo', () => loadMachine({ keccakMemo: false, coverage: true, isCompiled: true })],
  ['ethereumjs', async () => ethereumjs],
  ['edr', loadEdr],
]

/** All subjects. One that is missing from this installation keeps its place, with the reason. */
export function loadSubjects(): Promise<readonly Subject[]> {
  return Promise.all(loaders.map(([key, load]) => loadSubject(key, load)))
}

async function loadSubject(key: SubjectKey, load: () => Promise<Engine>): Promise<Subject> {
  const isOurs = !['ethereumjs', 'edr'].includes(key)
  try {
    return { key, isOurs, engine: await load(), reason: undefined }
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error
    return { key, isOurs, engine: undefined, reason: error.message }
  }
}
