// Which Echidna or Medusa configuration speaks of a contract. None of the files has to say so, and repositories keep
// pairs of them in one folder (BasicEchidna.yaml and AdvancedEchidna.yaml). The rule, in this order:
//
// 1. Folder: files beside the contract's source; if none of them fits, those in the folder above, up to the root.
// 2. Name given: a file whose targetContracts has the contract fits. A file with targetContracts without it does not.
// 3. Foundry tests: a contract with setUp() or IS_TEST() fits no other file. Its own setup says who sends and what it
//    owns, and a file beside it is mostly for the harness that lies there too.
// 4. Name alike: of the files that name no contract, those whose name without the tool's and without common words
//    equals the contract's, treated alike, fit ("BankAdvancedEchidna.yaml" and "BankAdvancedMedusa").
// 5. Common name: a file that is called nothing but "echidna", "medusa", "config" or the like fits every contract.
//
// If an Echidna and a Medusa file fit, what Echidna's says wins: it has only what somebody wrote down, while
// medusa.json begins as a list of all defaults.

import type { ContractArtifact, HarnessConfig } from './types.ts'

// What stands in names of files and contracts besides what they are about.
const COMMON_WORDS =
  /echidna|medusa|foundry|fuzz(ing|er)?|invariants?|harness|properties|property|tester|tests?|crytic|config(uration)?|default|basic\.t$|\.t$/gi
const LETTERS = /[^a-z0-9]/gi

/** What is looked at of a contract. */
export type HarnessCandidate = Pick<ContractArtifact, 'name' | 'source' | 'abi'>

/**
 * The configuration of a contract that may be its own harness; undefined if none speaks of it.
 * @param harness ProjectConfig.harness
 */
export function harnessFor(
  harness: ReadonlyMap<string, HarnessConfig>,
  contract: HarnessCandidate,
): HarnessConfig | undefined {
  const byFolder = new Map<string, HarnessConfig[]>()
  for (const [file, config] of harness) {
    const folder = folderOf(file)
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), config])
  }
  for (let folder = folderOf(contract.source); ; folder = folderOf(folder)) {
    const fitting = fittingOf(byFolder.get(folder) ?? [], contract)
    if (fitting !== undefined) return fitting
    if (folder === '') return undefined
  }
}

function fittingOf(configs: readonly HarnessConfig[], contract: HarnessCandidate): HarnessConfig | undefined {
  const naming = configs.filter(({ targetContracts }) => targetContracts?.includes(contract.name))
  const nameless = configs.filter(({ targetContracts }) => targetContracts === undefined)
  const isTest = isFoundryTest(contract)
  const same = nameless.filter(({ file }) => stemOf(file) === contract.name)
  const alike = isTest ? [] : nameless.filter(({ file }) => isAlike(stemOf(file), contract.name))
  const common = isTest ? [] : nameless.filter(({ file }) => bareName(stemOf(file)) === '')
  const ranked = [naming, same, alike, common]
  const echidna = firstOf(ranked, (file) => !file.endsWith('.json'))
  const medusa = firstOf(ranked, (file) => file.endsWith('.json'))
  return merged(echidna, medusa, contract.name)
}

function firstOf(
  ranked: readonly (readonly HarnessConfig[])[],
  isOfTool: (file: string) => boolean,
): HarnessConfig | undefined {
  return ranked.flat().find(({ file }) => isOfTool(file))
}

function merged(
  echidna: HarnessConfig | undefined,
  medusa: HarnessConfig | undefined,
  name: string,
): HarnessConfig | undefined {
  const own = medusa?.balances?.get(name)
  const second = medusa === undefined || own === undefined ? medusa : { ...medusa, balance: own }
  if (echidna === undefined || second === undefined) return echidna ?? second
  return { ...second, ...echidna, file: `${echidna.file}, ${second.file}` }
}

function isFoundryTest({ abi }: HarnessCandidate): boolean {
  return abi.functions.some(
    ({ name, inputs }) => inputs.length === 0 && (name === 'IS_TEST' || name === 'setUp'),
  )
}

function isAlike(file: string, contract: string): boolean {
  const bare = bareName(file)
  return bare !== '' && bare === bareName(contract)
}

function bareName(name: string): string {
  return name.replace(COMMON_WORDS, '').replace(LETTERS, '').toLowerCase()
}

function stemOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.(ya?ml|json)$/i, '')
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), 0))
}
