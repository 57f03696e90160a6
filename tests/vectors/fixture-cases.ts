import { readFile } from 'node:fs/promises'

import { readCases, type CaseKey } from './state-test-file.ts'

/** Four cases of execution-spec-tests: logs on London, a call on Osaka, the same on Berlin, a rejected blob transaction. */
export const FIXTURE_FILE: URL = new URL('./fixtures/state-tests.json', import.meta.url)

/** The case of the fixture whose name contains the text. */
export async function fixtureCase(part: string): Promise<CaseKey> {
  const found = readCases(await readFile(FIXTURE_FILE, 'utf8')).find(({ testName }) =>
    testName.includes(part),
  )
  if (found === undefined) throw new RangeError(`The fixture has no case with ${part} in its name.`)
  return found
}
