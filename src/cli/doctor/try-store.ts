import { mkdir, rmdir, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Facts } from './facts.ts'

const STORE_FOLDER = '.faultline'

/**
 * Tries whether files can be written to `.faultline` in the project: by writing one, because permissions alone do not
 * tell (read-only file systems, quotas). Takes away again what it made, and nothing else.
 */
export async function tryStore(root: string): Promise<Facts['store']> {
  const store = path.join(root, STORE_FOLDER)
  const probe = path.join(store, `doctor-${process.pid}.tmp`)
  let hasMadeFolder = false
  try {
    hasMadeFolder = (await mkdir(store, { recursive: true })) !== undefined
    await writeFile(probe, 'written by "faultline doctor", can be deleted\n', { flag: 'wx' })
    await unlink(probe)
    return { path: store }
  } catch (error) {
    return { path: store, problem: error instanceof Error ? error.message : String(error) }
  } finally {
    // Fails, as it should, if somebody has put something there meanwhile.
    if (hasMadeFolder) await rmdir(store).catch(() => undefined)
  }
}
