// Configurations of Echidna and Medusa that lie in a project. They have no fixed names and no fixed place; most lie
// beside the contract that they are for, or at the root.

import path from 'node:path'

import { readEchidnaConfig } from './harness-echidna.ts'
import { readMedusaConfig } from './harness-medusa.ts'
import { readTextIfThere } from './read-file.ts'
import type { HarnessConfig, ProjectConfig } from './types.ts'
import { statIfThere, walkFiles } from './walk-files.ts'

// Somebody's data, not a configuration.
const FILE_BYTES_MAX = 256 * 1024

// What only Echidna's and Medusa's files have.
const ECHIDNA_KEY =
  /^(testMode|seqLen|testLimit|balanceContract|balanceAddr|allContracts|multi-abi|cryticArgs|contractAddr|psender|filterFunctions|filterBlacklist|shrinkLimit)\s*:/m
const MEDUSA_KEY = /"fuzzing"\s*:/
const FUZZING_FOLDER = /echidna|medusa|fuzz|invariant|recon|properties/i

const NOT_ENTERED = new Set([
  'node_modules',
  'out',
  'artifacts',
  'cache',
  'corpus',
  'coverage',
  'lib',
  '.git',
])

/**
 * Finds and reads them: at the root, below the folders of tests and sources, and below folders of the root that are
 * named after fuzzing. By path from the root, sorted.
 * @param root absolute path of the project
 * @param warn gets a sentence for each file or field that cannot be used
 */
export function findHarnessConfigs(
  root: string,
  config: Pick<ProjectConfig, 'testFolder' | 'sourceFolder'>,
  warn: (text: string) => void,
): ReadonlyMap<string, HarnessConfig> {
  const found = new Map<string, HarnessConfig>()
  for (const file of candidates(root, config)) {
    const name = path.relative(root, file).replaceAll(path.sep, '/')
    const text = readTextIfThere(file)
    if (text === undefined) continue
    const isEchidna = !file.endsWith('.json')
    if (!(isEchidna ? ECHIDNA_KEY : MEDUSA_KEY).test(text) && !isNamedAfterTool(file)) continue
    const harness = isEchidna ? readEchidnaConfig(text, name, warn) : readMedusaConfig(text, name, warn)
    if (harness !== undefined) found.set(name, harness)
  }
  return found
}

function candidates(root: string, config: Pick<ProjectConfig, 'testFolder' | 'sourceFolder'>): string[] {
  const isWanted = (file: string): boolean =>
    /\.(ya?ml|json)$/i.test(file) && (statIfThere(file)?.size ?? Infinity) <= FILE_BYTES_MAX
  const [testFolder, sourceFolder] = [
    path.resolve(root, config.testFolder),
    path.resolve(root, config.sourceFolder),
  ]
  const isInTests = (file: string): boolean => [testFolder, sourceFolder].some((each) => isBelow(file, each))
  const isInFuzzing = (file: string): boolean => {
    const [first, ...rest] = path.relative(root, file).split(path.sep)
    return rest.length === 0 || FUZZING_FOLDER.test(first!)
  }
  const skip = (name: string): boolean => NOT_ENTERED.has(name) || name.startsWith('.')
  // A project whose sources are its root would be walked as a whole, which is as it should be.
  return walkFiles(root, (file) => isWanted(file) && (isInFuzzing(file) || isInTests(file)), skip)
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
}

function isNamedAfterTool(file: string): boolean {
  return /(^|[^a-z])(echidna|medusa)\.(ya?ml|json)$|(echidna|medusa)([._-]?config)?\.(ya?ml|json)$/i.test(
    path.basename(file),
  )
}
