import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Checkpoint, StoredCampaign } from '../../src/attack/campaign.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import { loadSqlite } from '../../src/store/load-sqlite.ts'
import { type CampaignStore, createNoStore, openStore, type StoreOptions } from '../../src/store/store.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { epochOf, findingOf, isReport, KEY } from './campaign-data.ts'

const WRITER = fileURLToPath(new URL('./epoch-writer.ts', import.meta.url))
const { DatabaseSync } = loadSqlite()!

let root: string
let warnings: string[]
const clock = createManualClock(Date.UTC(2030, 0, 1))

beforeEach(async () => {
  root = await temporaryFolder()
  warnings = []
})

function open(options: Partial<StoreOptions> = {}): CampaignStore {
  const store = openStore({
    root,
    clock,
    pid: 4_242,
    onWarning: (text) => warnings.push(text),
    isReport,
    ...options,
  })
  onTestFinished(() => store.close())
  return store
}

const inFolder = (name: string): string => path.join(root, '.faultline', name)

/** A campaign that begins anew. */
function begin(store: CampaignStore, key = KEY): Checkpoint {
  const checkpoint = store.checkpoint({ ...key, isResumed: false })
  expect(checkpoint.load(key.fingerprint)).toBeUndefined()
  return checkpoint
}

/** A campaign that goes on, if it can. */
function resume(
  store: CampaignStore,
  key = KEY,
): { readonly checkpoint: Checkpoint; readonly stored: StoredCampaign | undefined } {
  const checkpoint = store.checkpoint({ ...key, isResumed: true })
  return { checkpoint, stored: checkpoint.load(key.fingerprint) }
}

/** A store with two epochs and a finding of KEY, closed. */
function fill(): void {
  const store = open()
  const campaign = begin(store)
  campaign.saveEpoch(epochOf(0))
  campaign.saveFinding('failure 0', findingOf(0))
  campaign.saveEpoch(epochOf(1))
  store.close()
}

