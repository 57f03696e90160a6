/** What a run reports: flat rows, one per case and peer, and whether the bars are met. */

import type { Case } from './cases.ts'
import type { Outcome, Outcomes, Scope, Timed } from './measure.ts'
import { STORAGE_ROW } from './measure.ts'

/** One comparison. Figures that could not be measured are null, and `reason` says why. */
export type Row = {
  /** Scope and contract, such as `inner/transfer`. */
  readonly case: string
  /** Who ours is compared with. */
  readonly peer: string
  /** Solidity optimizer of the bytecode; `none` for hand-written code. */
  readonly optimizer: 'on' | 'off' | 'none'
  /** Whether our cache of keccak hashes was on; null where it has no part. */
  readonly memo: 'on' | 'off' | null
  /** Nanoseconds per operation: an iteration, a call, a transaction or a slot. */
  readonly ours_ns: number | null
  readonly peer_ns: number | null
  /** How many times ours is faster than (or, for memory, smaller than) the peer. */
  readonly ratio: number | null
  /** Rows `coverage/*`: time that coverage adds, percent. */
  readonly overhead_percent?: number | null
  /** Row `memory`: mebibytes of resident memory. */
  readonly ours_mib?: number
  readonly peer_mib?: number
  readonly reason?: string
}

type Comparison = {
  readonly scope: Scope
  readonly peers: readonly Timed[]
  /** What the rows' cases begin with; whose times are ours. */
  readonly name: string
  readonly ours: 'ours' | 'compiled'
}

/** Scopes in the order of the tables, with their peers. Compiled code is compared with our own interpreter too. */
const COMPARISONS: readonly Comparison[] = [
  { name: 'inner', scope: 'inner', ours: 'ours', peers: ['forge', 'ethereumjs', 'edr'] },
  { name: 'call', scope: 'call', ours: 'ours', peers: ['ethereumjs', 'edr'] },
  { name: 'transact', scope: 'transact', ours: 'ours', peers: ['edr'] },
  { name: 'compiled', scope: 'inner', ours: 'compiled', peers: ['ours', 'forge'] },
  { name: 'compiled-call', scope: 'call', ours: 'compiled', peers: ['ours'] },
]

/** Rows of all scopes for the given cases, as far as the run measured them. */
export function timeRows(cases: readonly Case[], outcomes: Outcomes): Row[] {
  const rows: Row[] = []
  for (const { name: rowName, scope, ours: subject, peers } of COMPARISONS) {
    for (const { name, optimizer } of cases) {
      for (const peer of peers) {
        for (const [memo, suffix] of [
          ['on', ''],
          ['off', '-no-memo'],
        ] as const) {
          const key: Timed = `${subject}${suffix}`
          const theirs = outcomes.get(scope, name, optimizer, peer === 'ours' ? `${peer}${suffix}` : peer)
          const ours = outcomes.get(scope, name, optimizer, key)
          if (ours === undefined || theirs === undefined) continue
          rows.push({
            case: `${rowName}/${name}`,
            peer: peer === 'ours' ? 'interpreter' : peer,
            optimizer,
            memo,
            ...compare(ours, theirs),
          })
        }
      }
    }
  }
  return rows
}

/** Rows of storage write and rollback, per slot. */
export function storageRows(outcomes: Outcomes): Row[] {
  const ours = outcomes.get('slot', STORAGE_ROW, 'none', 'ours')
  if (ours === undefined) return []
  return (['ethereumjs', 'edr'] as const).flatMap((peer): Row[] => {
    const theirs = outcomes.get('slot', STORAGE_ROW, 'none', peer)
    if (theirs === undefined) return []
    return [{ case: STORAGE_ROW, peer, optimizer: 'none', memo: null, ...compare(ours, theirs) }]
  })
}

/** Rows of the price of coverage: our engine against itself with coverage off. */
export function coverageRows(cases: readonly Case[], outcomes: Outcomes): Row[] {
  const rows: Row[] = []
  for (const { name, optimizer } of cases) {
    const on = outcomes.get('inner', name, optimizer, 'ours')
    const off = outcomes.get('inner', name, optimizer, 'ours-no-coverage')
    if (on === undefined || off === undefined) continue
    const compared = compare(on, off)
    const overhead = 'ns' in on && 'ns' in off ? round((on.ns / off.ns - 1) * 100, 1) : null
    rows.push({
      case: `coverage/${name}`,
      peer: 'coverage off',
      optimizer,
      memo: 'on',
      ...compared,
      overhead_percent: overhead,
    })
  }
  return rows
}

/** The row of resident memory, from mebibytes. */
export function memoryRow(oursMib: number, peerMib: number): Row {
  return {
    case: 'memory',
    peer: 'ethereumjs',
    optimizer: 'none',
    memo: 'on',
    ours_ns: null,
    peer_ns: null,
    ratio: round(peerMib / oursMib, 2),
    ours_mib: round(oursMib, 1),
    peer_mib: round(peerMib, 1),
  }
}

function compare(ours: Outcome, theirs: Outcome): Pick<Row, 'ours_ns' | 'peer_ns' | 'ratio' | 'reason'> {
  const oursNs = 'ns' in ours ? ours.ns : null
  const peerNs = 'ns' in theirs ? theirs.ns : null
  return {
    ours_ns: oursNs === null ? null : round(oursNs, 1),
    peer_ns: peerNs === null ? null : round(peerNs, 1),
    ratio: oursNs === null || peerNs === null ? null : round(peerNs / oursNs, 2),
    ...reasonOf(ours, theirs),
  }
}

function reasonOf(ours: Outcome, theirs: Outcome): { readonly reason?: string } {
  const reasons = [ours, theirs].flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : []))
  return reasons.length === 0 ? {} : { reason: reasons.join('; ') }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
