// The files that contracts see: those of the user, as far as fs_permissions allow, with what contracts wrote laid over them.
// Nothing is ever written to disk: a search runs a test millions of times, and all that a call did must be undone.
//
// Paths are resolved before they are compared with the permissions, so that neither `..` nor a symbolic link leads out.
// From crates/cheatcodes/src/config.rs and fs.rs of foundry, with the messages of Rust's std on Linux.

import path from 'node:path'
import { type CheatContext, CheatcodeError, cheatSlot } from '../context.ts'
import { escaped } from './values.ts'

/** Bytes of one file that a contract may write. */
const FILE_BYTES_MAX = 1 << 26
/** Files and folders that contracts may write in one world. */
const WRITTEN_MAX = 10_000
const NOT_FOUND = 'No such file or directory (os error 2)'
const IS_FOLDER = 'Is a directory (os error 21)'

type Written =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  /** A folder that a contract made: what lies there on disk is not seen. */
  | { readonly kind: 'folder' }
  | { readonly kind: 'removed' }

/** By absolute path. */
const written = cheatSlot<ReadonlyMap<string, Written>>('files', new Map())

/**
 * The absolute path, after checking that the project allows it.
 * @throws CheatcodeError in forge's words if it does not.
 */
export function allowedPath(context: CheatContext, text: string, access: 'read' | 'write'): string {
  const root = realPath(context, path.resolve(context.project.root))
  const absolute = realPath(context, path.resolve(root, text))
  if (!isAllowed(context, root, absolute, access)) {
    const shown = isWithin(absolute, root) ? path.relative(root, absolute) : text
    throw new CheatcodeError(`the path ${shown} is not allowed to be accessed for ${access} operations`)
  }
  return absolute
}

/**
 * The absolute path, where forge asks for no permission. Within the project none is needed; outside of it one is, so that a
 * contract cannot look around on a machine.
 * @throws CheatcodeError
 */
export function openPath(context: CheatContext, text: string): string {
  const root = realPath(context, path.resolve(context.project.root))
  const absolute = realPath(context, path.resolve(root, text))
  return isWithin(absolute, root) ? absolute : allowedPath(context, text, 'read')
}

/** The most specific permission decides; of several, all that they grant. */
function isAllowed(context: CheatContext, root: string, absolute: string, access: 'read' | 'write'): boolean {
  let longest = -1
  let isGranted = false
  for (const permission of context.project.config.fsPermissions) {
    const folder = realPath(context, path.resolve(root, permission.path))
    if (!isWithin(absolute, folder) || folder.length < longest) continue
    if (folder.length > longest) isGranted = false
    longest = folder.length
    isGranted ||= permission.access === 'read-write' || permission.access === access
  }
  return isGranted
}

function isWithin(absolute: string, folder: string): boolean {
  return absolute === folder || absolute.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
}

/** With links followed, as far as something is there. */
function realPath(context: CheatContext, absolute: string): string {
  const files = context.options.files
  if (files?.realPath === undefined || absolute.includes('\0')) return absolute
  const missing: string[] = []
  let folder = absolute
  for (;;) {
    const real = files.realPath(folder)
    if (real !== undefined) return path.join(real, ...missing.toReversed())
    const parent = path.dirname(folder)
    if (parent === folder) return absolute
    missing.push(path.basename(folder))
    folder = parent
  }
}

/** What is at an absolute path. */
export function kindAt(context: CheatContext, absolute: string): 'file' | 'folder' | undefined {
  const own = context.get(written).get(absolute)
  if (own !== undefined) return own.kind === 'removed' ? undefined : own.kind
  if (absolute.includes('\0') || isHidden(context, absolute)) return undefined
  return context.options.files?.exists(absolute)
}

/** A folder above was removed or made anew. */
function isHidden(context: CheatContext, absolute: string): boolean {
  const all = context.get(written)
  if (all.size === 0) return false
  for (let at = absolute; ;) {
    const parent = path.dirname(at)
    if (parent === at) return false
    if (all.has(parent)) return true
    at = parent
  }
}

/** @throws CheatcodeError if there is no such file. */
export function readBytes(context: CheatContext, absolute: string): Uint8Array {
  const own = context.get(written).get(absolute)
  if (own?.kind === 'file') return own.bytes
  if (absolute.includes('\0'))
    throw failed('open file', absolute, 'file name contained an unexpected NUL byte')
  const { files } = context.options
  if (files === undefined) throw new CheatcodeError(`files cannot be read in this run: ${absolute}`)
  const kind = kindAt(context, absolute)
  if (kind === undefined) throw failed('open file', absolute, NOT_FOUND)
  if (kind === 'folder') throw failed('read from', absolute, IS_FOLDER)
  try {
    return files.read(absolute)
  } catch (error) {
    throw new CheatcodeError(`failed to read from "${escaped(absolute)}": ${String(error)}`, { cause: error })
  }
}