describe('a campaign', () => {
  test('comes back exactly as it was stored, and goes on', () => {
    fill()
    const store = open()
    const { checkpoint, stored } = resume(store)
    expect(stored).toEqual({
      epoch: 1,
      entries: [...epochOf(0).entries, ...epochOf(1).entries],
      failures: epochOf(0).failures,
      progress: epochOf(1).progress,
      shrunk: [{ key: 'failure 0', finding: findingOf(0) }],
    })
    checkpoint.saveEpoch(epochOf(2))
    expect(resume(store).stored?.entries).toHaveLength(30)
    expect(warnings).toEqual([])
  })

  test.each([
    ['another contract', { contract: 'test/Other.t.sol:Other' }, 'nothing is stored for it with seed'],
    ['another seed', { seed: 1n }, 'nothing is stored for it with seed 1'],
    ['other code', { fingerprint: 'e'.repeat(64) }, 'its code or configuration is not what it was'],
  ])('begins anew for %s, and the other one stays', (_name, change, reason) => {
    fill()
    const store = open()
    expect(resume(store, { ...KEY, ...change }).stored).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining(reason)])
    expect(resume(store).stored?.epoch).toBe(1)
  })

  test('is there as soon as something of it is to be kept', () => {
    const store = open()
    const campaign = begin(store)
    expect(store.contracts()).toEqual([])
    campaign.saveFinding('failure 0', findingOf(0))
    expect(store.contracts()).toEqual([KEY.contract])
  })

  test('begins anew if nobody wants to resume, without the findings of its first run', () => {
    fill()
    const store = open()
    begin(store).saveEpoch(epochOf(0))
    expect(resume(store).stored).toMatchObject({ epoch: 0, shrunk: [] })
    expect(warnings).toEqual([])
  })

  test('findings stay when the code changes; one for each signature, the latest first', () => {
    fill()
    const store = open()
    const { checkpoint } = resume(store, { ...KEY, fingerprint: 'new' })
    checkpoint.saveFinding('failure 0', { ...findingOf(0), calls: 7 })
    checkpoint.saveFinding('failure 1', findingOf(5))
    expect(store.findings(KEY.contract)).toEqual([
      { finding: findingOf(5), campaign: expect.objectContaining({ fingerprint: 'new' }) },
      { finding: { ...findingOf(0), calls: 7 }, campaign: expect.objectContaining({ fingerprint: 'new' }) },
    ])
    begin(store)
    expect(store.findings(KEY.contract)).toHaveLength(2)
    expect(store.findings('other')).toEqual([])
  })

  test('a finding whose failure is in no complete epoch, or that cannot be read, is to be shrunk again', () => {
    const store = open()
    const campaign = begin(store)
    campaign.saveEpoch(epochOf(0))
    campaign.saveFinding('failure 0', findingOf(0))
    campaign.saveFinding('failure 1', findingOf(1))
    expect(resume(store).stored?.shrunk.map(({ key }) => key)).toEqual(['failure 0'])
    store.close()
    const wrongs = [
      { property: 2 },
      { calls: -1 },
      { report: { id: 1 } },
      { signature: { place: '' } },
      { calls: [] },
    ]
    const texts = wrongs.map((wrong) => JSON.stringify({ ...findingOf(0), ...wrong }))
    for (const json of [...texts, 'null', '[', '{"signature":null}']) {
      const database = new DatabaseSync(inFolder('state.sqlite'))
      database.prepare('UPDATE findings SET finding = ?').run(json)
      database.close()
      const again = open()
      expect(resume(again).stored).toMatchObject({ epoch: 0, shrunk: [] })
      again.close()
    }
    expect(warnings).toEqual([])
  })

  test('the latest that has an epoch is the one to resume', () => {
    const store = open()
    expect(store.latest(KEY.contract)).toBeUndefined()
    begin(store, { ...KEY, seed: 1n }).saveEpoch(epochOf(0))
    const campaign = begin(store, { ...KEY, seed: 2n })
    clock.advanceMs(5_000)
    campaign.saveEpoch(epochOf(0))
    begin(store, { ...KEY, seed: 3n })
    const { startedMs, updatedMs, ...rest } = store.latest(KEY.contract)!
    expect(rest).toEqual({ seed: 2n, fingerprint: KEY.fingerprint, epochs: 1 })
    expect(updatedMs - startedMs).toBe(5_000)
  })

  test('older ones lose their entries, not their findings', () => {
    const store = open()
    for (let seed = 0n; seed < 20n; seed++) {
      const campaign = begin(store, { ...KEY, seed })
      campaign.saveEpoch(epochOf(0))
      campaign.saveFinding('failure 0', findingOf(seed < 2n ? Number(seed) : 3))
    }
    const seeds = Array.from({ length: 20 }, (_, seed) => BigInt(seed)).toReversed()
    expect(seeds.filter((seed) => resume(store, { ...KEY, seed }).stored !== undefined)).toEqual([
      19n,
      18n,
      17n,
      16n,
      15n,
    ])
    expect(store.findings(KEY.contract).map(({ finding }) => finding.signature.place)).toEqual([
      'src/Vault.sol:3',
      'src/Vault.sol:1',
      'src/Vault.sol:0',
    ])
  })

  test('epochs follow one another', () => {
    const campaign = begin(open())
    expect(() => campaign.saveEpoch(epochOf(1))).toThrow('Epoch 0 is next, not 1.')
    campaign.saveEpoch(epochOf(0))
    expect(() => campaign.saveEpoch(epochOf(0))).toThrow(RangeError)
  })
})

describe('the folder', () => {
  test('keeps itself out of Git, and holds nothing but the state', () => {
    fill()
    expect(readFileSync(inFolder('.gitignore'), 'utf8')).toBe('*\n')
    expect(readdirSync(inFolder('.')).toSorted()).toEqual(['.gitignore', 'state.sqlite'])
  })

  test('a .gitignore of the user stays', () => {
    mkdirSync(inFolder('.'))
    writeFileSync(inFolder('.gitignore'), 'mine\n')
    fill()
    expect(readFileSync(inFolder('.gitignore'), 'utf8')).toBe('mine\n')
  })

  test('links that come with a repository are not followed', async () => {
    const elsewhere = await temporaryFolder()
    symlinkSync(elsewhere, path.join(root, '.faultline'))
    expect(open().isKept).toBe(false)
    expect(warnings).toEqual([expect.stringContaining('is a symbolic link, which is not followed')])
    expect(readdirSync(elsewhere)).toEqual([])
  })

  test('nor is a link in the place of the database', async () => {
    const target = path.join(await temporaryFolder(), 'made-by-us')
    mkdirSync(inFolder('.'))
    symlinkSync(target, inFolder('state.sqlite'))
    expect(open().isKept).toBe(true)
    expect(warnings).toEqual([expect.stringContaining('it is a symbolic link')])
    expect(existsSync(target)).toBe(false)
  })
})

