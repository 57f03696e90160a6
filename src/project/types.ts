// A project as read from disk: its contracts as some compiler left them, and what its configuration says.

import type { SurveyCorrections } from './survey-corrections.ts'
import type { Fork } from '../evm/forks.ts'
import type { Abi } from './abi/types.ts'
import type { SearchSettings } from './search-settings.ts'

/** Bytecode as compiled: hex without 0x, with placeholders where addresses of libraries go. */
export type BytecodeTemplate = {
  readonly object: string
  /** Where library addresses go, in bytes from the beginning. */
  readonly links: readonly LinkReference[]
  /** The compiler's compressed source map; empty if it gave none. */
  readonly sourceMap: string
}

export type LinkReference = {
  /** Source and name of the library, as ContractArtifact.id. */
  readonly library: string
  readonly start: number
}

export type ImmutableReference = { readonly start: number; readonly length: number }

/** solc's storage layout, as it is in the artifact. */
export type StorageLayout = {
  readonly storage: readonly {
    readonly label: string
    readonly slot: string
    readonly offset: number
    readonly type: string
  }[]
  readonly types: Readonly<
    Record<
      string,
      {
        readonly encoding: string
        readonly label: string
        readonly numberOfBytes: string
        readonly key?: string
        readonly value?: string
        readonly base?: string
        readonly members?: StorageLayout['storage']
      }
    >
  >
}

/** Which source file a source map's number means: it differs between compilations. */
export type SourceTable = {
  /** Path from the project's root with forward slashes, or undefined for generated code. */
  pathOf(sourceId: number): string | undefined
  /** The text as it was compiled if that is known, else as it is on disk; undefined if there is none. */
  textOf(path: string): string | undefined
}

/** One compiled contract. Everything that it names is text that somebody else chose. */
export type ContractArtifact = {
  /** 'src/Token.sol:Token'; unique in the project unless several compilers made it, then '#0.8.25' follows. */
  readonly id: string
  readonly name: string
  /** Path of its source from the project's root, forward slashes. */
  readonly source: string
  readonly abi: Abi
  readonly creation: BytecodeTemplate
  readonly runtime: BytecodeTemplate
  readonly immutables: readonly ImmutableReference[]
  /** '0.8.30+commit.73712a01', as far as known. */
  readonly compilerVersion: string | undefined
  readonly evmVersion: string | undefined
  /** The compilation's source numbers. */
  readonly sources: SourceTable
  readonly storageLayout: StorageLayout | undefined
  /** The `@notice` lines of the contract and, by signature, of its functions: where inline configuration stands. */
  readonly notices: { readonly contract: string | undefined; readonly functions: ReadonlyMap<string, string> }
  /** Where it was read from, for messages. */
  readonly file: string
}

/** All contracts of a project. Reading one artifact happens when it is asked for. */
export type ContractIndex = {
  /** Ids of all contracts, sorted. */
  readonly ids: readonly string[]
  /** @throws ProjectError if the artifact cannot be read. */
  get(id: string): ContractArtifact
  /** Every contract of this name; or of 'File.sol:Name', 'path/File.sol:Name'. */
  named(name: string): readonly ContractArtifact[]
  /** The contract whose deployed code this is, whatever its immutables, libraries and metadata; undefined if none. */
  byRuntimeCode(code: Uint8Array): ContractArtifact | undefined
  /** The contract whose creation code this begins with. */
  byCreationCode(code: Uint8Array): ContractArtifact | undefined
  /** Contracts whose whole creation code stands somewhere in this code, which can so create them. In order of their ids. */
  creatableBy(code: Uint8Array): readonly ContractArtifact[]
}

