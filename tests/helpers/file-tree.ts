import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** Writes files into a folder. @param files text, or what is written as JSON, by path with forward slashes */
export async function writeTree(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, ...name.split('/'))
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** A new folder with these files in it, deleted when the running test has ended. */
export async function temporaryTree(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder()
  await writeTree(folder, files)
  return folder
}
