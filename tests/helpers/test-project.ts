// A project of sources that stand in a test, compiled with solc-js as forge would leave it.

import { createRequire } from 'node:module'

import { parseAbi } from '../../src/project/abi/parse-abi.ts'
import { createContractIndex } from '../../src/project/contract-index.ts'
import { defaultConfig } from '../../src/project/default-config.ts'
import type {
  BytecodeTemplate,
  ContractArtifact,
  ImmutableReference,
  LinkReference,
  Project,
  ProjectConfig,
  StorageLayout,
} from '../../src/project/types.ts'
import { compileStandardJson } from './solidity.ts'

const { version: SOLC_VERSION } = createRequire(import.meta.url)('solc/package.json') as { version: string }

type Place = { readonly start: number; readonly length: number }
type SolcCode = {
  readonly object: string
  readonly sourceMap: string
  readonly linkReferences?: Readonly<Record<string, Readonly<Record<string, readonly Place[]>>>>
  readonly immutableReferences?: Readonly<Record<string, readonly ImmutableReference[]>>
}
type SolcOutput = {
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly abi: unknown
            readonly storageLayout?: StorageLayout
            readonly evm: { readonly bytecode: SolcCode; readonly deployedBytecode: SolcCode }
          }
        >
      >
    >
  >
  readonly sources: Readonly<Record<string, { readonly id: number }>>
}

/**
 * @param sources text by path from the project's root
 * @param settings of the compiler, besides the usual ones
 */
export async function testProject(
  sources: Readonly<Record<string, string>>,
  config: Partial<ProjectConfig> = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Project> {
  const output = await compileStandardJson<SolcOutput>({
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion: 'cancun',
      ...settings,
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode', 'evm.deployedBytecode', 'storageLayout'] } },
    },
  })
  const paths = new Map(Object.entries(output.sources).map(([path, { id }]) => [id, path]))
  const entries = Object.entries(output.contracts).flatMap(([source, contracts]) =>
    Object.entries(contracts).map(([name, { abi, evm, storageLayout }]) => {
      const artifact: ContractArtifact = {
        id: `${source}:${name}`,
        name,
        source,
        abi: parseAbi(abi),
        creation: templateOf(evm.bytecode),
        runtime: templateOf(evm.deployedBytecode),
        immutables: Object.values(evm.deployedBytecode.immutableReferences ?? {}).flat(),
        compilerVersion: SOLC_VERSION,
        evmVersion: 'cancun',
        sources: { pathOf: (id) => paths.get(id), textOf: (path) => sources[path] },
        storageLayout,
        notices: { contract: undefined, functions: new Map() },
        file: `out/${name}.json`,
      }
      return { id: artifact.id, name, source, load: () => artifact }
    }),
  )
  return {
    root: '/project',
    kind: 'foundry',
    contracts: createContractIndex(entries),
    config: { ...defaultConfig('/project'), fork: 'cancun', ...config },
  }
}

function templateOf(code: SolcCode): BytecodeTemplate {
  const links: LinkReference[] = Object.entries(code.linkReferences ?? {}).flatMap(([file, libraries]) =>
    Object.entries(libraries).flatMap(([name, places]) =>
      places.map(({ start }) => ({ library: `${file}:${name}`, start })),
    ),
  )
  return { object: code.object, links, sourceMap: code.sourceMap }
}
