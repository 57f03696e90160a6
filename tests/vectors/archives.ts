// Where the official vectors are: archives in the folder that FAULTLINE_VECTORS names, unpacked once into the checkout.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { BaseError } from '../../src/primitives/errors.ts'

/** Names the folder that holds the archives. */
export const VECTORS_VARIABLE = 'FAULTLINE_VECTORS'

/** The archives that are looked for, by the name under which their cases are reported. */
export const ARCHIVES: Readonly<Record<string, string>> = {
  'execution-spec-tests': 'execution-spec-tests.tar.gz',
  'general-state-tests': 'general-state-tests.tar.gz',
}

/** What to say when the variable is not set. */
export const VECTORS_MISSING: string =
  `The official vectors were not found: ${VECTORS_VARIABLE} is not set. It names a folder with ` +
  'execution-spec-tests.tar.gz (the state_tests of a release of github.com/ethereum/execution-spec-tests, "fixtures") and ' +
  'general-state-tests.tar.gz (the GeneralStateTests of github.com/ethereum/tests), each packed from inside that folder.'

/** A file that may hold state tests. */
export type VectorFile = {
  /** Archive and path in it, with `/`. */
  readonly name: string
  readonly path: string
  readonly bytes: number
}

/** One archive, unpacked. */
export type UnpackedArchive = { readonly name: string; readonly files: readonly VectorFile[] }

/** What was found in the folder. */
export type Vectors = {
  readonly archives: readonly UnpackedArchive[]
  /** File names of archives that are not there. */
  readonly absent: readonly string[]
}

const CACHE_FOLDER = fileURLToPath(new URL('../../.cache/vectors/', import.meta.url))
const UNPACKING_PREFIX = 'unpacking-'
// An unpacking takes seconds; what is older was killed in the middle.
const UNPACKING_AGE_MS_MAX = 3_600_000

/**
 * The archives of a folder, unpacked into `cacheFolder` under the SHA-256 of each, files sorted by name. Several
 * processes may do so at once.
 * @throws VectorsError if the folder holds none of them or one cannot be unpacked.
 */
export async function openVectors(folder: string, cacheFolder: string = CACHE_FOLDER): Promise<Vectors> {
  const archives: UnpackedArchive[] = []
  const absent: string[] = []
  for (const [name, fileName] of Object.entries(ARCHIVES)) {
    const archive = resolve(folder, fileName)
    if (!(await exists(archive))) absent.push(fileName)
    else archives.push({ name, files: await listFiles(name, await unpack(archive, cacheFolder)) })
  }
  if (archives.length === 0)
    throw new VectorsError(
      `${VECTORS_VARIABLE} names ${resolve(folder)}, which has neither ${absent.join(' nor ')}.`,
    )
  return { archives, absent }
}

async function unpack(archive: string, cacheFolder: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex')
  const folder = join(cacheFolder, digest)
  if (await exists(folder)) return folder
  await mkdir(cacheFolder, { recursive: true })
  await removeLeftovers(cacheFolder)
  // Unpacked beside and renamed: the folder is there whole or not at all.
  const unpacking = await mkdtemp(join(cacheFolder, UNPACKING_PREFIX))
  try {
    await runTar(archive, unpacking)
    await rename(unpacking, folder)
  } catch (error) {
    await rm(unpacking, { recursive: true, force: true })
    // Somebody else was faster, with the same content.
    if (!(await exists(folder))) throw error
  }
  return folder
}

async function runTar(archive: string, folder: string): Promise<void> {
  try {
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder])
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new VectorsError(
      isAbsent
        ? `${archive} cannot be unpacked: there is no tar on this machine.`
        : `tar cannot unpack ${archive}.`,
      { cause: error, hint: isAbsent ? 'Install tar.' : 'Is the archive complete?' },
    )
  }
}

async function removeLeftovers(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith(UNPACKING_PREFIX)) continue
    const folder = join(cacheFolder, name)
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Infinity }))
    if (Date.now() - mtimeMs > UNPACKING_AGE_MS_MAX) await rm(folder, { recursive: true, force: true })
  }
}

async function listFiles(archiveName: string, folder: string): Promise<readonly VectorFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: `${archiveName}/${path.slice(folder.length + 1).replaceAll('\\', '/')}`,
      path,
      bytes: (await stat(path)).size,
    })),
  )
  return files.sort((left, right) => (left.name < right.name ? -1 : 1))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The folder of vectors cannot be used. */
export class VectorsError extends BaseError {
  readonly code = 'VECTORS_UNREADABLE'
}
