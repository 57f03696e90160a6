import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** A new empty folder outside the checkout, deleted when the running test has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'faultline-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
