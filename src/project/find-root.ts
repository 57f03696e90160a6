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
    { hint: 'Run this in the folder of your project, or give its path.', details: { folder: start } },
  )
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
