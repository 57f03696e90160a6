// vm.readFile and the other cheatcodes on files. From crates/cheatcodes/src/fs.rs of foundry. What is written stays in
// memory (file-system.ts).

import path from 'node:path'
import { concatBytes } from '../../../primitives/bytes.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatRun, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import {
  allowedPath,
  createFolder,
  kindAt,
  listFolder,
  readBytes,
  readText,
  removeFile,
  removeFolder,
  writeBytes,
} from './file-system.ts'
import { boolOf, bytesOf, numberOf, textOf, utf8 } from './values.ts'

const NOT_FOUND = 'No such file or directory (os error 2)'
const ENTRIES_MAX = 100_000
const DEPTH_MAX = 1_000

/** Where vm.readLine goes on, in characters, by path. */
const lines = cheatSlot<ReadonlyMap<string, number>>('openFiles', new Map())

export const fileCheats: CheatTable = {
  'projectRoot()': (context) => [context.project.root],
  'currentFilePath()': (context) => [context.options.artifact.source],
  'exists(string)': (context, [file]) => [kindAt(context, readable(context, file)) !== undefined],
  'isFile(string)': (context, [file]) => [kindAt(context, readable(context, file)) === 'file'],
  'isDir(string)': (context, [file]) => [kindAt(context, readable(context, file)) === 'folder'],
  'readFile(string)': (context, [file]) => [readText(context, readable(context, file))],
  'readFileBinary(string)': (context, [file]) => [readBytes(context, readable(context, file))],
  'readLine(string)': (context, [file]) => [readLine(context, readable(context, file))],
  'closeFile(string)': (context, [file]) => close(context, readable(context, file)),
  // Links are followed before, so what is there is never one: as in forge.
  'readLink(string)': (context, [file]) => {
    const absolute = readable(context, file)
    const why = kindAt(context, absolute) === undefined ? NOT_FOUND : 'Invalid argument (os error 22)'
    throw new CheatcodeError(`failed to read from "${absolute}": ${why}`)
  },
  'readDir(string)': readDir,
  'readDir(string,uint64)': readDir,
  'readDir(string,uint64,bool)': readDir,
  /** Times are 0: they would differ between machines. */
  'fsMetadata(string)': (context, [file]) => {
    const absolute = readable(context, file)
    const kind = kindAt(context, absolute)
    if (kind === undefined) throw new CheatcodeError(NOT_FOUND)
    const length = kind === 'file' ? BigInt(readBytes(context, absolute).length) : 0n
    return [[kind === 'folder', false, length, false, 0n, 0n, 0n]]
  },
  'writeFile(string,string)': write((text) => utf8(textOf(text))),
  'writeFileBinary(string,bytes)': write(bytesOf),
  'writeLine(string,string)': (context, [file, line]) => {
    const absolute = writable(context, file)
    const before = kindAt(context, absolute) === 'file' ? readBytes(context, absolute) : new Uint8Array(0)
    writeBytes(context, absolute, concatBytes(before, utf8(`${textOf(line)}\n`)))
  },
  'copyFile(string,string)': (context, [from, to]) => {
    const source = readable(context, from)
    const target = writable(context, to)
    const bytes = readBytes(context, source)
    writeBytes(context, target, bytes)
    return [BigInt(bytes.length)]
  },
  'removeFile(string)': (context, [file]) => {
    const absolute = writable(context, file)
    close(context, absolute)
    removeFile(context, absolute)
  },
  'createDir(string,bool)': (context, [folder, isRecursive]) =>
    createFolder(context, writable(context, folder), boolOf(isRecursive)),
  'removeDir(string,bool)': (context, [folder, isRecursive]) =>
    removeFolder(context, writable(context, folder), boolOf(isRecursive)),
}

function readable(context: CheatContext, file: AbiValue | undefined): string {
  return allowedPath(context, textOf(file), 'read')
}

function writable(context: CheatContext, file: AbiValue | undefined): string {
  return allowedPath(context, textOf(file), 'write')
}

function write(bytes: (data: AbiValue | undefined) => Uint8Array): CheatRun {
  return (context, [file, data]) => writeBytes(context, writable(context, file), bytes(data))
}

/** The next line without its end; empty behind the last. */
function readLine(context: CheatContext, absolute: string): string {
  const text = readText(context, absolute)
  const start = context.get(lines).get(absolute) ?? 0
  const newline = text.indexOf('\n', start)
  const end = newline < 0 ? text.length : newline
  context.set(lines, new Map(context.get(lines)).set(absolute, newline < 0 ? end : newline + 1))
  return text.slice(start, newline > start && text[end - 1] === '\r' ? end - 1 : end)
}

function close(context: CheatContext, absolute: string): void {
  const open = context.get(lines)
  if (!open.has(absolute)) return
  context.set(lines, new Map([...open].filter(([one]) => one !== absolute)))
}

/** DirEntry { errorMessage, path, depth, isDir, isSymlink } of everything below, folders before what is in them. */
function readDir(context: CheatContext, [folder, maxDepth, followLinks]: readonly AbiValue[]): AbiValue[] {
  const root = readable(context, folder)
  if (kindAt(context, root) === undefined) {
    return [[[`IO error for operation on ${root}: ${NOT_FOUND}`, root, 0n, false, false]]]
  }
  const most = maxDepth === undefined ? 1 : Math.min(Number(numberOf(maxDepth)), DEPTH_MAX)
  const entries: AbiValue[] = []
  const visit = (parent: string, depth: number): void => {
    if (depth > most) return
    for (const name of listFolder(context, parent)) {
      const absolute = path.join(parent, name)
      const isLink = isSymbolicLink(context, parent, absolute)
      const isFolder = kindAt(context, absolute) === 'folder' && (!isLink || followLinks === true)
      if (entries.length >= ENTRIES_MAX)
        throw new CheatcodeError(`${root} has more than ${ENTRIES_MAX} entries`)
      entries.push(['', absolute, BigInt(depth), isFolder, isLink])
      if (isFolder) visit(absolute, depth + 1)
    }
  }
  if (kindAt(context, root) === 'folder') visit(root, 1)
  return [entries]
}

function isSymbolicLink(context: CheatContext, parent: string, absolute: string): boolean {
  const { files } = context.options
  const real = files?.realPath?.(absolute)
  const realParent = files?.realPath?.(parent)
  return (
    real !== undefined && realParent !== undefined && real !== path.join(realParent, path.basename(absolute))
  )
}
