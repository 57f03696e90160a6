// The campaign store: what a project's campaigns found and how far they came, in `.faultline/state.sqlite`.
//
// A run must not fail because its state cannot be kept: a full disk, a folder that cannot be written or a damaged file
// is told once, and from then on nothing is kept. Only one thing stops it: another run that has the store open.

import path from 'node:path'
import type { Checkpoint } from '../attack/campaign.ts'
import type { Clock } from '../primitives/clock.ts'
import { CampaignTables } from './campaign-tables.ts'
import { judge, openDatabase } from './open-database.ts'
import {
  databaseFile,
  makeStateFolder,
  readOwner,
  removeOwner,
  setDatabaseAside,
  writeOwner,
} from './state-folder.ts'
import { StoreError } from './store-error.ts'
import type { CampaignKey, CampaignSummary, EarlierFinding, ReportCheck } from './types.ts'

/** Size at which the store stops to grow, if nothing else is said. */
const BYTES_MAX = 2 * 2 ** 30

export type StoreOptions = {
  /** Absolute path of the project. */
  readonly root: string
  readonly clock: Clock
  /** Told to whoever finds the store locked. */
  readonly pid: number
  /** Takes one sentence for the user: what cannot be kept, why, and what that means. */
  readonly onWarning: (text: string) => void
  readonly isReport: ReportCheck
  /** Size that the database may reach; at it, the run goes on without. Default 2 GiB. */
  readonly bytesMax?: number
}

export type CheckpointOptions = Omit<CampaignKey, 'fingerprint'> & {
  /** Go on where the stored campaign stopped, if its fingerprint fits. */
  readonly isResumed: boolean
}

/**
 * Opens the store of a project; makes it if there is none. A file that is not one is set aside under another name.
 * @throws StoreError STORE_LOCKED: another run has it open.
 */
export function openStore(options: StoreOptions): CampaignStore {
  return new CampaignStore(options, openTables(options))
}

/** A store that keeps nothing: for runs that must leave no trace, or that go on beside another one. */
export function createNoStore(): CampaignStore {
  const isReport: ReportCheck = (_report): _report is never => false
  const onWarning = (): void => undefined
  return new CampaignStore({ root: '', clock: { nowMs: () => 0 }, pid: 0, onWarning, isReport }, undefined)
}

/** An open store. Synchronous; to be closed. */
export class CampaignStore {
  readonly #options: StoreOptions
  #tables: CampaignTables | undefined

  constructor(options: StoreOptions, tables: CampaignTables | undefined) {
    this.#options = options
    this.#tables = tables
  }

  /** Whether what is saved is kept. */
  get isKept(): boolean {
    return this.#tables !== undefined
  }

