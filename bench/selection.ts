/** What `--only` asks for. */

import { CASE_NAMES } from './cases.ts'
import { UsageError } from './command/usage.ts'
import { STORAGE_ROW } from './measure.ts'

/** The part of the benchmark that a run does. */
export type Selection = {
  /** Contracts to measure. */
  readonly caseNames: readonly string[]
  /** Rows to report. */
  readonly wantsRow: (rowCase: string) => boolean
  readonly storage: boolean
  readonly start: boolean
  readonly memory: boolean
}

const SCOPES: readonly string[] = ['inner', 'call', 'transact', 'compiled', 'compiled-call', 'coverage']
/** What is measured apart from the contracts. */
const APART: readonly string[] = [STORAGE_ROW, 'start', 'memory']

/**
 * Each text is a contract (`transfer`), a scope (`inner`), both (`inner/transfer`), or one of `storage-rollback`, `start` and `memory`.
 * None: everything.
 *
 * @throws SelectionError for a name that does not exist.
 */
export function parseSelection(only: readonly string[]): Selection {
  if (only.length === 0)
    return { caseNames: CASE_NAMES, wantsRow: () => true, storage: true, start: true, memory: true }
  const names = new Set<string>()
  for (const text of only) {
    if (APART.includes(text)) continue
    const parts = text.split('/')
    const name = parts.find((part) => CASE_NAMES.includes(part))
    const isKnown =
      parts.length <= 2 && parts.every((part) => part === name || SCOPES.some((scope) => scope === part))
    if (!isKnown) throw new SelectionError(text)
    for (const each of name === undefined ? CASE_NAMES : [name]) names.add(each)
  }
  return {
    caseNames: CASE_NAMES.filter((name) => names.has(name)),
    wantsRow: (rowCase) =>
      only.some((text) => rowCase === text || rowCase.startsWith(`${text}/`) || rowCase.endsWith(`/${text}`)),
    storage: only.includes(STORAGE_ROW),
    start: only.includes('start'),
    memory: only.includes('memory'),
  }
}

/** `--only` names something that is not in the benchmark. */
export class SelectionError extends UsageError {
  override readonly code = 'BENCH_UNKNOWN_CASE'

  constructor(text: string) {
    const known = [...CASE_NAMES, ...SCOPES, ...APART]
    super(
      `no case is named ${JSON.stringify(text)}; there are ${known.join(', ')}, and pairs such as inner/transfer`,
    )
  }
}
