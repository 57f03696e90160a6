import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

import { foldersUpwards } from './folders-upwards.ts'
import { ProjectError } from './project-error.ts'
import { checkFolder, kindOf, walkFiles } from './walk-files.ts'

/** Where a project begins, and whose it is. */
export type ProjectRoot = {
  /** Absolute. */
  readonly root: string
  readonly tool: 'foundry' | 'hardhat' | 'solidity'
}

const HARDHAT_CONFIG = /^hardhat\.config\.[cm]?[jt]s$/
// Where plain Solidity is looked for besides the folder itself. Walking everything could mean somebody's whole disk.
const SOURCE_FOLDERS = ['contracts', 'src', 'test']

/**
 * The nearest project from `folder` upwards, as forge and Hardhat look for theirs. A folder with both configurations is
 * a Foundry project: its artifacts carry what is needed. Without either, Solidity files in `folder` or its contracts,
 * src or test make one.
 * @throws ProjectError PROJECT_NOT_FOUND or PROJECT_UNREADABLE
 */
export function findRoot(folder: string): ProjectRoot {
  const start = path.resolve(folder)
  const kind = kindOf(start)
  if (kind === undefined) {
    throw new ProjectError('PROJECT_UNREADABLE', `${start} does not exist.`, {
      hint: 'Give the folder of a Foundry or Hardhat project, or one with .sol files.',
      details: { folder: start },
    })
  }
  if (kind === 'file') return findRoot(path.dirname(start))
  checkFolder(start, 'the project folder', 'Check its permissions.')
  for (const each of foldersUpwards(start)) {
    if (existsSync(path.join(each, 'foundry.toml'))) return { root: each, tool: 'foundry' }
    if (namesIn(each).some((name) => HARDHAT_CONFIG.test(name))) return { root: each, tool: 'hardhat' }
  }
  if (hasSolidity(start)) return { root: start, tool: 'solidity' }
  throw new ProjectError(
    'PROJECT_NOT_FOUND',
    `${start} is no project: neither foundry.toml nor hardhat.config.* here or above, and no .sol file here or in contracts, src or test.`,
    { hint: hintFor(start), details: { folder: start } },
  )
}

/** Folders below that are looked into for projects, and projects that are named. */
const DEPTH_MAX = 2
const NAMED_MAX = 5
const FOLDERS_MAX = 200

function hintFor(folder: string): string {
  const inside = foldersBelow(folder, (name) => name === 'foundry.toml' || HARDHAT_CONFIG.test(name))
  if (inside.length > 0)
    return `Run this in the folder of a project, or give its path: there is ${listed(folder, inside)}.`
  const sources = foldersBelow(folder, (name) => name.endsWith('.sol'))
  if (sources.length > 0)
    return `Name the files that you mean, or a folder that has some: there is ${listed(folder, sources)}.`
  const hasVyper = ['', ...SOURCE_FOLDERS].some((each) =>
    namesIn(path.join(folder, each)).some((name) => name.endsWith('.vy')),
  )
  if (hasVyper) return 'Faultline reads Solidity only: contracts in Vyper are not supported.'
  return 'Run this in the folder of your project, or give its path.'
}

function listed(folder: string, inside: readonly string[]): string {
  const named = inside.slice(0, NAMED_MAX).map((each) => path.relative(folder, each))
  return `${named.join(', ')}${inside.length > NAMED_MAX ? ', …' : ''}`
}

/** Folders a little further down with a file of such a name, as in a repository with several packages. */
function foldersBelow(folder: string, isWanted: (name: string) => boolean): readonly string[] {
  const found: string[] = []
  let looked = 0
  const look = (current: string, depth: number): void => {
    for (const name of namesIn(current).sort()) {
      const each = path.join(current, name)
      if (name.startsWith('.') || name === 'node_modules' || name === 'lib' || kindOf(each) !== 'folder')
        continue
      if (++looked > FOLDERS_MAX) return
      if (namesIn(each).some(isWanted)) found.push(each)
      else if (depth < DEPTH_MAX) look(each, depth + 1)
    }
  }
  look(folder, 1)
  return found
}

function hasSolidity(folder: string): boolean {
  const isSolidity = (name: string): boolean => name.endsWith('.sol')
  return (
    namesIn(folder).some(isSolidity) ||
    SOURCE_FOLDERS.some((each) => walkFiles(path.join(folder, each), isSolidity).length > 0)
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
