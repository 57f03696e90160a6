// A world around a few compiled contracts, without cheatcodes and without a project on disk: for tests of what is said about
// worlds. Contracts are deployed by its own doors; what they do is real.

import { Machine } from '../../src/evm/machine.ts'
import type { TraceOptions } from '../../src/evm/trace.ts'
import type { Address, Mark, Message } from '../../src/evm/types.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import { parseAbi } from '../../src/project/abi/parse-abi.ts'
import type { AbiValue } from '../../src/project/abi/types.ts'
import type { ContractArtifact, ContractIndex, Project, StorageLayout } from '../../src/project/types.ts'
import type { World, WorldMark, WorldResult } from '../../src/world/types.ts'
import { compileStandardJson } from './solidity.ts'

type SolcContract = {
  readonly abi: unknown
  readonly storageLayout?: StorageLayout
  readonly evm: { readonly bytecode: SolcCode; readonly deployedBytecode: SolcCode }
}
type SolcCode = { readonly object: string; readonly sourceMap: string }
type SolcOutput = {
  readonly contracts: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>
  readonly sources: Readonly<Record<string, { readonly id: number }>>
}

export type CompileSettings = { readonly viaIR?: boolean; readonly optimizer?: { readonly enabled: boolean } }

/** The artifacts of some sources, by name. */
export async function compileArtifacts(
  sources: Readonly<Record<string, string>>,
  settings: CompileSettings = {},
): Promise<ReadonlyMap<string, ContractArtifact>> {
  const output = await compileStandardJson<SolcOutput>({
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion: 'cancun',
      ...settings,
      outputSelection: {
        '*': { '*': ['abi', 'evm.bytecode', 'evm.deployedBytecode', 'storageLayout'], '': ['ast'] },
      },
    },
  })
  const paths = new Map(Object.entries(output.sources).map(([path, { id }]) => [id, path]))
  const artifacts = new Map<string, ContractArtifact>()
  for (const [source, contracts] of Object.entries(output.contracts)) {
    for (const [name, contract] of Object.entries(contracts)) {
      const template = (code: SolcCode): ContractArtifact['creation'] => ({
        object: code.object,
        links: [],
        sourceMap: code.sourceMap,
      })
      artifacts.set(name, {
        id: `${source}:${name}`,
        name,
        source,
        abi: parseAbi(contract.abi),
        creation: template(contract.evm.bytecode),
        runtime: template(contract.evm.deployedBytecode),
        immutables: [],
        compilerVersion: undefined,
        evmVersion: 'cancun',
        sources: { pathOf: (id) => paths.get(id), textOf: (path) => sources[path] },
        storageLayout: contract.storageLayout,
        notices: { contract: undefined, functions: new Map() },
        file: `out/${name}.json`,
      })
    }
  }
  return artifacts
}

/** A world, and what tests do with it. */
export type SmallWorld = {
  readonly world: World
  readonly labels: Map<Address, string>
  deploy(name: string): Address
  /** Lets the world know a contract that another one created. */
  track(address: Address, name: string): void
  /** Calls a function by its name, as `from` or the world's sender. */
  call(to: Address, name: string, values?: readonly AbiValue[], from?: Address): WorldResult
  calldata(to: Address, name: string, values?: readonly AbiValue[]): Uint8Array
}

const SENDER: Address = '0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38'

/** @param test Name of the contract that is the test; it is deployed. */
export function createSmallWorld(artifacts: ReadonlyMap<string, ContractArtifact>, test: string): SmallWorld {
  const machine = new Machine({ fork: 'cancun' })
  machine.setBalance(SENDER, 10n ** 24n)
  const labels = new Map<Address, string>()
  const list: { address: Address; artifact: ContractArtifact | undefined }[] = []
  let isFailed = false
  const deploy = (name: string): Address => {
    const artifact = artifacts.get(name)!
    const result = machine.call({ from: SENDER, data: Buffer.from(artifact.creation.object, 'hex') })
    if (result.created === undefined) throw new Error(`${name} was not deployed: ${result.status}`)
    list.push({ address: result.created, artifact })
    return result.created
  }
  const project = {
    root: '/project',
    kind: 'foundry',
    contracts: indexOf(artifacts),
    config,
  } as unknown as Project
  const address = deploy(test)
  const artifactAt = (where: Address): ContractArtifact | undefined =>
    list.find((each) => each.address === where)?.artifact ??
    project.contracts.byRuntimeCode(machine.getCode(where))
  const world = {
    project,
    machine,
    test: { address, artifact: artifacts.get(test)! },
    sender: SENDER,
    labels,
    contracts: () => list,
    created: [],
    laterSetup: [],
    artifactAt,
    call: (message: Partial<Message>) => {
      const result = machine.call({ ...message, from: message.from ?? SENDER, gas: 30_000_000n })
      return Object.assign(result, { verdict: 'ran' as const, isFailed })
    },
    trace: <T>(run: () => T, options?: TraceOptions) => machine.trace(run, options),
    isPending: () => false,
    takeConsole: () => [],
    keepConsole: () => {},
    mark: () => ({ machine: machine.mark(), block: {}, cheats: {} }),
    rollback: ({ machine: mark }: WorldMark) => machine.rollback(mark as Mark),
  } as unknown as World
  // What cheatcodes would do, as far as these tests need them: store() to the 'failed' slot, and assertions that fail.
  machine.bindHost('0x7109709ecfa91a80626ff3989d68f67f5b1dd12d', (frame) => {
    const selector = bytesToHex(frame.input.slice(0, 4))
    if (selector === '0x70ca10bb') isFailed = true
    if (selector !== '0x98296c54') return { status: 'return' }
    const reason = new TextEncoder().encode('assertion failed: 1 != 2')
    const output = new Uint8Array(4 + 96)
    output.set([0xee, 0xaa, 0x9e, 0x6f])
    output[4 + 31] = 32
    output[4 + 63] = reason.length
    output.set(reason, 4 + 64)
    return { status: 'revert', output }
  })
  const calldata = (to: Address, name: string, values: readonly AbiValue[] = []): Uint8Array =>
    encodeCall(
      artifactAt(to)!.abi.functions.find(
        (each) => each.name === name && each.inputs.length === values.length,
      )!,
      values,
    )
  return {
    world,
    labels,
    deploy,
    track: (where, name) => void list.push({ address: where, artifact: artifacts.get(name) }),
    calldata,
    call: (to, name, values = [], from = SENDER) =>
      world.call({ to, from, data: calldata(to, name, values) }),
  }
}

const config = { sourceFolder: 'src', testFolder: 'test', scriptFolder: 'script', libraryFolders: ['lib'] }

function indexOf(artifacts: ReadonlyMap<string, ContractArtifact>): ContractIndex {
  const all = [...artifacts.values()]
  const startsWith = (code: Uint8Array, object: string): boolean =>
    object !== '' && Buffer.from(code).toString('hex').startsWith(object)
  return {
    ids: all.map(({ id }) => id).sort(),
    get: (id) => all.find((each) => each.id === id)!,
    named: (name) => all.filter((each) => each.name === name),
    byRuntimeCode: (code) => all.find((each) => startsWith(code, each.runtime.object)),
    byCreationCode: (code) => all.find((each) => startsWith(code, each.creation.object)),
    creatableBy: (code) =>
      all.filter(
        ({ creation: { object } }) => object !== '' && Buffer.from(code).toString('hex').includes(object),
      ),
  }
}
