// What Hardhat calls a source, as a path from the project's root.

import { existsSync } from 'node:fs'
import path from 'node:path'

import { readTextIfThere, textAt } from '../read-file.ts'

// 'npm/@openzeppelin/contracts@5.7.0/token/ERC20/ERC20.sol'; packages of the same repository have '@local'.
const NPM_NAME = /^npm\/((?:@[^/@]+\/)?[^/@]+)@([^/]+)\/(.+)$/
const PROJECT_PREFIX = 'project/'

/**
 * Hardhat 3 puts 'project/' before its own sources and 'npm/<name>@<version>/' before those of packages. Hardhat 2 names the
 * sources of packages as they are imported. Answers are remembered.
 */
export function createSourcePaths(root: string): (sourceName: string) => string {
  const known = new Map<string, string>()
  return (sourceName) => {
    let sourcePath = known.get(sourceName)
    if (sourcePath === undefined) known.set(sourceName, (sourcePath = pathOf(root, sourceName)))
    return sourcePath
  }
}

function pathOf(root: string, sourceName: string): string {
  if (sourceName.startsWith(PROJECT_PREFIX)) return sourceName.slice(PROJECT_PREFIX.length)
  const [, name, version, rest] = NPM_NAME.exec(sourceName) ?? []
  if (name !== undefined && version !== undefined && rest !== undefined) {
    const installed = installedVersion(root, name)
    // Another version of the package lies deeper; its contracts must not get the names of this one's.
    const isThisOne = version === 'local' || installed === undefined || installed === version
    return `node_modules/${name}${isThisOne ? '' : `@${version}`}/${rest}`
  }
  if (existsSync(path.join(root, sourceName))) return sourceName
  const inPackages = `node_modules/${sourceName}`
  return existsSync(path.join(root, inPackages)) ? inPackages : sourceName
}

function installedVersion(root: string, name: string): string | undefined {
  const text = readTextIfThere(path.join(root, 'node_modules', name, 'package.json'))
  try {
    return text === undefined ? undefined : textAt(JSON.parse(text), 'version')
  } catch {
    return undefined
  }
}