  /**
   * Where one campaign writes: `load` first. Unless it is resumed it begins anew with the first thing that is kept of it: the search
   * does not wait for that. Each epoch is kept whole or, if the process ends meanwhile, not at all. Earlier campaigns stay for a while, and their findings for good. Nothing of it
   * throws for what the disk does; RangeError if an epoch is not the next one, or of numbers that are none.
   */
  checkpoint(options: CheckpointOptions): Checkpoint {
    let id: number | undefined
    let next: number | undefined
    /** A campaign that nothing is kept of yet. */
    let fresh: { readonly key: CampaignKey; readonly startedMs: number } | undefined
    const begun = (): number | undefined => {
      if (fresh !== undefined) id = this.#begin(fresh.key, fresh.startedMs)
      fresh = undefined
      return id
    }
    return {
      mayResume: options.isResumed,
      load: (fingerprint) => {
        const { contract, seed } = options
        const key: CampaignKey = { contract, seed, fingerprint }
        const found = options.isResumed ? this.#find(key) : undefined
        const stored = found === undefined ? undefined : this.#use((tables) => tables.readCampaign(found))
        if (stored === undefined) fresh = { key, startedMs: this.#options.clock.nowMs() }
        else id = found
        next = (stored?.epoch ?? -1) + 1
        return stored
      },
      saveEpoch: (epoch) => {
        if (epoch.epoch !== next) throw new RangeError(`Epoch ${next} is next, not ${epoch.epoch}.`)
        next++
        const campaign = begun()
        if (campaign === undefined) return
        this.#use((tables) => tables.insertEpoch(campaign, epoch, this.#options.clock.nowMs()))
      },
      saveFinding: (failure, finding) => {
        const campaign = begun()
        if (campaign === undefined) return
        this.#use((tables) => tables.insertFinding(campaign, failure, finding))
      },
    }
  }

  /** The campaign of this contract that can be resumed, if the user does not say which seed. */
  latest(contract: string): CampaignSummary | undefined {
    return this.#use((tables) => tables.latest(contract))
  }

  /** Ids of the campaigns of which anything is kept, sorted. */
  contracts(): string[] {
    return this.#use((tables) => tables.contracts()) ?? []
  }

  /**
   * Everything that was ever found in this contract, also with other seeds and earlier code; the latest first, one for
   * each signature. Those that cannot be read are left out.
   */
  findings(contract: string): EarlierFinding[] {
    return this.#use((tables) => tables.findings(contract)) ?? []
  }

  /** Lets others open it. */
  close(): void {
    const tables = this.#tables
    this.#tables = undefined
    if (tables === undefined) return
    try {
      // Before the lock goes: the next owner writes its own.
      removeOwner(this.#options.root)
      tables.close()
    } catch {
      // Everything was committed before.
    }
  }

  get #file(): string {
    return databaseFile(this.#options.root)
  }

  #begin(key: CampaignKey, startedMs: number): number | undefined {
    return this.#use((tables) => tables.insertCampaign(key, startedMs))
  }

  /** The campaign to resume; without one it says why. */
  #find(key: CampaignKey): number | undefined {
    const found = this.#use((tables) => tables.findCampaign(key))
    if (found === undefined || found.id !== undefined) return found?.id
    const why =
      found.reason === 'codeChanged'
        ? 'its code or configuration is not what it was when its state was stored'
        : `nothing is stored for it with seed ${key.seed}`
    this.#options.onWarning(`${key.contract} begins anew: ${why}. Earlier findings are kept.`)
    return undefined
  }

  /** What the tables answer; undefined, after a warning, if they cannot, and once nothing is kept. */
  #use<Answer>(ask: (tables: CampaignTables) => Answer): Answer | undefined {
    if (this.#tables === undefined) return undefined
    try {
      return ask(this.#tables)
    } catch (error) {
      if (error instanceof StoreError) {
        this.#options.onWarning(`${this.#file}: ${error.message} That part is left alone and not used.`)
      } else if (isSqliteError(error)) {
        this.#options.onWarning(withoutStore(this.#file, judge(error).reason))
        this.close()
      } else {
        throw error
      }
      return undefined
    }
  }
}

/** Opens the tables; undefined, after a warning, if the run has to go on without. */
function openTables(options: StoreOptions): CampaignTables | undefined {
  const { root, onWarning } = options
  const file = databaseFile(root)
  try {
    makeStateFolder(root)
    let opening = openDatabase(file, options.bytesMax ?? BYTES_MAX)
    if (opening.status === 'unusable') {
      const aside = setDatabaseAside(root)
      onWarning(
        `${file} cannot be used: ${opening.reason}. It is kept as ${path.basename(aside)}, and the run begins anew.`,
      )
      opening = openDatabase(file, options.bytesMax ?? BYTES_MAX)
    }
    if (opening.status === 'locked') throw locked(root)
    if (opening.status !== 'open') {
      onWarning(withoutStore(file, opening.reason))
      return undefined
    }
    writeOwner(root, { pid: options.pid, startedMs: Math.floor(options.clock.nowMs()) })
    return new CampaignTables(opening.database, options.isReport)
  } catch (error) {
    if (error instanceof StoreError) throw error
    onWarning(withoutStore(file, error instanceof Error ? error.message : String(error)))
    return undefined
  }
}

function withoutStore(file: string, reason: string): string {
  return `${file}: ${reason.replace(/[.\s]+$/, '')}. The run goes on, but what it does from here on cannot be resumed.`
}

function locked(root: string): StoreError {
  const owner = readOwner(root)
  const who =
    owner === undefined
      ? 'another process'
      : `process ${owner.pid}, started ${new Date(owner.startedMs).toISOString()}`
  return new StoreError('STORE_LOCKED', `Another run has the state of this project open: ${who}.`, {
    hint: 'Wait until it has ended, or end it: what it did so far is kept.',
    details: { file: databaseFile(root), ...owner },
  })
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}
