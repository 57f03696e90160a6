// Commands and workers that tests start share what Node and V8 make of their modules: erasing types and compiling is most of what a
// short command takes. The folder is the run's own: files that tests write and load never pile up in it.

import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

// Node's own variable; a run that was started with it keeps it.
const VARIABLE = 'NODE_COMPILE_CACHE'

/** Vitest calls it once before all tests, and what it returns after them. */
export default async function shareCompiledModules(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[VARIABLE] !== undefined) return undefined
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultline-modules-'))
  process.env[VARIABLE] = folder
  // A process that is about to end may write into it once more.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
