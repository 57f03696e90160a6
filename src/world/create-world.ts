// Deploys a test contract and sets it up as forge does (crates/forge/src/runner.rs and multi_runner.rs), so that addresses,
// balances, nonces and the block are those that tests know.

import { Machine } from '../evm/machine.ts'
import type { Trace } from '../evm/trace.ts'
import type { BlockEnv } from '../evm/types.ts'
import { encodeCall } from '../project/abi/encode.ts'
import { topicOf } from '../project/abi/selector.ts'
import { harnessFor } from '../project/harness-for.ts'
import { testsOf } from '../project/test-contracts.ts'
import type { HarnessConfig, Project } from '../project/types.ts'
import {
  CREATE2_FACTORY,
  CREATE2_FACTORY_CODE,
  CREATE2_FACTORY_DEPLOYER,
  LIBRARY_DEPLOYER,
} from './addresses.ts'
import { skipReason } from './cheatcodes/hooks/assume.ts'
import { contractsSlot } from './cheatcodes/hooks/contracts.ts'
import { alwaysFactorySlot } from './cheatcodes/hooks/create2-factory.ts'
import { emptyMap } from './cheatcodes/hooks/append-map.ts'
import { asksForCallGas, measuresCallsSlot } from './cheatcodes/hooks/last-call-gas.ts'
import { bindLateFork, LateFork } from './cheatcodes/plain/late-fork.ts'
import { createdAddress } from './created-address.ts'
import { knownErrors } from './known-errors.ts'
import { isolateCalls } from './isolate-calls.ts'
import { inlineProject } from '../project/foundry/inline-project.ts'
import { linkLibraries } from './link-libraries.ts'
import { nameAccounts } from './name-accounts.ts'
import { revertReason } from './revert-reason.ts'
import { setupForkSource } from './setup-fork.ts'
import type { ConsoleLine, Setup, SetupOptions, WorldResult } from './types.ts'
import { ContractWorld } from './world.ts'

// Bytes of code that no contract of a test reaches: forge has no limit unless foundry.toml sets one.
const CODE_BYTES_MAX = 2 ** 22
// Of a setup's trace: nobody reads more, and a setup that never ends makes millions.
const EVENTS_MAX = 50_000
// Enough for whatever a constructor sends along.
const DEPLOYER_BALANCE = (1n << 256n) - 1n

/**
 * A world with the test contract deployed and, if it has one, its setUp() run. Deterministic.
 * @throws UnsupportedCheatcodeError if the setup calls a cheatcode that we do not have; UnlinkedError; ForkError; what the
 * Machine throws when a limit is reached.
 */
export function setUpWorld(given: SetupOptions): Setup {
  const { artifact } = given
  const options = { ...given, project: projectOf(given) }
  const { project } = options
  const { test } = project.config
  const harness = harnessOf(options)
  const deployer = harness?.deployer ?? test.sender
  const balance = isHarness(options, harness) ? (harness?.balance ?? 0n) : test.initialBalance
  const machine = createMachine(options)
  const senders = [deployer, test.sender, LIBRARY_DEPLOYER]
  for (const sender of senders) machine.setBalance(sender, DEPLOYER_BALANCE)
  // 1, so that the first contract has the address that dapptools gave it.
  machine.setNonce(deployer, 1n)

  const address = createdAddress(machine, deployer, 1n)
  const world = new ContractWorld({
    machine,
    options,
    test: address,
    sender: harness?.senders?.[0] ?? test.sender,
    errorsOf: knownErrors(project, artifact),
  })
  world.keepConsole(true)
  world.cheats.set(contractsSlot, { isWatching: true, addresses: emptyMap() })
  world.cheats.set(measuresCallsSlot, asksForCallGas(artifact))
  world.cheats.set(alwaysFactorySlot, test.alwaysUseCreate2Factory === true)
  world.cheats.updateHooks()
  isolateCalls(world, test.isolate === true)

  const linked = linkLibraries(world, artifact)
  if ('failed' in linked) return failedSetup(world, 'library', linked)
  machine.setBalance(address, balance)
  const constructed = attempt(world, options, () =>
    world.create({ from: deployer, initcode: linked.initcode }),
  )
  if (!hasRun(constructed.result)) return failedSetup(world, 'constructor', constructed)

  for (const sender of senders) machine.setBalance(sender, test.initialBalance)
  addCreate2Factory(machine)
  const setUp = artifact.abi.functions.find(({ signature }) => signature === 'setUp()')
  if (setUp !== undefined) {
    const data = encodeCall(setUp, [])
    // As forge: the comment of a contract may name who deploys it and calls its tests, not who calls setUp().
    const from = given.project.config.test.sender
    const ran = attempt(world, options, () => world.call({ from, to: address, data }))
    if (!hasRun(ran.result)) return failedSetup(world, 'setUp', ran)
    world.setupTrace = ran.trace
  } else world.setupTrace = constructed.trace
  return { status: 'ready', world, console: finishSetup(world) }
}