/** @throws CheatcodeError if there is no such file, or it is no UTF-8. */
export function readText(context: CheatContext, absolute: string): string {
  const bytes = readBytes(context, absolute)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw failed('read from', absolute, `invalid utf-8 sequence of 1 bytes from index ${firstInvalid(bytes)}`)
  }
}

/** Reads a file by the path that a contract gave. @param missing makes the error if there is none. */
export function readProjectFile(
  context: CheatContext,
  text: string,
  missing: (() => CheatcodeError) | undefined,
): Uint8Array {
  const absolute = allowedPath(context, text, 'read')
  if (missing !== undefined && kindAt(context, absolute) !== 'file') throw missing()
  return readBytes(context, absolute)
}

/** Names in a folder, sorted. */
export function listFolder(context: CheatContext, absolute: string): string[] {
  const names = new Set<string>()
  const all = context.get(written)
  const isNew = all.get(absolute)?.kind === 'folder' || isHidden(context, absolute)
  if (!isNew) for (const name of context.options.files?.list(absolute) ?? []) names.add(name)
  for (const [one, entry] of all) {
    if (path.dirname(one) !== absolute || one === absolute) continue
    if (entry.kind === 'removed') names.delete(path.basename(one))
    else names.add(path.basename(one))
  }
  return [...names].toSorted()
}

/** The file, in memory only. @throws CheatcodeError if its folder is not there, or the file may not be written. */
export function writeBytes(context: CheatContext, absolute: string, bytes: Uint8Array): void {
  refuseConfig(context, absolute)
  if (bytes.length > FILE_BYTES_MAX)
    throw new CheatcodeError(
      `a file of ${bytes.length} bytes is too long; at most ${FILE_BYTES_MAX} can be written`,
    )
  if (absolute.includes('\0'))
    throw failed('open file', absolute, 'file name contained an unexpected NUL byte')
  if (kindAt(context, absolute) === 'folder') throw failed('open file', absolute, IS_FOLDER)
  if (kindAt(context, path.dirname(absolute)) !== 'folder') throw failed('open file', absolute, NOT_FOUND)
  put(context, absolute, { kind: 'file', bytes: bytes.slice() })
}

/** @throws CheatcodeError if there is none. */
export function removeFile(context: CheatContext, absolute: string): void {
  refuseConfig(context, absolute)
  const kind = kindAt(context, absolute)
  if (kind === undefined) throw failed('remove file', absolute, NOT_FOUND)
  if (kind === 'folder') throw failed('remove file', absolute, IS_FOLDER)
  put(context, absolute, { kind: 'removed' })
}

/** @throws CheatcodeError if it is there already, or the folder above is not (unless `isRecursive`). */
export function createFolder(context: CheatContext, absolute: string, isRecursive: boolean): void {
  const kind = kindAt(context, absolute)
  if (kind === 'folder' && isRecursive) return
  if (kind !== undefined) throw failed('create dir', absolute, 'File exists (os error 17)')
  const parent = path.dirname(absolute)
  if (kindAt(context, parent) !== 'folder') {
    if (!isRecursive || parent === absolute) throw failed('create dir', absolute, NOT_FOUND)
    createFolder(context, parent, true)
  }
  put(context, absolute, { kind: 'folder' })
}

/** @throws CheatcodeError if there is none, or it is not empty (unless `isRecursive`). */
export function removeFolder(context: CheatContext, absolute: string, isRecursive: boolean): void {
  if (kindAt(context, absolute) !== 'folder') throw failed('remove dir', absolute, NOT_FOUND)
  if (!isRecursive && listFolder(context, absolute).length > 0)
    throw failed('remove dir', absolute, 'Directory not empty (os error 39)')
  const kept = [...context.get(written)].filter(([one]) => !isWithin(one, absolute))
  context.set(written, new Map(kept))
  put(context, absolute, { kind: 'removed' })
}

function put(context: CheatContext, absolute: string, entry: Written): void {
  const all = new Map(context.get(written)).set(absolute, entry)
  if (all.size > WRITTEN_MAX)
    throw new CheatcodeError(`more than ${WRITTEN_MAX} files were written; they are kept in memory`)
  context.set(written, all)
}

/** foundry.toml and the folders that hold it, however they are written. */
function refuseConfig(context: CheatContext, absolute: string): void {
  const config = path
    .join(realPath(context, path.resolve(context.project.root)), 'foundry.toml')
    .toLowerCase()
  if (isWithin(config, absolute.toLowerCase()))
    throw new CheatcodeError('access to `foundry.toml` is not allowed')
}

function failed(what: string, absolute: string, why: string): CheatcodeError {
  return new CheatcodeError(`failed to ${what} "${escaped(absolute)}": ${why}`)
}

/** Where the first byte is that begins no character. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0
  let end = bytes.length
  // The longest prefix that is text, by halves.
  while (valid < end) {
    const middle = Math.ceil((valid + end) / 2)
    if (isPrefix(bytes.subarray(0, middle))) valid = middle
    else end = middle - 1
  }
  return valid
}

/** Whether it is text, but for a character that may go on. */
function isPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
