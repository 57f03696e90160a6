import { existsSync } from 'node:fs'
import path from 'node:path'

import { createContractIndex } from '../contract-index.ts'
import { findHarnessConfigs } from '../harness-config.ts'
import type { OpenOptions } from '../open-options.ts'
import { ProjectError } from '../project-error.ts'
import { isInFolder } from '../test-contracts.ts'
import type { ContractIndex, Project } from '../types.ts'
import { toEntries } from './artifact-list.ts'
import { pathFromRoot } from './build-cache.ts'
import { compileWithoutForge } from './compile-without-forge.ts'
import { brokenFiles, findForge, lacksCompiler, runForgeBuild } from './forge-build.ts'
import type { FoundryConfig } from './foundry-config.ts'
import { compareVersions, forkOfCompiler, readFoundryConfig } from './foundry-config.ts'
import type { Staleness } from './freshness.ts'
import { lookAtLastBuild } from './last-build.ts'

/**
 * Opens a Foundry project: reads foundry.toml, builds with forge if something has changed (and if that is wanted), and
 * lists the contracts of `out`. Where nothing was ever built, and forge cannot download its compiler, solc-js compiles. Artifacts are read when they are asked for.
 * @param root absolute path of the folder with foundry.toml
 * @throws ProjectError
 */
export async function openFoundry(root: string, options: OpenOptions): Promise<Project & Built> {
  const warn = options.onWarning ?? (() => {})
  const foundry = readFoundryConfig(root, options.env, warn)
  const config = { ...foundry.config, harness: findHarnessConfigs(root, foundry.config, warn) }
  const { newestCompiler, ...built } = await builtContracts(root, foundry, options, warn)
  if (newestCompiler === undefined || !foundry.hasForkOfCompiler)
    return { root, kind: 'foundry', ...built, config }
  return { root, kind: 'foundry', ...built, config: { ...config, fork: forkOfCompiler(newestCompiler) } }
}

/** Contracts, and who compiled them. */
type Built = { readonly contracts: ContractIndex; readonly compiledBy: 'forge' | 'solc-js' }

/** And the newest compiler that forge used, as '0.8.30'. */
type BuiltBy = Built & { readonly newestCompiler?: string | undefined }

async function builtContracts(
  root: string,
  foundry: FoundryConfig,
  options: OpenOptions,
  warn: (text: string) => void,
): Promise<BuiltBy> {
  const bySolc = async (reason: string): Promise<Built> => ({
    contracts: await compileWithoutForge(root, foundry, options, reason),
    compiledBy: 'solc-js',
  })
  const { build: asked = 'if-needed' } = options
  const hasForge = asked === 'as-before' && findForge(root, options.env) !== undefined
  const wanted = asked !== 'as-before' ? asked : hasForge ? 'never' : 'if-needed'
  let build = lookAtLastBuild(root, foundry)
  const staleness: Staleness | undefined =
    wanted === 'always' ? { kind: 'changed', reason: 'a build was asked for' } : build.staleness
  if (staleness !== undefined) {
    const forge = wanted === 'never' ? undefined : findForge(root, options.env)
    const isNothingBuilt = build.artifacts.length === 0
    if (forge !== undefined) {
      try {
        await buildForTests(forge, root, foundry, options, staleness.reason)
      } catch (error) {
        if (!isNothingBuilt || !lacksCompiler(error)) throw error
        return await bySolc('forge cannot get its compiler')
      }
      build = lookAtLastBuild(root, foundry)
    } else if (hasForge && isNothingBuilt) {
      return await bySolc('forge could not get its compiler')
    } else if (wanted !== 'never' && staleness.kind !== 'touched') {
      return await bySolc(`no forge was found, and ${staleness.reason}`)
    } else if (staleness.kind === 'changed' || staleness.kind === 'touched') {
      warn(`${staleness.reason}; the last build is used as it is.`)
    }
  }
  if (build.staleness?.kind === 'broken') throw build.staleness.error
  if (build.artifacts.length === 0) throw nothingBuilt(root, foundry)
  return {
    contracts: createContractIndex(toEntries(build.artifacts, build.tables, root)),
    compiledBy: 'forge',
    newestCompiler: build.artifacts
      .map(({ version }) => version.split('+')[0]!)
      .toSorted(compareVersions)
      .at(-1),
  }
}

// `forge test` compiles no scripts: one that is broken does not keep anybody from testing.
async function buildForTests(
  forge: string,
  root: string,
  foundry: FoundryConfig,
  options: OpenOptions,
  reason: string,
): Promise<void> {
  try {
    await runForgeBuild(forge, root, options, reason)
  } catch (error) {
    const { sourceFolder, testFolder, scriptFolder } = foundry.config
    const script = brokenFiles(error).find((file) => isInFolder(pathFromRoot(file, root), scriptFolder))
    const others = [...new Set([sourceFolder, testFolder])].filter((folder) =>
      existsSync(path.resolve(root, folder)),
    )
    const isWithOthers = others.some((folder) => isInFolder(scriptFolder, folder))
    if (script === undefined || others.length === 0 || isWithOthers) throw error
    await runForgeBuild(forge, root, options, `${script} does not compile; without scripts`, others)
    options.onWarning?.(`${script} does not compile; scripts are left out, as by "forge test".`)
  }
}

function nothingBuilt(root: string, foundry: FoundryConfig): ProjectError {
  return new ProjectError('PROJECT_NOT_BUILT', `${foundry.outFolder} has no compiled contracts.`, {
    hint: `Run "forge build" in ${root}.`,
    details: { root, out: foundry.outFolder },
  })
}