function projectOf({ project, artifact, evmRules }: SetupOptions): Project {
  const own = inlineProject(project, artifact)
  return evmRules === undefined ? own : { ...own, config: { ...own.config, fork: evmRules } }
}

/** The configuration of a contract that Echidna or Medusa would run; what has a setUp() has forge's environment. */
function harnessOf({ project, artifact }: SetupOptions): HarnessConfig | undefined {
  const hasSetUp = artifact.abi.functions.some(({ signature }) => signature === 'setUp()')
  return hasSetUp ? undefined : harnessFor(project.config.harness, artifact)
}

/** Whether only Echidna or Medusa would run it: with them a contract owns nothing unless its configuration says so. */
function isHarness({ artifact, rules }: SetupOptions, harness: HarnessConfig | undefined): boolean {
  if (rules === 'forge') return false
  if (harness !== undefined) return true
  const { functions } = artifact.abi
  if (functions.some(({ signature }) => signature === 'setUp()' || signature === 'IS_TEST()')) return false
  const kinds = testsOf(artifact, undefined).map(({ kind }) => kind)
  return kinds.length > 0 && kinds.every((kind) => kind === 'property' || kind === 'optimize')
}

/** A Machine with the block that tests begin with, without any accounts. */
export function createMachine(options: SetupOptions): Machine {
  const { fork, test } = options.project.config
  const block: BlockEnv = {
    number: test.blockNumber,
    timestamp: test.blockTimestamp,
    coinbase: test.coinbase,
    prevRandao: test.prevRandao,
    gasLimit: test.gasLimit,
    baseFee: test.baseFee,
    blobBaseFee: 1n,
    chainId: test.chainId,
    // As the empty database of revm answers, which forge runs on: the hash of the number in decimal.
    blockHash: (number) => topicOf(number.toString()),
  }
  const forkSource = setupForkSource(options, block)
  const codeBytesMax = Math.min(test.codeSizeLimit ?? CODE_BYTES_MAX, CODE_BYTES_MAX)
  const { compiler } = options
  const machine = new Machine({
    fork,
    codeBytesMax,
    ...(forkSource !== undefined && { forkSource }),
    ...(compiler !== undefined && { compiler }),
  })
  if (forkSource instanceof LateFork) bindLateFork(machine, forkSource)
  if (forkSource === undefined || forkSource instanceof LateFork) machine.setBlock(block)
  else machine.setBlock({ gasLimit: test.gasLimit })
  return machine
}

type Attempt = { readonly result: WorldResult; readonly trace: Trace | undefined }

/** Runs a step of the setup; if it fails, once more with a trace. */
function attempt(world: ContractWorld, options: SetupOptions, run: () => WorldResult): Attempt {
  if (options.traceSetup === true) return world.trace(run, { eventsMax: EVENTS_MAX })
  const mark = world.mark()
  const result = run()
  if (hasRun(result)) return { result, trace: undefined }
  world.rollback(mark)
  return world.trace(run, { eventsMax: EVENTS_MAX })
}

function hasRun(result: WorldResult): boolean {
  return result.status === 'success' && !result.isFailed
}

function failedSetup(
  world: ContractWorld,
  stage: 'library' | 'constructor' | 'setUp',
  { result, trace }: Attempt,
): Setup {
  if (result.verdict === 'skip') return { status: 'skipped', reason: skipReason(result.output) }
  const reason =
    result.status === 'success'
      ? 'execution error'
      : revertReason(result.output, result.halt ?? 'revert', world.errorsOf)
  return { status: 'failed', stage, reason, trace, world }
}

/** The factory that every chain has; on a fork it may be there. */
export function addCreate2Factory(machine: Machine): void {
  if (machine.getCode(CREATE2_FACTORY).length > 0) return
  machine.setCode(CREATE2_FACTORY, CREATE2_FACTORY_CODE)
  machine.setNonce(CREATE2_FACTORY, 1n)
  machine.setNonce(CREATE2_FACTORY_DEPLOYER, 1n)
}

/** Ends a setup: its state becomes the base that everything goes back to. Gives what it printed. */
export function finishSetup(world: ContractWorld): ConsoleLine[] {
  nameAccounts(world)
  world.cheats.watchContracts(false)
  const lines = world.takeConsole()
  world.keepConsole(false)
  world.commit()
  return lines
}
