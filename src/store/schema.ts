// The tables of a store. A file is ours if its schema is exactly this: one that somebody else made may have views and
// triggers under our names, and would run their SQL when we read it.

/** In the header of the file: 'Flt1'. */
export const APPLICATION_ID = 0x466c7431

/** In the header of the file. To be raised with every change of SCHEMA or of records.ts. */
export const SCHEMA_VERSION = 4

// contract, seed, fingerprint: CampaignKey, the seed in decimal digits. epochs: complete ones; 0 for a campaign that
// cannot be resumed (yet, or any more), of which only findings are kept. progress, entries,
// failures: records.ts. finding: ShrunkFinding as JSON; failure: the key of its failure.
export const SCHEMA: readonly string[] = [
  `CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  contract TEXT NOT NULL,
  seed TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  epochs INTEGER NOT NULL,
  progress BLOB NOT NULL
) STRICT`,
  `CREATE TABLE epochs (
  campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  entries BLOB NOT NULL,
  failures BLOB NOT NULL,
  PRIMARY KEY (campaign, epoch)
) STRICT`,
  `CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  failure TEXT NOT NULL,
  property TEXT NOT NULL,
  mechanism TEXT NOT NULL,
  place TEXT NOT NULL,
  finding TEXT NOT NULL,
  UNIQUE (campaign, failure)
) STRICT`,
]