describe('a second run in the same project', () => {
  test('is told who has it open, and spoils nothing', async () => {
    const holder = spawn(process.execPath, [WRITER, root, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void holder.kill('SIGKILL'))
    await once(holder.stdout, 'data')
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'STORE_LOCKED',
        message: `Another run has the state of this project open: process ${holder.pid}, started 2030-01-02T00:00:00.000Z.`,
      }) as Error,
    )
    expect(warnings).toEqual([])

    // Killed: nothing has to be tidied up before the next run.
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect(existsSync(inFolder('state.owner.json'))).toBe(true)
    expect(open().isKept).toBe(true)
    expect(warnings).toEqual([])
  })

  test('also in one process', () => {
    const first = open({ pid: 1 })
    expect(() => open({ pid: 2 })).toThrow(/process 1,/)
    first.close()
    expect(open({ pid: 2 }).isKept).toBe(true)
  })

  test('a file that says nothing sensible about the owner does no harm', () => {
    open()
    for (const text of ['', 'null', '{"pid":"x"}', '[[[']) {
      writeFileSync(inFolder('state.owner.json'), text)
      expect(() => open()).toThrow(/another process/)
    }
  })
})

describe('a process that is killed', () => {
  test('between and while saving epochs: every epoch that it told of is there, whole', async () => {
    for (const epochs of [0, 3, 9]) {
      const writer = spawn(process.execPath, [WRITER, root, 'epochs'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let last = -1
      for await (const line of createInterface(writer.stdout)) {
        last = Number(line)
        if (last >= epochs) writer.kill('SIGKILL')
      }
      if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
      const store = open()
      const { stored } = resume(store)
      store.close()
      // It may have kept one more than it could tell of.
      expect([last + 1, last + 2]).toContain(stored!.epoch + 1)
      const expected = Array.from({ length: stored!.epoch + 1 }, (_, epoch) => epochOf(epoch, 500))
      expect(stored!.entries).toEqual(expected.flatMap(({ entries }) => entries))
      expect(stored!.progress).toEqual(expected.at(-1)!.progress)
    }
    expect(warnings).toEqual([])
  })

  test('in the middle of one: it is as if that epoch had not begun', async () => {
    fill()
    const before = statSync(inFolder('state.sqlite')).size
    const writer = spawn(process.execPath, [WRITER, root, 'torn'], { stdio: 'inherit' })
    await once(writer, 'exit')
    expect(writer.signalCode).toBe('SIGKILL')
    // It had begun: pages of it are on disk.
    const after = statSync(inFolder('state.sqlite')).size + statSync(inFolder('state.sqlite-wal')).size
    expect(after).toBeGreaterThan(before + (1 << 20))
    expect(resume(open()).stored).toMatchObject({ epoch: 1, progress: epochOf(1).progress })
    expect(warnings).toEqual([])
  })
})

describe('a file that is not a store', () => {
  const setAside = (name: string): Buffer => readFileSync(inFolder(name))

  test.each([
    ['garbage', 'x'.repeat(5_000), 'not a database'],
    ['a short text', 'hello', 'not a database'],
  ])('%s is kept under another name, and the run begins anew', (_name, text, reason) => {
    mkdirSync(inFolder('.'))
    writeFileSync(inFolder('state.sqlite'), text)
    const store = open()
    expect(store.isKept).toBe(true)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(reason)
    expect(warnings[0]).toContain('It is kept as state.corrupt-1.sqlite, and the run begins anew.')
    expect(setAside('state.corrupt-1.sqlite').toString()).toBe(text)
    begin(store).saveEpoch(epochOf(0))
    store.close()
    expect(resume(open()).stored?.epoch).toBe(0)
    expect(warnings).toHaveLength(1)
  })

  test('a truncated database', () => {
    fill()
    const size = statSync(inFolder('state.sqlite')).size
    truncateSync(inFolder('state.sqlite'), size - 5_000)
    const store = open()
    expect(warnings).toEqual([expect.stringContaining('state.corrupt-1.sqlite')])
    expect(resume(store).stored).toBeUndefined()
    expect(statSync(inFolder('state.corrupt-1.sqlite')).size).toBe(size - 5_000)
  })

  test('the second one does not overwrite the first', () => {
    mkdirSync(inFolder('.'))
    for (const text of ['first', 'second']) {
      writeFileSync(inFolder('state.sqlite'), text)
      open().close()
    }
    expect(setAside('state.corrupt-1.sqlite').toString()).toBe('first')
    expect(setAside('state.corrupt-2.sqlite').toString()).toBe('second')
  })

  test.each([
    ['of another program', 'CREATE TABLE notes (text)', 'database of another program'],
    ['of a later version', 'PRAGMA user_version = 999', 'format is 999'],
    [
      'with a trigger that somebody slipped in',
      'CREATE TRIGGER t AFTER INSERT ON epochs BEGIN DELETE FROM epochs; END',
      'tables are not those',
    ],
  ])('a database %s', (name, sql, reason) => {
    if (name === 'of another program') mkdirSync(inFolder('.'))
    else fill()
    const database = new DatabaseSync(inFolder('state.sqlite'))
    database.exec(sql)
    database.close()
    expect(open().isKept).toBe(true)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(reason)
    expect(existsSync(inFolder('state.corrupt-1.sqlite'))).toBe(true)
  })

  test.each([
    ['epochs', "UPDATE epochs SET entries = x'ffff' WHERE epoch = 1", 'stored record'],
    ['an epoch missing', 'DELETE FROM epochs WHERE epoch = 0', '1 epochs instead of 2'],
    ['progress', "UPDATE campaigns SET progress = x'ff'", 'ends within a number'],
    ['a number that is none', 'UPDATE campaigns SET epochs = 9007199254740993', 'no number in epochs'],
  ])('wrong contents (%s): that campaign begins anew, with one message', (_name, sql, reason) => {
    fill()
    const database = new DatabaseSync(inFolder('state.sqlite'))
    database.exec(sql)
    database.close()
    const store = open()
    const { stored, checkpoint } = resume(store)
    expect(stored).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining(reason)])
    checkpoint.saveEpoch(epochOf(0))
    expect(resume(store).stored?.epoch).toBe(0)
  })
})

