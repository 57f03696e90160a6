// A context for cheatcodes without a world around them, and calls of single cheatcodes as their dispatcher makes them.

import type { HostFrame } from '../../src/evm/host.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { Address, BlockEnv } from '../../src/evm/types.ts'
import { decodeArguments } from '../../src/project/abi/decode.ts'
import { encodeArguments } from '../../src/project/abi/encode.ts'
import type { AbiType, AbiValue } from '../../src/project/abi/types.ts'
import { createContractIndex } from '../../src/project/contract-index.ts'
import { defaultConfig } from '../../src/project/default-config.ts'
import type { ContractArtifact, ContractIndex, ProjectConfig } from '../../src/project/types.ts'
import { type CheatContext, CheatcodeError, type CheatSlot } from '../../src/world/cheatcodes/context.ts'
import { KNOWN_CHEATCODES } from '../../src/world/cheatcodes/known-cheatcodes.gen.ts'
import { plainTables } from '../../src/world/cheatcodes/plain/tables.ts'
import { parseParameters } from '../../src/world/cheatcodes/signature.ts'
import type { WorldFiles } from '../../src/world/types.ts'

export const FAKE_ROOT = '/project'
const TEST: Address = '0x7fa9385be102ac3eac297483dd6233d62b3e1496'

const outputsOf = new Map(
  KNOWN_CHEATCODES.trim()
    .split('\n')
    .map((line): readonly [string, string] => {
      const [, signature = '', outputs = ''] = line.split(' ')
      return [signature, outputs]
    }),
)

export type FakeOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly config?: Partial<ProjectConfig>
  readonly files?: WorldFiles
  readonly contracts?: ContractIndex
  /** Sources by path: what the test's compilation holds. */
  readonly sources?: Readonly<Record<string, string>>
  readonly machine?: Machine
  readonly artifact?: Partial<ContractArtifact>
}

export type FakeContext = CheatContext & {
  /** Labels that cheatcodes gave. */
  readonly labels: Map<Address, string>
  /** All that is remembered, to be put back with `restore`. */
  save(): ReadonlyMap<number, unknown>
  restore(values: ReadonlyMap<number, unknown>): void
}

/** The state of forge's default test environment: block 1, time 1, chain 31337. */
export function fakeContext(options: FakeOptions = {}): FakeContext {
  const machine = options.machine ?? new Machine()
  let values: ReadonlyMap<number, unknown> = new Map()
  let block: BlockEnv = machine.block
  const labels = new Map<Address, string>()
  const paths = Object.keys(options.sources ?? {})
  const artifact = {
    id: 'test/P2.t.sol:P2Test',
    name: 'P2Test',
    source: 'test/P2.t.sol',
    compilerVersion: '0.8.30+commit.73712a01',
    sources: { pathOf: (id) => paths[id], textOf: (path) => options.sources?.[path] },
    ...options.artifact,
  } as Partial<ContractArtifact> as ContractArtifact
  const project = {
    root: FAKE_ROOT,
    kind: 'foundry' as const,
    contracts: options.contracts ?? createContractIndex([]),
    config: { ...defaultConfig(FAKE_ROOT), ...options.config },
  }
  return {
    machine,
    project,
    options: {
      project,
      artifact,
      env: options.env ?? {},
      seed: 7n,
      ...(options.files !== undefined && { files: options.files }),
    },
    test: TEST,
    errorsOf: () => [],
    allowsInternalReverts: false,
    get: <Value>(slot: CheatSlot<Value>) =>
      values.has(slot.index) ? (values.get(slot.index) as Value) : slot.initial,
    set: (slot, value) => {
      values = new Map(values).set(slot.index, value)
    },
    get block() {
      return block
    },
    setBlock: (change) => {
      machine.setBlock(change)
      block = { ...block, ...change }
    },
    label: (address, name) => labels.set(address, name),
    labels,
    save: () => values,
    restore: (saved) => {
      values = saved
    },
  }
}

export type Answer =
  | { readonly returns: readonly AbiValue[]; readonly raw: Uint8Array }
  | { readonly reverts: string }
  | { readonly revertsRaw: Uint8Array }

/** Calls a cheatcode, with everything that its dispatcher does. @throws what is no CheatcodeError: a crash. */
export function callCheat(context: CheatContext, signature: string, args: readonly AbiValue[]): Answer {
  const run = plainTables.find((table) => Object.hasOwn(table, signature))?.[signature]
  if (run === undefined) throw new Error(`There is no ${signature}.`)
  const name = signature.slice(0, signature.indexOf('('))
  const inputs = inputTypes(signature)
  const outputs = parseParameters(outputsOf.get(signature) ?? '').map(({ type }) => type)
  // Through bytes and back, as a contract's call comes.
  const decoded = decodeArguments(inputs, encodeArguments(inputs, args))
  const frame = { caller: TEST, depth: 1, gas: 10n ** 9n, isStatic: false } as unknown as HostFrame
  try {
    const outcome = run(context, decoded, frame)
    if (outcome === undefined) return { returns: [], raw: new Uint8Array(0) }
    if (outcome instanceof Uint8Array) return { returns: decodeArguments(outputs, outcome), raw: outcome }
    if ('revert' in outcome) return { revertsRaw: outcome.revert }
    const raw = encodeArguments(outputs, outcome)
    return { returns: decodeArguments(outputs, raw), raw }
  } catch (error) {
    if (!(error instanceof CheatcodeError)) throw error
    const isBare = name.includes('assert') || name === 'rpcUrl'
    return { reverts: isBare ? error.message : `vm.${name}: ${error.message}` }
  }
}

/** Types of a cheatcode's arguments. */
export function inputTypes(signature: string): readonly AbiType[] {
  return parseParameters(signature.slice(signature.indexOf('(') + 1, -1)).map(({ type }) => type)
}

/** Files in memory for `WorldFiles`: text or bytes by absolute path; `links` lead from one path to another. */
export function fakeFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  links: Readonly<Record<string, string>> = {},
): WorldFiles {
  const all = Object.keys(files)
  const follow = (path: string): string => {
    for (const [from, to] of Object.entries(links)) {
      if (path === from || path.startsWith(`${from}/`)) return follow(to + path.slice(from.length))
    }
    return path
  }
  const exists = (path: string): 'file' | 'folder' | undefined => {
    const real = follow(path)
    if (Object.hasOwn(files, real)) return 'file'
    return real === '/' || all.some((file) => file.startsWith(`${real}/`)) ? 'folder' : undefined
  }
  return {
    read: (path) => {
      const content = files[follow(path)]
      if (content === undefined) throw new Error(`no ${path}`)
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    exists,
    list: (path) => {
      const folder = `${follow(path)}/`
      const names = [...all, ...Object.keys(links)]
        .filter((file) => file.startsWith(folder))
        .map((file) => file.slice(folder.length).split('/')[0]!)
      return [...new Set(names)].toSorted()
    },
    realPath: (path) => (exists(path) === undefined ? undefined : follow(path)),
  }
}
