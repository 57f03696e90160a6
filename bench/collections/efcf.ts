/** EF/CF's data/multi: contracts that give their ether away after the right calls in the right order. */

import { readdir } from 'node:fs/promises'
import path from 'node:path'

import type { ReportFinding } from '../../src/report/schema.ts'
import { type Collection, type CollectionCase, CollectionError, type Verdict } from './types.ts'

const FOLDER = path.join('data', 'multi')

/** Median seconds of ten runs of EF/CF itself (results/fuzz-multi-2022-04-16.csv), which solved all of these in all runs. */
const PUBLISHED_SECONDS: Readonly<Record<string, number>> = {
  justlen8: 27,
  justlen64: 120,
  justlen128: 194,
  justlen256: 175,
  multi_gen_2: 50,
  multi_gen_3: 110,
  multi_gen_4: 400,
  multi_gen_5: 560,
  multi_gen_6: 1218,
  multi_gen_7: 2196,
  multi_gen_8: 3836,
  multi_gen_9: 4460,
  multi_gen_10: 5014,
  multi_man_complex_5: 570,
  multi_man_complex_7: 1427,
  multi_man_complex_9: 1338,
  multi_simple_10: 131,
}

export const efcf: Collection = {
  name: 'efcf',
  title: 'EF/CF data/multi',
  rule:
    'The command gets one file, nothing else. A contract is *found* if `echidna_oracle()` is broken, or the attacker takes its ether (theft) or destroys it. ' +
    'Seconds are wall time from the start of the process, compiling included. Published: the median of ten runs of EF/CF, its authors’ own tool (results/fuzz-multi-2022-04-16.csv).',
  cases: readCases,
}

async function readCases(folder: string): Promise<readonly CollectionCase[]> {
  const inside = path.join(folder, FOLDER)
  let names: readonly string[]
  try {
    names = (await readdir(inside)).filter((name) => name.endsWith('.sol')).sort()
  } catch {
    throw new CollectionError(`${inside} cannot be read: is this the folder of efcf-framework?`)
  }
  return names.map((file) => {
    const name = path.basename(file, '.sol')
    const publishedSeconds = PUBLISHED_SECONDS[name]
    return {
      name,
      group: publishedSeconds === undefined ? 'not published' : 'published',
      label: 'echidna_oracle',
      folder: inside,
      args: [file],
      judge,
      ...(publishedSeconds !== undefined && { publishedSeconds }),
    }
  })
}

function judge({ property }: ReportFinding): Verdict {
  const isTheft = property.kind === 'detector' && ['theft', 'destruction'].includes(property.name)
  return isTheft || property.name.startsWith('echidna_') ? 'right' : 'other'
}
