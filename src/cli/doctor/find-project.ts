import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Project } from './facts.ts'

const FOUNDRY_CONFIG = 'foundry.toml'
const HARDHAT_CONFIG = /^hardhat\.config\.[cm]?[jt]s$/

/**
 * The nearest project from `cwd` upwards, as forge and Hardhat look for theirs; `cwd` itself if there is none. A folder
 * with both configurations is a Foundry project: its artifacts carry what is needed.
 */
export async function findProject(cwd: string): Promise<Project> {
  for (const folder of foldersUpwards(cwd)) {
    const names = await namesIn(folder)
    if (names.includes(FOUNDRY_CONFIG)) return withArtifacts('foundry', folder, 'out')
    if (names.some((name) => HARDHAT_CONFIG.test(name))) return withArtifacts('hardhat', folder, 'artifacts')
  }
  return { kind: 'none', root: path.resolve(cwd) }
}

/** `folder`, its parent, and so on up to the root of the file system. */
export function foldersUpwards(folder: string): string[] {
  const folders: string[] = []
  let current = path.resolve(folder)
  while (true) {
    folders.push(current)
    const parent = path.dirname(current)
    if (parent === current) return folders
    current = parent
  }
}

/** Names in a folder; none if it cannot be read. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

async function withArtifacts(kind: 'foundry' | 'hardhat', root: string, artifacts: string): Promise<Project> {
  const names = await namesIn(path.join(root, artifacts))
  return names.length > 0 ? { kind, root, artifacts } : { kind, root }
}