describe('a disk that does not take it', () => {
  test('full: one warning, the run goes on, what was kept before stays', () => {
    fill()
    const store = open({ bytesMax: 80_000 })
    const { checkpoint } = resume(store)
    for (let epoch = 2; epoch < 100; epoch++) checkpoint.saveEpoch(epochOf(epoch))
    checkpoint.saveFinding('failure 1', findingOf(9))
    expect(store.isKept).toBe(false)
    expect(warnings).toEqual([
      `${inFolder('state.sqlite')}: database or disk is full. The run goes on, but what it does from here on cannot be resumed.`,
    ])
    const { epoch, progress } = resume(open()).stored!
    expect(epoch).toBeGreaterThan(2)
    expect(epoch).toBeLessThan(99)
    expect(progress).toEqual(epochOf(epoch).progress)
  })

  test('a folder that cannot be made', () => {
    writeFileSync(path.join(root, '.faultline'), 'a file')
    const store = open()
    begin(store).saveEpoch(epochOf(0))
    expect(resume(store).stored).toBeUndefined()
    expect(store.latest(KEY.contract)).toBeUndefined()
    expect(store.findings(KEY.contract)).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('The run goes on')])
    expect(readFileSync(path.join(root, '.faultline'), 'utf8')).toBe('a file')
  })

  test('a folder in the place of the database', () => {
    mkdirSync(inFolder('state.sqlite'), { recursive: true })
    expect(open().isKept).toBe(false)
    expect(warnings).toEqual([expect.stringContaining('unable to open database file')])
  })
})

test('a store that keeps nothing takes everything', () => {
  const store = createNoStore()
  const campaign = begin(store)
  campaign.saveEpoch(epochOf(0))
  campaign.saveFinding('failure 0', findingOf(0))
  expect(() => campaign.saveEpoch(epochOf(0))).toThrow(RangeError)
  expect(resume(store).stored).toBeUndefined()
  expect(store.findings(KEY.contract)).toEqual([])
  store.close()
  expect(readdirSync(root)).toEqual([])
})

test('nobody is told that node:sqlite is experimental', async () => {
  const module = new URL('../../src/store/load-sqlite.ts', import.meta.url).href
  const code = `import { loadSqlite } from '${module}'; console.log(typeof loadSqlite().DatabaseSync)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()])
  expect(Buffer.concat(out as Buffer[]).toString()).toBe('function\n')
  expect(Buffer.concat(err as Buffer[]).toString()).not.toContain('SQLite')
})
