// Reads and writes the tables of a store (schema.ts). Everything that is read may have been written by somebody else:
// what does not fit is a StoreError (STORE_DATA_INVALID), as for the records inside.

import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { StoredCampaign, StoredEpoch } from '../attack/campaign.ts'
import type { ShrunkFinding } from '../attack/tasks.ts'
import {
  decodeEntries,
  decodeFailures,
  decodeProgress,
  encodeEntries,
  encodeFailures,
  encodeProgress,
} from './records.ts'
import { StoreError } from './store-error.ts'
import type { CampaignKey, CampaignSummary, EarlierFinding, ReportCheck } from './types.ts'

/** Campaigns of a contract whose entries are kept; of older ones only the findings are. */
const CAMPAIGNS_KEPT = 4

/** How long a campaign without epochs and findings is kept: it may be one that has just begun. */
const EMPTY_KEPT_MS = 24 * 3_600_000

/** Findings of a contract that are looked at, the latest first. */
const FINDINGS_MAX = 1_000

type Row = Record<string, SQLOutputValue>

/** The tables of an open database, which it owns. Errors of SQLite pass through. */
export class CampaignTables {
  readonly #database: DatabaseSync
  readonly #isReport: ReportCheck

  constructor(database: DatabaseSync, isReport: ReportCheck) {
    this.#database = database
    this.#isReport = isReport
  }

  close(): void {
    this.#database.close()
  }

