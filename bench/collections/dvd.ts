/** Damn Vulnerable DeFi v4: one test contract for each challenge, whose setUp() deploys it. */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

import type { ReportFinding } from '../../src/report/schema.ts'
import { contractsIn } from './contracts-in.ts'
import { isAbout } from './steps-touch.ts'
import { type Collection, type CollectionCase, CollectionError, type Verdict } from './types.ts'

/** Setups that need a node of mainnet. */
const FORKED = /vm\.createSelectFork\(/
/** Somebody's money is gone, or nobody can reach it any more. */
const MONEY: ReadonlySet<string> = new Set(['theft', 'loss', 'frozen'])

export const dvd: Collection = {
  name: 'dvd',
  title: 'Damn Vulnerable DeFi v4',
  rule:
    'The command gets the challenge’s own test contract, whose setUp() deploys it; challenges that need a fork are left out. A challenge is *found* if a theft, ' +
    'a loss or frozen money is proven with a step that calls a contract of the challenge, or that gives way inside of one. *Any* counts challenges ' +
    'with any other proven finding.',
  cases: readCases,
}

async function readCases(folder: string): Promise<readonly CollectionCase[]> {
  const cases: CollectionCase[] = []
  for (const challenge of await listed(path.join(folder, 'test'))) {
    const tests = (await listed(path.join(folder, 'test', challenge))).filter((file) =>
      file.endsWith('.t.sol'),
    )
    for (const file of tests) {
      const source = await readFile(path.join(folder, 'test', challenge, file), 'utf8')
      if (FORKED.test(source)) continue
      const about = await contractsOf(folder, challenge)
      const name = contractsIn(source).at(-1) ?? file
      cases.push({
        name: challenge,
        group: 'challenges without a fork',
        label: `src/${challenge}/`,
        folder,
        args: ['--match-contract', `^${name}$`],
        judge: (finding: ReportFinding): Verdict => judge(finding, about),
      })
    }
  }
  return cases
}

function judge(finding: ReportFinding, about: Parameters<typeof isAbout>[1]): Verdict {
  if (finding.property.kind !== 'detector') return 'none'
  return MONEY.has(finding.property.name) && isAbout(finding, about) ? 'right' : 'other'
}

async function contractsOf(folder: string, challenge: string): Promise<Parameters<typeof isAbout>[1]> {
  const files = (await listed(path.join(folder, 'src', challenge)))
    .filter((file) => file.endsWith('.sol'))
    .map((file) => `src/${challenge}/${file}`)
  const sources = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')))
  return { files, names: sources.flatMap(contractsIn) }
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch {
    throw new CollectionError(`${folder} cannot be read: is this the folder of damn-vulnerable-defi?`)
  }
}