/** What a foundry.toml, medusa.json or echidna.yaml (or defaults) say. Addresses lower case, amounts in wei. */
export type ProjectConfig = {
  /** What faultline.config.ts says of the worlds that attackers begin with. */
  readonly survey?: SurveyCorrections
  readonly fork: Fork
  /** The profile in use and all that foundry.toml has; 'default' is always one of them. */
  readonly profile: string
  readonly profiles: readonly string[]
  /** foundry.toml [profile.x.fuzz] and [profile.x.invariant] and what the other tools' files say, as far as we use it. */
  readonly fuzz: { readonly runs: number; readonly seed?: bigint; readonly maxTestRejects: number }
  readonly invariant: {
    readonly runs: number
    readonly depth: number
    readonly failOnRevert: boolean
    readonly callOverride: boolean
    /** Longest time and most blocks between two calls, if the project wants any to pass. */
    readonly maxTimeDelaySeconds?: number
    readonly maxBlockDelay?: number
  }
  readonly test: {
    /** Sender of every test call. Default 0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38. */
    readonly sender: `0x${string}`
    readonly origin: `0x${string}`
    /** Balance of the test contract. Default 2^96-1. */
    readonly initialBalance: bigint
    readonly blockNumber: bigint
    readonly blockTimestamp: bigint
    readonly chainId: bigint
    readonly gasLimit: bigint
    readonly gasPrice: bigint
    readonly baseFee: bigint
    readonly coinbase: `0x${string}`
    readonly prevRandao: bigint
    readonly codeSizeLimit: number | undefined
    /** vm.expectRevert also takes a revert of the frame that calls it. Default false. */
    readonly allowInternalExpectRevert?: boolean
    /** What a test creates with a salt is created by the CREATE2 factory. Default false. */
    readonly alwaysUseCreate2Factory?: boolean
    /** Calls and creations of a test's own frame are transactions of their own. Default false. */
    readonly isolate?: boolean
  }
  readonly rpcEndpoints: Readonly<Record<string, string>>
  readonly fsPermissions: readonly {
    readonly access: 'read' | 'write' | 'read-write' | 'none'
    readonly path: string
  }[]
  readonly ffi: boolean
  readonly testFolder: string
  readonly scriptFolder: string
  readonly sourceFolder: string
  /** What lies in these is somebody else's: its tests are not ours. */
  readonly libraryFolders: readonly string[]
  /** match_test and its family in foundry.toml: what is tested when the command line names nothing. */
  readonly filter: TestFilterPatterns
  /**
   * From echidna.yaml and medusa.json beside a test or at the root, by path of the file from the root. Which of them
   * speaks of a contract is answered by `harnessFor` (harness-for.ts).
   */
  readonly harness: ReadonlyMap<string, HarnessConfig>
  /** What faultline.config.ts says about every search; wins over what the other files say. */
  readonly search?: SearchSettings
}

/** What to test, as forge's --match-*: regular expressions on names, globs on paths from the root. */
export type TestFilterPatterns = {
  readonly matchTest?: string
  readonly noMatchTest?: string
  readonly matchContract?: string
  readonly noMatchContract?: string
  readonly matchPath?: string
  readonly noMatchPath?: string
}

/** What Echidna's or Medusa's configuration says about contracts that are their own harness. */
export type HarnessConfig = {
  readonly file: string
  readonly senders?: readonly `0x${string}`[]
  readonly deployer?: `0x${string}`
  /** Wei that the harness has when it is deployed. */
  readonly balance?: bigint
  readonly prefixes?: readonly string[]
  readonly testMode?: string
  readonly maxTimeDelaySeconds?: number
  readonly maxBlockDelay?: number
  readonly maxValueWei?: bigint
  readonly sequenceLength?: number
  readonly testLimit?: number
  readonly targetContracts?: readonly string[]
  /** Wei that each of the target contracts has, by name, where a file says it per contract. */
  readonly balances?: ReadonlyMap<string, bigint>
  /** Whether functions of every contract that was deployed are called, or only the harness's own. */
  readonly allContracts?: boolean
  /** Functions that are not called, or with `isAllowList` the only ones. Signatures with or without a contract in front. */
  readonly functions?: { readonly names: readonly string[]; readonly isAllowList: boolean }
}

export type Project = {
  /** Absolute. */
  readonly root: string
  readonly kind: 'foundry' | 'hardhat2' | 'hardhat3' | 'solidity'
  readonly contracts: ContractIndex
  readonly config: ProjectConfig
}

// open-project.ts   openProject(options: OpenOptions): Promise<Project>
//   OpenOptions = { root: string; env: Record<string, string | undefined>; build?: 'if-needed' | 'always' | 'never';
//                   onProgress?: (text: string) => void; onWarning?: (text: string) => void }
//   It reads what is there, and compiles first if there is nothing (forge build, npx hardhat build, solc-js).
//   @throws ProjectError: code, place, hint with the next step.
// default-config.ts defaultConfig(root): ProjectConfig      what forge 1.7.1 says without a foundry.toml
// contract-index.ts createContractIndex(entries): ContractIndex
// harness-for.ts    harnessFor(config.harness, artifact): HarnessConfig | undefined
// test-filter.ts    createTestFilter(patterns, config.filter, root): TestFilter     --match-* and --no-match-*
// test-contracts.ts testContracts(project, filter): TestContract[]                what there is to run
// link.ts           linkBytecode(template, addressOf: (library: string) => Address | undefined, owner?): Uint8Array
//                   librariesOf(artifact, contracts): in order of deployment      @throws UnlinkedError
// source-map.ts     createSourceMap(template, artifact): { locate(pc): SourceLocation | undefined }  (decoded when first asked)
//   SourceLocation = { path, line, column, offset, length, jump: 'in'|'out'|'-' , text: the line's text }
// inline-config.ts  inlineConfig(notices, profile): per function { runs, depth, failOnRevert, ... } (forge-config: lines)