  /** A new campaign without epochs; its id. Makes room for it. */
  insertCampaign({ contract, seed, fingerprint }: CampaignKey, nowMs: number): number {
    return this.#inTransaction(() => {
      const { lastInsertRowid } =
        this.#prepare(`INSERT INTO campaigns (contract, seed, fingerprint, started_ms, updated_ms, epochs, progress)
          VALUES (?, ?, ?, ?, ?, 0, x'')`).run(
          contract,
          String(seed),
          fingerprint,
          Math.floor(nowMs),
          Math.floor(nowMs),
        )
      const id = Number(lastInsertRowid)
      this.#makeRoom(contract, id, nowMs)
      return id
    })
  }

  insertEpoch(id: number, record: StoredEpoch, nowMs: number): void {
    const entries = encodeEntries(record.entries)
    const failures = encodeFailures(record.failures)
    const progress = encodeProgress(record.progress)
    this.#inTransaction(() => {
      this.#prepare('INSERT INTO epochs (campaign, epoch, entries, failures) VALUES (?, ?, ?, ?)').run(
        id,
        record.epoch,
        entries,
        failures,
      )
      this.#prepare('UPDATE campaigns SET epochs = ?, progress = ?, updated_ms = ? WHERE id = ?').run(
        record.epoch + 1,
        progress,
        Math.floor(nowMs),
        id,
      )
    })
  }

  /** Instead of an earlier one of the same failure. */
  insertFinding(id: number, key: string, finding: ShrunkFinding): void {
    const { property, mechanism, place } = finding.signature
    this.#prepare(`INSERT OR REPLACE INTO findings (campaign, failure, property, mechanism, place, finding)
      VALUES (?, ?, ?, ?, ?, ?)`).run(id, key, property, mechanism, place, JSON.stringify(finding))
  }

  /** The latest campaign of this key that has epochs; without id: there is none, and why. */
  findCampaign(key: CampaignKey): {
    readonly id: number | undefined
    readonly reason: 'none' | 'nothingStored' | 'codeChanged'
  } {
    const rows = this.#prepare(
      'SELECT id, fingerprint FROM campaigns WHERE contract = ? AND seed = ? AND epochs > 0 ORDER BY id DESC',
    ).all(key.contract, String(key.seed))
    const row = rows.find(({ fingerprint }) => fingerprint === key.fingerprint)
    if (row !== undefined) return { id: integer(row, 'id'), reason: 'none' }
    return { id: undefined, reason: rows.length === 0 ? 'nothingStored' : 'codeChanged' }
  }

  readCampaign(id: number): StoredCampaign {
    const campaign = this.#prepare('SELECT epochs, progress FROM campaigns WHERE id = ?').get(id) ?? {}
    const epochs = integer(campaign, 'epochs')
    const rows = this.#prepare(
      'SELECT epoch, entries, failures FROM epochs WHERE campaign = ? ORDER BY epoch',
    ).all(id)
    if (rows.length !== epochs || rows.some((row, index) => integer(row, 'epoch') !== index)) {
      throw invalid(`has ${rows.length} epochs instead of ${epochs}`)
    }
    const failures = rows.flatMap((row) => decodeFailures(blob(row, 'failures')))
    return {
      epoch: epochs - 1,
      entries: checkParents(rows.flatMap((row) => decodeEntries(blob(row, 'entries')))),
      failures,
      progress: decodeProgress(blob(campaign, 'progress')),
      shrunk: this.#readShrunk(id, failures),
    }
  }

  /** What cannot be read, or is of a failure that the complete epochs do not have, is shrunk again. */
  #readShrunk(id: number, failures: StoredCampaign['failures']): StoredCampaign['shrunk'] {
    const rows = this.#prepare('SELECT failure, finding FROM findings WHERE campaign = ? ORDER BY id').all(id)
    return rows.flatMap((row) => {
      const key = text(row, 'failure')
      const finding = parseFinding(text(row, 'finding'), this.#isReport)
      return finding !== undefined &&
        failures.some((failure) => failure.key === key && failure.property === finding.property)
        ? [{ key, finding }]
        : []
    })
  }

  latest(contract: string): CampaignSummary | undefined {
    const row = this.#prepare(`SELECT seed, fingerprint, epochs, started_ms, updated_ms FROM campaigns
        WHERE contract = ? AND epochs > 0 ORDER BY id DESC LIMIT 1`).get(contract)
    return row === undefined ? undefined : readSummary(row)
  }

  /** Of which anything is kept, sorted. */
  contracts(): string[] {
    const rows = this.#prepare('SELECT DISTINCT contract FROM campaigns ORDER BY contract').all()
    return rows.map((row) => text(row, 'contract'))
  }

  findings(contract: string): EarlierFinding[] {
    const rows =
      this.#prepare(`SELECT seed, fingerprint, epochs, started_ms, updated_ms, property, mechanism, place, finding
        FROM findings JOIN campaigns ON campaigns.id = campaign WHERE contract = ?
        ORDER BY findings.id DESC LIMIT ?`).all(contract, FINDINGS_MAX)
    const seen = new Set<string>()
    const findings: EarlierFinding[] = []
    for (const row of rows) {
      const signature = JSON.stringify([row['property'], row['mechanism'], row['place']])
      if (seen.has(signature)) continue
      const finding = parseFinding(text(row, 'finding'), this.#isReport)
      if (finding === undefined) continue
      findings.push({ finding, campaign: readSummary(row) })
      seen.add(signature)
    }
    return findings
  }

  /** Drops entries of the oldest campaigns, and what then says nothing that a newer row does not. */
  #makeRoom(contract: string, newest: number, nowMs: number): void {
    const old = this.#prepare(
      'SELECT id FROM campaigns WHERE contract = ? AND epochs > 0 ORDER BY id DESC LIMIT -1 OFFSET ?',
    ).all(contract, CAMPAIGNS_KEPT)
    for (const row of old) {
      const id = integer(row, 'id')
      this.#prepare('DELETE FROM epochs WHERE campaign = ?').run(id)
      this.#prepare('UPDATE campaigns SET epochs = 0 WHERE id = ?').run(id)
    }
    this.#prepare(`DELETE FROM findings WHERE campaign IN
        (SELECT id FROM campaigns WHERE contract = ? AND epochs = 0 AND id <> ?)
        AND id NOT IN (SELECT max(findings.id) FROM findings JOIN campaigns ON campaigns.id = campaign
          WHERE contract = ? GROUP BY property, mechanism, place)`).run(contract, newest, contract)
    this.#prepare(`DELETE FROM campaigns WHERE contract = ? AND epochs = 0 AND started_ms < ?
        AND id NOT IN (SELECT campaign FROM findings)`).run(contract, Math.floor(nowMs - EMPTY_KEPT_MS))
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql)
    // Else Node throws at an integer that no number holds, before we can say which.
    statement.setReadBigInts(true)
    return statement
  }

  #inTransaction<Result>(run: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = run()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk may have ended the transaction already (https://sqlite.org/lang_transaction.html, section 3).
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

// Each entry stands on one before it; 0 is the state after setup.
function checkParents(entries: StoredCampaign['entries']): StoredCampaign['entries'] {
  entries.forEach(({ parent }, index) => {
    if (parent < 0 || parent > index)
      throw invalid(`has an entry ${index + 1} that stands on entry ${parent}`)
  })
  return entries
}

function readSummary(row: Row): CampaignSummary {
  const seed = text(row, 'seed')
  if (!/^\d{1,100}$/.test(seed)) throw invalid('has a seed that is no number')
  return {
    seed: BigInt(seed),
    fingerprint: text(row, 'fingerprint'),
    epochs: integer(row, 'epochs'),
    startedMs: integer(row, 'started_ms'),
    updatedMs: integer(row, 'updated_ms'),
  }
}

function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'bigint' || !Number.isSafeInteger(Number(value)))
    throw invalid(`has no number in ${column}`)
  return Number(value)
}

function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw invalid(`has no text in ${column}`)
  return value
}

function blob(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw invalid(`has no bytes in ${column}`)
  return value
}

/** undefined if it is no finding. */
function parseFinding(json: string, isReport: ReportCheck): ShrunkFinding | undefined {
  try {
    const value = JSON.parse(json) as Partial<Record<keyof ShrunkFinding, unknown>> | null
    const { property, signature, calls, shrinkExecutions, report, proof } = value ?? {}
    if (!isCount(property) || !isCount(calls) || !isCount(shrinkExecutions) || !isReport(report))
      return undefined
    const texts = Object.entries(signature ?? {}).filter(([, part]) => typeof part === 'string')
    const { property: name, mechanism, place } = Object.fromEntries(texts) as Partial<Record<string, string>>
    if (name === undefined || mechanism === undefined || place === undefined) return undefined
    return {
      property,
      signature: { property: name, mechanism, place },
      calls,
      shrinkExecutions,
      report,
      ...(isProof(proof) && { proof }),
    }
  } catch {
    return undefined
  }
}

function isProof(value: unknown): value is NonNullable<ShrunkFinding['proof']> {
  if (typeof value !== 'object' || value === null) return false
  const [[key, text] = [], ...more] = Object.entries(value)
  return more.length === 0 && (key === 'plan' || key === 'problem') && typeof text === 'string'
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function invalid(what: string): StoreError {
  return new StoreError('STORE_DATA_INVALID', `A stored campaign ${what}.`)
}
