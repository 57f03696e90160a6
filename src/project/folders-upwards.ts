import path from 'node:path'

/** `folder`, its parent, and so on up to the root of the file system; absolute. */
export function foldersUpwards(folder: string): string[] {
  const folders = [path.resolve(folder)]
  for (let parent = path.dirname(folders[0]!); parent !== folders.at(-1); parent = path.dirname(parent))
    folders.push(parent)
  return folders
}
